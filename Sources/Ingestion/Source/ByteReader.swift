/// Bytes in order, a piece at a time: of a file, of a member of an archive.
protocol ByteReader: Sendable {
    /// The next bytes; empty at the end and from then on.
    mutating func next() throws(IngestionError) -> [UInt8]
}

/// Something that can be read from its beginning as often as needed.
struct Input: Sendable {
    let name: String
    let open: @Sendable () -> any ByteReader

    init(name: String, open: @escaping @Sendable () -> any ByteReader) {
        (self.name, self.open) = (name, open)
    }

    init(_ source: ByteSource) {
        self.init(name: source.name) { SourceReader(source) }
    }

    /// The first bytes, up to `count` of them: what detection looks at.
    func prefix(_ count: Int) throws(IngestionError) -> [UInt8] {
        var reader = open()
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = try reader.next()
            if piece.isEmpty { break }
            bytes.append(contentsOf: piece.prefix(count - bytes.count))
        }
        return bytes
    }
}

/// Reads a `ByteSource` from front to back.
struct SourceReader: ByteReader {
    private static let pieceSize = 1 << 20

    private let source: ByteSource
    private var offset = 0
    private var isAtEnd = false

    init(_ source: ByteSource) { self.source = source }

    mutating func next() throws(IngestionError) -> [UInt8] {
        if isAtEnd { return [] }
        let piece: [UInt8]
        do {
            piece = try source.read(offset, Self.pieceSize)
        } catch {
            throw .unreadable(file: source.name, reason: "\(error)")
        }
        offset += piece.count
        isAtEnd = piece.isEmpty
        return piece
    }
}

/// Passes bytes through and makes sure that they begin as they did at the first look.
struct GuardedReader: ByteReader {
    private var reader: any ByteReader
    private let expected: [UInt8]
    private let checkVersion: @Sendable () throws(IngestionError) -> Void
    private var offset = 0
    private let name: String
    private var isAtEnd = false

    /// - Parameters:
    ///   - expected: the first bytes, as detection saw them
    ///   - checkVersion: called at the end of the file; throws when it is not the file it was
    init(
        _ reader: any ByteReader, name: String, expected: [UInt8], checkVersion: @escaping @Sendable () throws(IngestionError) -> Void
    ) {
        (self.reader, self.name, self.expected, self.checkVersion) = (reader, name, expected, checkVersion)
    }

    mutating func next() throws(IngestionError) -> [UInt8] {
        if isAtEnd { return [] }
        let piece = try reader.next()
        if piece.isEmpty {
            guard offset >= expected.count else { throw .changedWhileRead(file: name) }
            try checkVersion()
            isAtEnd = true
            return []
        }
        if offset < expected.count {
            let common = min(piece.count, expected.count - offset)
            guard piece[..<common].elementsEqual(expected[offset..<offset + common]) else { throw .changedWhileRead(file: name) }
        }
        offset += piece.count
        return piece
    }
}
