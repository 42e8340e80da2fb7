/// The bytes of a file, wherever they lie: the edge through which Ingestion reads. It opens no files itself.
///
/// A file is read twice, a first time to find out what it is, a second time for its lines, so both readings must give the
/// same bytes; a file that changed in between is refused (`IngestionError.changedWhileRead`).
package struct ByteSource: Sendable {
    /// The file's name without its folder: shown to people, at most a hint for detection.
    package let name: String

    /// The bytes from `offset` on, at most `atMost` of them, at least one unless the file ends at `offset`.
    package let read: @Sendable (_ offset: Int, _ atMost: Int) throws -> [UInt8]

    /// What changes when the file does, size and modification time say; nil when there is no such thing.
    package let version: @Sendable () throws -> String?

    package init(
        name: String,
        version: @escaping @Sendable () throws -> String? = { nil },
        read: @escaping @Sendable (_ offset: Int, _ atMost: Int) throws -> [UInt8]
    ) {
        (self.name, self.version, self.read) = (name, version, read)
    }

    /// A file that is in memory already: an upload, a test.
    package init(name: String, bytes: [UInt8]) {
        self.init(name: name) { offset, count in Array(bytes[min(offset, bytes.count)...].prefix(count)) }
    }
}
