/// A fixed set of words or phrases, asked with bytes: a look-up makes no string and no array.
struct WordSet: Sendable {
    private let hashes: Set<UInt64>

    init(_ words: some Sequence<some Collection<UInt8>>) { hashes = Set(words.map { Self.hash($0) }) }

    @inline(__always)
    func contains(_ word: some Collection<UInt8>) -> Bool { hashes.contains(Self.hash(word)) }

    @inline(__always)
    private static func hash(_ word: some Collection<UInt8>) -> UInt64 {
        var hash = Hash.seed
        for byte in word { hash = Hash.adding(byte, to: hash) }
        return Hash.finished(hash)
    }
}
