import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Receipts on entries. They come from outside, so they go out as downloads that no page of ours runs: with the type that their bytes have, not to
/// be guessed at, in a sandbox.
struct AttachmentRoutes: Sendable {
    let site: Site

    private static let limit = AttachReceipt.sizeLimit + (1 << 20)

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/entries/{id}/attachments", may: .readBooks, .none,
                .reads("Receipts of an entry", .object(["items": .list(AttachmentItem.schema)])), use: list),
            .member(
                .post, "/api/entries/{id}/attachments", may: .postEntries, .upload(limit: Self.limit),
                .changes(
                    "Keep a PDF, PNG or JPEG with an entry; the same file again is the same receipt",
                    Schema(json: ["type": "string", "format": "binary"]), AttachmentItem.schema, status: .created,
                    query: [.init("filename", .text, "what to call the file")]), use: create),
            .member(
                .get, "/api/attachments/{id}", may: .readBooks, .none,
                APIOperation(
                    summary: "The file of a receipt",
                    answer: ["application/pdf": .text, "image/png": .text, "image/jpeg": .text]), use: file),
            .member(.delete, "/api/attachments/{id}", may: .postEntries, .none, .changes("Take a receipt off its entry"), use: remove),
            .member(
                .post, "/entries/{id}/attachments", may: .postEntries, .upload(limit: Self.limit), page: EntryPage(site: site).show,
                use: upload),
            .member(.post, "/attachments/{id}/removal", may: .postEntries, .form(limit: 4 << 10), use: removeFromPage),
        ]
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        let entry = try await call.entry(call.id("entry"))
        let records = try await call.office.database.read(for: call.tenant) { books in try books.attachments.all(of: entry.id) }
        return try .json(["items": records.map(AttachmentItem.init)])
    }

    private func attach(_ call: Call<Seat>) async throws -> AttachmentStore.Record {
        guard case .upload(let upload) = call.arrival.payload else {
            throw Refusal.invalid("There is no file. Choose one and send it again.")
        }
        let entry: EntryID = try call.id("entry")
        _ = try await call.entry(entry)
        let name = String((call.query.text("filename") ?? "receipt").prefix(200))
        let source = try await upload.file(in: site.settings.spoolFolder, named: name)
        return try await AttachReceipt(call.office)(for: call.tenant, source, to: entry, by: call.actor)
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let record = try await attach(call)
        return try .json(AttachmentItem(record), status: .created, [.location: "/api/attachments/\(record.id)"])
    }

    private func upload(_ call: Call<Seat>) async throws -> Response {
        _ = try await call.entry(call.id("entry"))
        let record = try await about("file") { try await attach(call) }
        return .seeOther("/entries/\(record.entry)")
    }

    private func file(_ call: Call<Seat>) async throws -> Response {
        let (record, bytes) = try await ReadReceipt(call.office)(for: call.tenant, call.id("receipt"))
        return Response.bytes(bytes, type: record.kind.mediaType, [.contentSecurityPolicy: "default-src 'none'; sandbox"])
            .download(named: record.name).tagged("\"\(record.hash.prefix(12).hexadecimal)\"")
    }

    private func remove(_ call: Call<Seat>) async throws -> Response {
        _ = try await RemoveReceipt(call.office)(for: call.tenant, call.id("receipt"), by: call.actor)
        return .done
    }

    private func removeFromPage(_ call: Call<Seat>) async throws -> Response {
        let record = try await RemoveReceipt(call.office)(for: call.tenant, call.id("receipt"), by: call.actor)
        return .seeOther("/entries/\(record.entry)")
    }
}

struct AttachmentItem: Encodable {
    let id: Int64
    let entry: Int64
    let name: String
    let type: String
    let size: Int
    let hash: String
    let added_at: String
    let added_by: String

    static let schema = Schema.object([
        "id": .id, "entry": .id, "name": .text, "type": .text, "size": .integer, "hash": .text, "added_at": .instant, "added_by": .text,
    ])

    init(_ record: AttachmentStore.Record) {
        (id, entry, name) = (record.id.rawValue, record.entry.rawValue, record.name)
        (type, size, hash) = (record.kind.mediaType, record.size, record.hash.hexadecimal)
        (added_at, added_by) = (record.addedAt.iso, record.addedBy)
    }
}

/// The receipts of an entry, for its page: `{{#receipts}}{{>receipts}}{{/receipts}}`.
struct Receipts: Sendable {
    let address: String
    let items: [Item]
    let hasItems: Bool
    let mayAttach: Bool
    let limit = "\(AttachReceipt.sizeLimit >> 20) MiB"

    struct Item: Sendable {
        let name: String
        let facts: String
        let file: String
        let removal: String
    }

    init(of entry: EntryID, for call: Call<Seat>) async throws {
        let records = try await call.office.database.read(for: call.tenant) { books in try books.attachments.all(of: entry) }
        address = "/entries/\(entry)/attachments"
        items = records.map { record in
            Item(
                name: record.name, facts: "\((record.size + 1_023) / 1_024) KiB, \(record.addedBy), \(record.addedAt.dayAndTime)",
                file: "/api/attachments/\(record.id)", removal: "/attachments/\(record.id)/removal")
        }
        (hasItems, mayAttach) = (!records.isEmpty, call.party.may(.postEntries))
    }
}
