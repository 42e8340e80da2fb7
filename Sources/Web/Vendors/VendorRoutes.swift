import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Who is behind the bank's texts. A vendor goes by its key, or by its name where only one has it.
struct VendorRoutes: Sendable {
    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/vendors", may: .readBooks, .none,
                .reads("The vendors, the one with the most lines first", .listing(Self.vendor), query: [.cursor, .limit]), use: list),
            .member(
                .get, "/api/vendors/changes", may: .readBooks, .none,
                .reads("What people changed about vendors, newest first", .object(["items": .list(ChangeItem.schema)])), use: changes),
            .member(
                .post, "/api/vendors/merges", may: .fileLines, .json(limit: 4 << 10),
                .changes("Hold one vendor for another from now on", .object(["vendor": .text, "into": .text]), Changed.schema), use: merge),
            .member(
                .post, "/api/vendors/renamings", may: .fileLines, .json(limit: 4 << 10),
                .changes("Call a vendor otherwise", .object(["vendor": .text, "name": .text]), Changed.schema), use: rename),
            .member(
                .post, "/api/vendors/splits", may: .fileLines, .json(limit: 4 << 10),
                .changes("Take a merged vendor out of the other one again", .object(["vendor": .text]), Changed.schema), use: split),
            .member(
                .post, "/api/vendors/undoings", may: .fileLines, .json(limit: 4 << 10),
                .changes(
                    "Take back a merge, a renaming or a split; the last one where none is named", .object([:], optional: ["change": .id]),
                    Changed.schema), use: undo),
        ]
    }

    private static let vendor = Schema.object(
        [
            "vendor": .text, "name": .text, "lines": .integer, "waiting": .integer, "consistent_labels": .integer,
            "labels_needed": .integer,
            "merged": .list(.text),
        ], optional: ["account": .text])

    /// The list is made anew for each page, so a page goes on by place.
    private func list(_ call: Call<Seat>) async throws -> Response {
        let limit = try call.query.limit()
        let place = try Cursor(call.query, count: 1)?.numbers[0] ?? 0
        let (accounts, vendors) = (try await call.accounts(), try await ListVendors(call.office)(for: call.tenant))
        guard let start = Int(exactly: place), start >= 0 else {
            throw Refusal.invalid("This cursor is none of ours.", code: "invalid_cursor")
        }
        let rest = vendors.dropFirst(start).prefix(limit + 1)
        let next = Cursor(Int64(min(start, vendors.count) + limit))
        return try .json(Listing(Array(rest), limit: limit, cursor: { _ in next }, item: { VendorJSON($0, accounts) }))
    }

    private struct ChangeItem: Encodable {
        let id: Int64
        let kind: String
        let vendor: String
        let name: String?
        let changed_at: String
        let changed_by: String
        let undone: Bool

        static let schema = Schema.object(
            ["id": .id, "kind": .text, "vendor": .text, "changed_at": .instant, "changed_by": .text, "undone": .boolean],
            optional: ["name": .text])

        init(_ change: VendorStore.Change) {
            (id, kind, vendor) = (change.id.rawValue, change.kind.rawValue, change.vendor)
            (name, undone) = (change.new?.name, change.isUndone)
            (changed_at, changed_by) = (change.changedAt.iso, change.changedBy)
        }
    }

    private func changes(_ call: Call<Seat>) async throws -> Response {
        let changes = try await call.office.database.read(for: call.tenant) { books in try books.vendors.changes() }
        return try .json(["items": changes.map(ChangeItem.init)])
    }

    private struct Changed: Encodable {
        let change: Int64
        let lines: Int
        let posted: Int

        static let schema = Schema.object(["change": .id, "lines": .integer, "posted": .integer])

        init(_ summary: VendorSummary) { (change, lines, posted) = (summary.change.rawValue, summary.lines, summary.posted) }
    }

    private struct MergeBody: Decodable {
        let vendor: String
        let into: String
    }

    private func merge(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(MergeBody.self)
        return try .json(Changed(try await MergeVendors(call.office)(for: call.tenant, body.vendor, into: body.into, by: call.actor)))
    }

    private struct RenameBody: Decodable {
        let vendor: String
        let name: String
    }

    private func rename(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(RenameBody.self)
        return try .json(Changed(try await RenameVendor(call.office)(for: call.tenant, body.vendor, to: body.name, by: call.actor)))
    }

    private struct SplitBody: Decodable {
        let vendor: String
    }

    private func split(_ call: Call<Seat>) async throws -> Response {
        let vendor = try call.json(SplitBody.self).vendor
        return try .json(Changed(try await SplitVendor(call.office)(for: call.tenant, vendor, by: call.actor)))
    }

    private struct UndoBody: Decodable {
        let change: Int64?
    }

    private func undo(_ call: Call<Seat>) async throws -> Response {
        let isEmpty = call.arrival.payload.bytes.readableBytes == 0
        let change = isEmpty ? nil : try call.json(UndoBody.self).change.map(VendorChangeID.init(_:))
        return try .json(Changed(try await UndoVendorChange(call.office)(for: call.tenant, change, by: call.actor)))
    }
}
