import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Entries whose debits and credits differ: refused, and kept aside where people find them.
struct KeptAsideRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/entries/kept_aside", may: .readBooks, .none,
                .reads("Entries that did not balance, newest first", .listing(KeptAsideItem.schema), query: [.cursor, .limit]), use: list),
            .member(
                .delete, "/api/entries/kept_aside/{id}", may: .postEntries, .none, .changes("Throw away an entry that was kept aside"),
                use: remove),
            .member(.get, "/entries/kept-aside", may: .readBooks, use: page),
            .member(.post, "/entries/kept-aside/{id}/removal", may: .postEntries, .form(limit: 4 << 10), use: removeFromPage),
        ]
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        let limit = try call.query.limit()
        let last = try Cursor(call.query, count: 1).map { KeptAsideID($0.numbers[0]) }
        let records = try await call.office.database.read(for: call.tenant) { books in
            try books.keptAside.page(before: last, limit: limit + 1)
        }
        return try .json(Listing(records, limit: limit, cursor: { Cursor($0.id.rawValue) }, item: KeptAsideItem.init))
    }

    private func remove(_ call: Call<Seat>) async throws -> Response {
        try await RemoveKeptAside(call.office)(call.id("entry"), for: call.tenant, by: call.actor)
        return .done
    }

    private static let shown = 200

    private func page(_ call: Call<Seat>) async throws -> Response {
        let records = try await call.office.database.read(for: call.tenant) { books in try books.keptAside.page(limit: Self.shown) }
        let labels = Dictionary(try await call.accounts().map { ($0.id.rawValue, $0.label) }) { first, _ in first }
        let mayPost = call.party.may(.postEntries)
        let rows = try records.map { record in
            let lines = try record.lines().map { "\(labels[$0.account] ?? "") \($0.side) \($0.amount)" }
            return Table.Row(
                [
                    .text("\(record.date)"), .text(record.narration), .text(lines.joined(separator: "; ")), .text(record.keptBy),
                    .number(record.difference.grouped),
                ], action: mayPost ? Table.Action("/entries/kept-aside/\(record.id)/removal", "Throw away") : nil)
        }
        let table = Table(
            "Entries kept aside", [.init("Date"), .init("Narration"), .init("Lines"), .init("By"), .number("Difference")], rows,
            empty: "Nothing is kept aside. An entry that does not balance is refused, and waits here until somebody posts the right one.")
        return try await site.page(
            call, "list", title: "Kept aside", facts: "Their debits and credits differ, so they were not posted. Post the right ones.",
            head: PageHead(
                crumbs: [.init("Entries", "/entries"), .init("Kept aside")],
                actions: mayPost ? [.link("New entry", "/entries/new", icon: "plus")] : []), ListContent(chips: [], table: table))
    }

    private func removeFromPage(_ call: Call<Seat>) async throws -> Response {
        try await RemoveKeptAside(call.office)(call.id("entry"), for: call.tenant, by: call.actor)
        return .seeOther("/entries/kept-aside")
    }
}

struct KeptAsideItem: Encodable {
    let id: Int64
    let date: String
    let narration: String
    /// Debits less credits.
    let difference: String
    let currency: String
    let kept_at: String
    let kept_by: String
    let lines: [EntryItem.Line]

    static let schema = Schema.object([
        "id": .id, "date": .date, "narration": .text, "difference": .amount, "currency": .text, "kept_at": .instant, "kept_by": .text,
        "lines": .list(.object(["account": .id, "currency": .text], optional: ["debit": .amount, "credit": .amount])),
    ])

    init(_ record: KeptAsideStore.Record) throws {
        (id, date, narration) = (record.id.rawValue, record.date.description, record.narration)
        (difference, currency) = (record.difference.decimalText, record.difference.currency.code)
        (kept_at, kept_by) = (record.keptAt.iso, record.keptBy)
        lines = try record.lines().map { line in
            let isDebit = line.side == Side.debit.rawValue
            return EntryItem.Line(
                account: line.account, debit: isDebit ? line.amount : nil, credit: isDebit ? nil : line.amount, currency: line.currency)
        }
    }
}

extension Call<Seat> {
    /// The entry that was sent. One that does not balance is kept aside, and refused.
    func entry(from body: EntryBody) async throws -> JournalEntry {
        let draft = try body.draft(among: try await accounts(), currency: try await currency())
        do {
            return try JournalEntry(date: draft.date, narration: draft.narration, postings: draft.postings)
        } catch .unbalanced(let difference) {
            let unbalanced = UnbalancedEntry(
                date: draft.date, narration: draft.narration, postings: draft.postings, difference: difference)
            let id = try await KeepAside(office)(for: tenant, unbalanced, by: actor)
            let fault = EntryError.unbalanced(by: difference)
            throw Refusal.invalid("\(fault.userText) Nothing was posted; it is kept aside as number \(id).", code: fault.code)
        }
    }
}
