/// A deterministic automaton that finds a pattern anywhere in a text.
///
/// Built by Thompson's construction (CACM 11, 1968) and the subset construction of Rabin and Scott (1959). A deterministic
/// state is a set of program counters *before* assertions are resolved, and what the byte before was; assertions (`^`, `$`,
/// `\b`) are resolved when the next byte is known.
struct PatternAutomaton: Sendable {
    /// More states than this and the pattern is refused; real ones need tens.
    private static let mostStates = 2_000
    private static let mostInstructions = 2_000
    private static let matched: Int32 = -1

    private var columns = [UInt8](repeating: 0, count: 256)
    private var columnCount = 0
    /// `next[state * (columnCount + 1) + column]`; the last column stands for the end of the text.
    private var next: [Int32] = []

    func matches(_ bytes: [UInt8]) -> Bool {
        let width = columnCount + 1
        var state = 0
        for byte in bytes {
            let target = next[state * width + Int(columns[Int(byte)])]
            if target == Self.matched { return true }
            state = Int(target)
        }
        return next[state * width + columnCount] == Self.matched
    }

    init(_ node: PatternNode) throws(PatternFault) {
        var program: [Instruction] = []
        try Self.emit(node, into: &program)
        program.append(.match)
        try determinize(program)
    }

    // MARK: Thompson's construction

    private enum Instruction {
        case bytes(ByteSet)
        case fork(Int, Int)
        case jump(Int)
        case start, end, wordBoundary
        case match
    }

    private static func emit(_ node: PatternNode, into program: inout [Instruction]) throws(PatternFault) {
        guard program.count < mostInstructions else { throw PatternFault(words: "it is too complicated; use a shorter one") }
        switch node {
        case .empty: break
        case .bytes(let set): program.append(.bytes(set))
        case .start: program.append(.start)
        case .end: program.append(.end)
        case .wordBoundary: program.append(.wordBoundary)
        case .sequence(let nodes): for node in nodes { try emit(node, into: &program) }
        case .choice(let branches):
            var exits: [Int] = []
            for (index, branch) in branches.enumerated() {
                guard index < branches.count - 1 else {
                    try emit(branch, into: &program)
                    break
                }
                let fork = program.count
                program.append(.jump(0))
                try emit(branch, into: &program)
                exits.append(program.count)
                program.append(.jump(0))
                program[fork] = .fork(fork + 1, program.count)
            }
            for exit in exits { program[exit] = .jump(program.count) }
        case .repeated(let node, let least, let most):
            for _ in 0..<least { try emit(node, into: &program) }
            if let most {
                var forks: [Int] = []
                for _ in least..<most {
                    forks.append(program.count)
                    program.append(.jump(0))
                    try emit(node, into: &program)
                }
                for fork in forks { program[fork] = .fork(fork + 1, program.count) }
            } else {
                let fork = program.count
                program.append(.jump(0))
                try emit(node, into: &program)
                program.append(.jump(fork))
                program[fork] = .fork(fork + 1, program.count)
            }
        }
    }

    // MARK: Subset construction

    private struct State: Hashable {
        /// Sorted program counters.
        let counters: [Int]
        let before: Before
    }

    private enum Before: Hashable { case start, word, other }

    private mutating func determinize(_ program: [Instruction]) throws(PatternFault) {
        let representatives = assignColumns(program)
        var states = [State(counters: [0], before: .start)]
        var numbers = [states[0]: 0]
        var head = 0
        while head < states.count {
            let state = states[head]
            head += 1
            for byte in representatives + [nil] {
                let reached = Self.closure(program, state, nextByte: byte)
                if reached.contains(where: { if case .match = program[$0] { true } else { false } }) {
                    next.append(Self.matched)
                    continue
                }
                guard let byte else {
                    next.append(0)
                    continue
                }
                // Counter 0 stays in every set: the pattern may begin at each byte.
                var counters: Set<Int> = [0]
                for counter in reached { if case .bytes(let set) = program[counter], set.contains(byte) { counters.insert(counter + 1) } }
                let target = State(counters: counters.sorted(), before: ByteSet.word.contains(byte) ? .word : .other)
                if numbers[target] == nil {
                    guard states.count < Self.mostStates else { throw PatternFault(words: "it is too complicated; use a shorter one") }
                    numbers[target] = states.count
                    states.append(target)
                }
                next.append(Int32(numbers[target] ?? 0))
            }
        }
    }

    /// Bytes that no set of the program tells apart share a column; returns one byte of each column.
    private mutating func assignColumns(_ program: [Instruction]) -> [UInt8?] {
        let sets = Set(program.compactMap { if case .bytes(let set) = $0 { set } else { nil } } + [ByteSet.word])
        var columnBySignature: [[Bool]: Int] = [:]
        var representatives: [UInt8?] = []
        let ordered = Array(sets)
        for byte in UInt8.min...UInt8.max {
            let signature = ordered.map { $0.contains(byte) }
            if columnBySignature[signature] == nil {
                columnBySignature[signature] = representatives.count
                representatives.append(byte)
            }
            columns[Int(byte)] = UInt8(columnBySignature[signature] ?? 0)
        }
        columnCount = representatives.count
        return representatives
    }

    /// Counters of byte and match instructions that can be reached without taking a byte; nil stands for the end of the text.
    private static func closure(_ program: [Instruction], _ state: State, nextByte: UInt8?) -> Set<Int> {
        let isWordNext = nextByte.map(ByteSet.word.contains) ?? false
        var seen = Set<Int>()
        var pending = state.counters
        var reached = Set<Int>()
        while let counter = pending.popLast() {
            guard seen.insert(counter).inserted else { continue }
            switch program[counter] {
            case .bytes, .match: reached.insert(counter)
            case .jump(let target): pending.append(target)
            case .fork(let first, let second): pending += [first, second]
            case .start: if state.before == .start { pending.append(counter + 1) }
            case .end: if nextByte == nil { pending.append(counter + 1) }
            case .wordBoundary: if (state.before == .word) != isWordNext { pending.append(counter + 1) }
            }
        }
        return reached
    }
}
