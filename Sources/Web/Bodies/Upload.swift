import Crypto
import HTTPTypes
import Hummingbird
import Ingestion
import NIOCore

/// A file on its way in. From a form its plain fields come first (our pages put the token there) and are read before anything is kept;
/// the file follows when the handler asks for it.
final class Upload: @unchecked Sendable {
    // One request's task reads, and nobody else: that is why it may be passed on.
    private let body: BodyReader
    private var parser: MultipartParser?
    private var events: ArraySlice<MultipartParser.Event> = []
    private var fileName: String?
    private(set) var fields = Values.none
    /// What has come in; nil until it was read.
    private var parts: [Part]?

    private static let largestField = 16 << 10
    private static let mostFields = 32
    private static let mostFiles = 50
    private static let pieceSize = 256 << 10

    init(_ request: Request, limit: Int) async throws {
        body = try BodyReader(request, limit: limit)
        guard let type = request.headers[.contentType], type.lowercased().hasPrefix("multipart/") else { return }
        guard type.lowercased().hasPrefix("multipart/form-data"), let boundary = MultipartParser.boundary(in: type) else {
            throw Refusal.wrongType(wanted: ["multipart/form-data with a boundary", "the file itself"])
        }
        do {
            parser = try MultipartParser(boundary: boundary)
        } catch {
            throw Self.refusal(error)
        }
        try await readFields()
    }

    var isForm: Bool { parser != nil }

    /// Reads up to the file.
    private func readFields() async throws {
        while case .part(let head)? = try await event() {
            if let fileName = head.fileName {
                self.fileName = fileName
                return
            }
            fields.append(head.name, try await fieldValue())
            guard fields.pairs.count <= Self.mostFields else { throw Refusal.malformed("The form has too many fields.") }
        }
    }

    private func fieldValue() async throws -> String {
        var bytes: [UInt8] = []
        while case .bytes(let piece)? = try await event() {
            bytes += piece
            guard bytes.count <= Self.largestField else { throw Refusal.malformed("A field of the form is too long.") }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A file that has come in, on the disk, where nothing of it remains once nobody reads it any more.
    private struct Part {
        /// Empty where the sender does not say.
        let name: String
        let spool: Spool
    }

    /// The file that was sent.
    /// - Parameter name: what to call it where the sender does not say
    func file(in folder: String, named name: String) async throws -> ByteSource {
        let parts = try await parts(in: folder)
        guard let part = parts.first, parts.count == 1 else { throw Refusal.invalid("This takes one file at a time.") }
        return part.spool.source(name: part.name.isEmpty ? name : part.name)
    }

    /// All files of a form, one after the other; a field where one chose several holds them all.
    func files(in folder: String) async throws -> [ByteSource] {
        try await parts(in: folder).map { $0.spool.source(name: $0.name.isEmpty ? "statement" : $0.name) }
    }

    /// Takes in everything that was sent: the same fields and files are the same again, whatever the form writes between them.
    func fingerprint(in folder: String, into hash: inout SHA256) async throws {
        for (name, value) in fields.pairs { hash.update(data: Array("\(name.utf8.count) \(value.utf8.count) \(name)\(value)".utf8)) }
        for part in try await parts(in: folder) {
            hash.update(data: Array("\(part.name.utf8.count) \(part.name)".utf8))
            var offset = 0
            while case let piece = try part.spool.read(at: offset, count: Self.pieceSize), !piece.isEmpty {
                hash.update(data: piece)
                offset += piece.count
            }
        }
    }

    /// Reads to the end, so that what breaks off is told from what is whole.
    private func parts(in folder: String) async throws -> [Part] {
        if let parts { return parts }
        var parts: [Part] = []
        if parser == nil {
            let spool = try Spool(in: folder)
            while let buffer = try await body.next() { try spool.write(Array(buffer.readableBytesView)) }
            parts = [Part(name: "", spool: spool)]
        } else {
            guard var name = fileName else { throw Refusal.invalid("The form holds no file. Choose one and send it again.") }
            while true {
                guard parts.count < Self.mostFiles else { throw Refusal.invalid("Send at most \(Self.mostFiles) files at once.") }
                let spool = try Spool(in: folder)
                while case .bytes(let piece)? = try await event() { try spool.write(piece) }
                parts.append(Part(name: name, spool: spool))
                guard let next = try await nextFileName() else { break }
                name = next
            }
        }
        self.parts = parts
        return parts
    }

    /// Fields behind a file count for nothing: who sends them may have been let in already.
    private func nextFileName() async throws -> String? {
        while let event = try await event() {
            if case .part(let head) = event, let name = head.fileName { return name }
        }
        return nil
    }

    private func event() async throws -> MultipartParser.Event? {
        while events.isEmpty {
            guard let buffer = try await body.next() else {
                do { try parser?.finish() } catch { throw Self.refusal(error) }
                return nil
            }
            do { events = try parser?.feed(buffer.readableBytesView)[...] ?? [] } catch { throw Self.refusal(error) }
        }
        return events.popFirst()
    }

    private static func refusal(_ error: MultipartError) -> Refusal {
        switch error {
        case .wrongBoundary: .malformed("The boundary of the form is no boundary that RFC 2046 allows.")
        case .malformed: .malformed("The form is not multipart/form-data as RFC 7578 has it.")
        case .headTooLong: .malformed("A part of the form has too long a head.")
        case .truncated: .malformed("The form breaks off before its end. Send it again.")
        }
    }
}
