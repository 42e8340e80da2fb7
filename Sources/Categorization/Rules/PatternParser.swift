/// Reads a regular expression by recursive descent: choice, sequence, repetition, atom.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    static func parse(_ source: String) throws(PatternFault) -> PatternNode {
        guard !source.isEmpty else { throw PatternFault(words: "it is empty") }
        guard source.utf8.count <= 500 else { throw PatternFault(words: "it is longer than 500 bytes") }
        var parser = PatternParser(scalars: Array(source.unicodeScalars))
        let node = try parser.choice()
        guard parser.position == parser.scalars.count else { throw PatternFault(words: "a parenthesis closes that was not opened") }
        return node
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func choice() throws(PatternFault) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 20 else { throw PatternFault(words: "its parentheses nest more than 20 deep") }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternFault) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" { nodes.append(try repetition()) }
        return nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func repetition() throws(PatternFault) -> PatternNode {
        var node = try atom()
        while let scalar = next {
            switch scalar {
            case "*": node = .repeated(node, least: 0, most: nil)
            case "+": node = .repeated(node, least: 1, most: nil)
            case "?": node = .repeated(node, least: 0, most: 1)
            case "{":
                guard let (least, most) = try bounds() else { return node }
                node = .repeated(node, least: least, most: most)
                continue
            default: return node
            }
            position += 1
            // `*?` asks for the shortest match; whether there is a match at all does not depend on it.
            _ = take("?")
        }
        return node
    }

    /// `{2}`, `{2,}`, `{2,5}`; nil when the brace begins nothing of the kind and stands for itself.
    private mutating func bounds() throws(PatternFault) -> (Int, Int?)? {
        guard let close = scalars[position...].firstIndex(of: "}") else { return nil }
        let inside = String(String.UnicodeScalarView(scalars[(position + 1)..<close]))
        let parts = inside.split(separator: ",", omittingEmptySubsequences: false)
        guard let first = parts.first, let least = Int(first), parts.count <= 2 else {
            throw PatternFault(words: "a repetition is written {2}, {2,} or {2,5}")
        }
        var most: Int? = least
        if parts.count == 2 { most = parts[1].isEmpty ? nil : Int(parts[1]) ?? -1 }
        guard least <= 100, (most ?? least) <= 100, (most ?? least) >= least else {
            throw PatternFault(words: "a repetition counts from 0 to 100, the smaller number first")
        }
        position = close + 1
        return (least, most)
    }

    private mutating func atom() throws(PatternFault) -> PatternNode {
        let scalar = scalars[position]
        position += 1
        switch scalar {
        case "(":
            if take("?") { guard take(":") else { throw PatternFault(words: "look-around and named groups are not available") } }
            let node = try choice()
            guard take(")") else { throw PatternFault(words: "a parenthesis is not closed") }
            return node
        case "[": return try byteClass()
        case ".": return .bytes(ByteSet().inverted)
        case "^": return .start
        case "$": return .end
        case "*", "+", "?": throw PatternFault(words: "\(scalar) has nothing before it to repeat")
        case "\\": return try escape()
        default: return Self.literal(scalar)
        }
    }

    private mutating func escape() throws(PatternFault) -> PatternNode {
        guard let scalar = next else { throw PatternFault(words: "it ends in a lone backslash") }
        position += 1
        if let set = Self.namedSet(scalar) { return .bytes(set) }
        if scalar == "b" { return .wordBoundary }
        guard !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
            throw PatternFault(words: "\\\(scalar) is not available")
        }
        return Self.literal(scalar)
    }

    private mutating func byteClass() throws(PatternFault) -> PatternNode {
        let isInverted = take("^")
        var set = ByteSet()
        var isFirst = true
        while let scalar = next, isFirst || scalar != "]" {
            isFirst = false
            position += 1
            if scalar == "\\", let escaped = next, let named = Self.namedSet(escaped) {
                position += 1
                set = set.union(named)
                continue
            }
            let low = try classMember(scalar)
            var high = low
            if next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                position += 2
                high = try classMember(scalars[position - 1])
            }
            guard low <= high else { throw PatternFault(words: "a range in brackets runs backwards") }
            for byte in low...high { set.insert(Self.lower(byte)) }
        }
        guard take("]") else { throw PatternFault(words: "a bracket is not closed") }
        return .bytes(isInverted ? set.inverted : set)
    }

    private mutating func classMember(_ scalar: Unicode.Scalar) throws(PatternFault) -> UInt8 {
        var member = scalar
        if scalar == "\\", let escaped = next {
            position += 1
            member = escaped
        }
        guard member.isASCII else { throw PatternFault(words: "\(member) cannot stand in brackets; write (a|b) instead") }
        return UInt8(member.value)
    }

    private static func namedSet(_ scalar: Unicode.Scalar) -> ByteSet? {
        switch scalar {
        case "d": .digits
        case "D": ByteSet.digits.inverted
        case "w": .word
        case "W": ByteSet.word.inverted
        case "s": .space
        case "S": ByteSet.space.inverted
        default: nil
        }
    }

    private static func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        let bytes = Array(String(scalar).lowercased().utf8)
        return .sequence(bytes.map { .bytes(ByteSet($0...$0)) })
    }

    private static func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}
