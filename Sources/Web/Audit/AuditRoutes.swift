import Bookkeeping
import HTTPTypes
import Hummingbird
import NIOCore
import Operations
import Storage

/// Who did what, when and from where.
struct AuditRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/audit", may: .readAudit, .none,
                .reads(
                    "The audit log, newest first; as CSV all of it that fits", .listing(AuditItem.schema),
                    query: [
                        .init("actor", .text, "by whom"), .init("action", .text, "like entry.posted"), .from, .to, .cursor, .limit,
                        .init("format", .choice(["json", "csv"]), "json, where it is left out"),
                    ], also: ["text/csv"]), use: list)
        ] + AuditPages(site: site).all
    }

    static func filter(_ query: Values) throws -> AuditStore.Filter {
        let period = try query.period()
        let end = period.map { Instant(milliseconds: Instant(startOf: $0.last).milliseconds + 86_399_999) }
        return AuditStore.Filter(
            actor: query.text("actor"), action: query.text("action"), from: period.map { Instant(startOf: $0.first) }, to: end)
    }

    private func records(
        _ call: Call<Seat>, _ filter: AuditStore.Filter, before last: Int64?, limit: Int
    ) async throws -> [AuditStore.Record] {
        try await call.office.database.read(for: call.tenant) { books in try books.audit.page(filter, before: last, limit: limit) }
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        let filter = try Self.filter(call.query)
        switch call.query.text("format") {
        case nil, "json": break
        case "csv": return csv(call, filter)
        default: throw Refusal.invalid("format is json or csv.")
        }
        let limit = try call.query.limit()
        let last = try Cursor(call.query, count: 1)?.numbers[0]
        let records = try await records(call, filter, before: last, limit: limit + 1)
        return try .json(Listing(records, limit: limit, cursor: { Cursor($0.sequence) }, item: AuditItem.init))
    }

    private static let pageSize = 2_000

    /// Page by page from the database to the reader: no length is too much, and no transaction stays open meanwhile.
    private func csv(_ call: Call<Seat>, _ filter: AuditStore.Filter) -> Response {
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: CSV.record(["row", "at", "actor", "action", "subject", "detail", "from"])))
            var last: Int64?
            while true {
                let page = try await records(call, filter, before: last, limit: Self.pageSize)
                guard let end = page.last else { break }
                let text = page.reduce(into: "") { text, record in
                    let event = record.event
                    text += CSV.record([
                        "\(record.sequence)", record.at.iso, event.actor, event.action, event.subject, event.detail, record.origin ?? "",
                    ])
                }
                try await writer.write(ByteBuffer(string: text))
                last = end.sequence
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/csv; charset=utf-8"], body: body).download(named: "audit.csv")
    }
}

struct AuditItem: Encodable {
    let row: Int64
    let at: String
    let actor: String
    let action: String
    let subject: String
    let detail: String
    let from: String?

    static let schema = Schema.object(
        ["row": .integer, "at": .instant, "actor": .text, "action": .text, "subject": .text, "detail": .text], optional: ["from": .text])

    init(_ record: AuditStore.Record) {
        (row, at, from) = (record.sequence, record.at.iso, record.origin)
        (actor, action) = (record.event.actor, record.event.action)
        (subject, detail) = (record.event.subject, record.event.detail)
    }
}
