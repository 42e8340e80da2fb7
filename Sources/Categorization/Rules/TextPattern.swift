/// A regular expression over folded text, compiled to a deterministic automaton: one table look-up a byte, so no pattern a
/// person can write makes an import slow (no backtracking).
///
/// Understood: literals, `.`, `[a-z]`, `[^…]`, `\d \w \s` and `\D \W \S`, `\b`, `^`, `$`, `( )`, `(?: )`, `|`, `*`, `+`, `?`,
/// `{n}`, `{n,}`, `{n,m}`. Letters match in either case. Not understood, and refused with a reason: back references, look-around.
struct TextPattern: Hashable, Sendable {
    let source: String
    private let automaton: PatternAutomaton

    init(_ source: String) throws(RuleError) {
        self.source = source
        do throws(PatternFault) {
            automaton = try PatternAutomaton(PatternParser.parse(source))
        } catch {
            throw .wrongPattern(source, error.words)
        }
    }

    /// Whether the pattern is found anywhere in the text.
    func matches(_ text: FoldedText) -> Bool { automaton.matches(text.bytes) }

    static func == (left: Self, right: Self) -> Bool { left.source == right.source }
    func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

struct PatternFault: Error {
    let words: String
}

/// The syntax tree of a pattern; a byte set is four words of 64 bits.
indirect enum PatternNode {
    case empty
    case bytes(ByteSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    case repeated(PatternNode, least: Int, most: Int?)
    case start, end, wordBoundary
}

struct ByteSet: Hashable {
    private var words: SIMD4<UInt64> = .zero

    init() {}
    init(_ range: ClosedRange<UInt8>) { for byte in range { insert(byte) } }

    mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
    func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }
    func union(_ other: ByteSet) -> ByteSet { var result = self; result.words |= other.words; return result }
    var inverted: ByteSet { var result = self; result.words = ~words; return result }

    static let digits = ByteSet(0x30...0x39)
    static let word = ByteSet(0x61...0x7A).union(digits).union(ByteSet(0x5F...0x5F)).union(ByteSet(0x80...0xFF))
    static let space = ByteSet(0x20...0x20)
}
