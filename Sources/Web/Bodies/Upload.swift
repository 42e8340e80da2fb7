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

    private static let largestField = 16 << 10
    private static let mostFields = 32
    private static let mostFiles = 50

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

    /// Writes the file to disk, where nothing of it remains once nobody reads it any more.
    /// - Parameter name: what to call it where the sender does not say
    func file(in folder: String, named name: String) async throws -> ByteSource {
        let spool = try Spool(in: folder)
        guard parser != nil else {
            while let buffer = try await body.next() { try spool.write(Array(buffer.readableBytesView)) }
            return spool.source(name: name)
        }
        guard let fileName else { throw Refusal.invalid("The form holds no file. Choose one and send it again.") }
        while case .bytes(let piece)? = try await event() { try spool.write(piece) }
        // What follows the file is read to its end, so that a form that breaks off is told from a whole one.
        while try await event() != nil {}
        return spool.source(name: fileName.isEmpty ? name : fileName)
    }

    /// All files of a form, one after the other; a field where one chose several holds them all.
    func files(in folder: String) async throws -> [ByteSource] {
        guard parser != nil else { return [try await file(in: folder, named: "statement")] }
        guard var name = fileName else { throw Refusal.invalid("The form holds no file. Choose one and send it again.") }
        var files: [ByteSource] = []
        while true {
            guard files.count < Self.mostFiles else { throw Refusal.invalid("Send at most \(Self.mostFiles) files at once.") }
            let spool = try Spool(in: folder)
            while case .bytes(let piece)? = try await event() { try spool.write(piece) }
            files.append(spool.source(name: name.isEmpty ? "statement" : name))
            guard case .part(let head)? = try await event() else { return files }
            name = head.fileName ?? ""
        }
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
