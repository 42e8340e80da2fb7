/// The text of a file in UTF-8, through a window that a parser moves along: memory does not grow with the file.
struct TextStream: Sendable {
    /// No line of a statement and no element of one is longer, in bytes.
    static let lineLimit = 1 << 20

    let file: String
    private var reader: any ByteReader
    private var decoder: TextDecoder
    /// The window; what lies before `start` has been used.
    private(set) var bytes: [UInt8] = []
    /// The first byte not used yet; the parser moves it.
    var start = 0
    /// Whether the window reaches the end of the file.
    private(set) var isAtEnd = false

    init(_ reader: any ByteReader, encoding: TextEncoding, file: String) {
        (self.reader, self.file) = (reader, file)
        decoder = TextDecoder(encoding)
    }

    /// Lets go of what has been used and adds the next piece of the file to the window.
    /// - Returns: false at the end of the file.
    mutating func extend() throws(IngestionError) -> Bool {
        if isAtEnd { return false }
        if start == bytes.count {
            bytes = []
        } else if start > 0 {
            bytes.removeSubrange(..<start)
        }
        start = 0
        let piece = try reader.next()
        decoder.decode(piece, into: &bytes)
        isAtEnd = piece.isEmpty
        return !isAtEnd
    }

    /// The same, for a parser that needs more to finish what begins on `row`.
    /// - Throws: `.tooLong` when the window holds more than a line may have already.
    mutating func extend(within row: Int) throws(IngestionError) -> Bool {
        guard bytes.count - start <= Self.lineLimit else { throw .tooLong(file: file, row: row, limitBytes: Self.lineLimit) }
        return try extend()
    }
}
