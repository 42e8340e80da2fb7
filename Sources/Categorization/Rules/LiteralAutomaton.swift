/// Finds all of many literals in one pass over a text (Aho and Corasick, "Efficient string matching", CACM 18, 1975).
///
/// Failure links are folded into the transition table, so a byte costs one look-up however many literals there are.
struct LiteralAutomaton: Sendable {
    struct Find {
        let literal: Int
        /// Just behind the last byte of the literal.
        let end: Int
    }

    /// Column of the table for each byte; 0 for bytes that are in no literal.
    private var columns = [Int](repeating: 0, count: 256)
    private var columnCount = 1
    /// `next[state * columnCount + column]`.
    private var next: [Int32] = []
    /// Literals that end in a state, those of its suffixes included.
    private var found: [[Int]] = []

    /// - Precondition: no literal is empty.
    init(_ literals: [[UInt8]]) {
        guard !literals.isEmpty else { return }
        for byte in literals.joined() where columns[Int(byte)] == 0 {
            columns[Int(byte)] = columnCount
            columnCount += 1
        }
        addState()
        for (literal, bytes) in literals.enumerated() { insert(bytes, literal) }
        linkFailures()
    }

    /// Calls `report` for every occurrence, in order of its end.
    func scan(_ bytes: [UInt8], report: (Find) -> Void) {
        guard !next.isEmpty else { return }
        var state = 0
        for (index, byte) in bytes.enumerated() {
            state = Int(next[state * columnCount + columns[Int(byte)]])
            for literal in found[state] { report(Find(literal: literal, end: index + 1)) }
        }
    }

    private mutating func addState() {
        next.append(contentsOf: repeatElement(-1, count: columnCount))
        found.append([])
    }

    private mutating func insert(_ bytes: [UInt8], _ literal: Int) {
        var state = 0
        for byte in bytes {
            let cell = state * columnCount + columns[Int(byte)]
            if next[cell] < 0 {
                next[cell] = Int32(found.count)
                addState()
            }
            state = Int(next[cell])
        }
        found[state].append(literal)
    }

    /// Breadth first, so a state's failure state is complete before the state itself.
    private mutating func linkFailures() {
        var failure = [Int](repeating: 0, count: found.count)
        var queue = [0]
        var head = 0
        while head < queue.count {
            let state = queue[head]
            head += 1
            for column in 0..<columnCount {
                let cell = state * columnCount + column
                let fallback = state == 0 ? 0 : Int(next[failure[state] * columnCount + column])
                if next[cell] < 0 {
                    next[cell] = Int32(fallback)
                } else {
                    let child = Int(next[cell])
                    failure[child] = fallback
                    found[child] += found[fallback]
                    queue.append(child)
                }
            }
        }
    }
}
