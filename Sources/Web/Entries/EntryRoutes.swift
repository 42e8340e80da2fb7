import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Journal entries: read, written by hand, taken back.
struct EntryRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .get, "/api/entries", may: .readBooks, .none,
                .reads("Posted entries, newest first", .listing(EntryItem.schema), query: [.from, .to, .cursor, .limit]), use: list),
            .member(
                .post, "/api/entries", may: .postEntries, .json(),
                .changes(
                    "Post an entry by hand; one that does not balance is refused and kept aside", EntryBody.schema, EntryItem.schema,
                    status: .created), use: create),
            .member(.get, "/api/entries/{id}", may: .readBooks, .none, .reads("One entry", EntryItem.schema), use: show),
            .member(
                .post, "/api/entries/{id}/reversal", may: .postEntries, .json(limit: 4 << 10),
                .changes(
                    "Cancel an entry by its opposite; its statement line waits again", .object([:], optional: ["date": .date]),
                    EntryItem.schema, status: .created), use: reverse),
        ] + KeptAsideRoutes(site: site).all + EntryPages(site: site).all
    }

    private func list(_ call: Call<Seat>) async throws -> Response {
        let limit = try call.query.limit()
        let entries = try await call.entries(limit: limit + 1)
        return try .json(Listing(entries, limit: limit, cursor: { Cursor($0) }, item: EntryItem.init))
    }

    private func show(_ call: Call<Seat>) async throws -> Response { try .json(EntryItem(try await call.entry(call.id("entry")))) }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(EntryBody.self)
        let entry = try await call.entry(from: body)
        let posted = try await RecordEntry(call.office)(for: call.tenant, entry, by: call.actor)
        return try .json(EntryItem(posted), status: .created, [.location: "/api/entries/\(posted.id)"])
    }

    private struct ReversalBody: Decodable {
        let date: String?
    }

    private func reverse(_ call: Call<Seat>) async throws -> Response {
        let isEmpty = call.arrival.payload.bytes.readableBytes == 0
        let text = isEmpty ? nil : try call.json(ReversalBody.self).date
        let date = try text.map { text in
            guard let date = CalendarDate(iso: text) else {
                throw Refusal.invalid("date is “\(text.prefix(40))”. It takes a day like 2025-06-30.")
            }
            return date
        }
        let reversal = try await ReverseEntry(call.office)(for: call.tenant, call.id("entry"), on: date, by: call.actor)
        return try .json(EntryItem(reversal), status: .created)
    }
}

/// An entry as it comes in: amounts are decimal text, so that no number on its way was ever a binary fraction.
struct EntryBody: Decodable {
    let date: String
    let narration: String
    let lines: [Line]

    struct Line: Decodable {
        let account: AccountReference
        let debit: String?
        let credit: String?
        let currency: String?
    }

    static let schema = Schema.object([
        "date": .date, "narration": .text,
        "lines": .list(.object(["account": .account], optional: ["debit": .amount, "credit": .amount, "currency": .text])),
    ])

    private static let longestNarration = 2_000
    private static let mostLines = 1_000

    /// Whether it balances is not asked yet.
    func draft(among accounts: [Account], currency: Currency) throws -> (date: CalendarDate, narration: String, postings: [Posting]) {
        guard let day = CalendarDate(iso: date) else {
            throw Refusal.invalid("date is “\(date.prefix(40))”. It takes a day like 2025-06-30.")
        }
        guard narration.utf8.count <= Self.longestNarration else { throw Refusal.invalid("The narration is too long. Shorten it.") }
        guard !narration.unicodeScalars.contains(where: { $0.value == 0 }) else {
            throw Refusal.invalid("The narration holds a zero byte. Remove it.")
        }
        guard lines.count <= Self.mostLines else { throw Refusal.invalid("An entry takes at most \(Self.mostLines) lines. Post several.") }
        let postings = try lines.enumerated().map { index, line in
            try posting(line, index: index, account: try line.account.account(among: accounts), currency)
        }
        return (day, narration, postings)
    }

    private func posting(_ line: Line, index: Int, account: Account, _ base: Currency) throws -> Posting {
        let currency = try line.currency.map { code in
            guard let currency = Currency(code: code) else { throw Refusal.invalid("lines[\(index)].currency is no currency of ISO 4217.") }
            return currency
        }
        let (side, text): (Side, String)
        switch (line.debit, line.credit) {
        case (let debit?, nil): (side, text) = (.debit, debit)
        case (nil, let credit?): (side, text) = (.credit, credit)
        default: throw Refusal.invalid("lines[\(index)] needs either a debit or a credit.")
        }
        guard let amount = Money(decimalText: text, currency ?? base) else {
            throw Refusal.invalid("lines[\(index)].\(side.rawValue) is “\(text.prefix(40))”. It takes decimal text like \"12.34\".")
        }
        return try Posting(side, account.id, amount)
    }
}

struct EntryItem: Encodable {
    let id: Int64
    let number: String
    let date: String
    let narration: String
    let source: String
    let reverses: Int64?
    let lines: [Line]

    struct Line: Encodable {
        let account: Int64
        let debit: String?
        let credit: String?
        let currency: String
    }

    static let schema = Schema.object(
        [
            "id": .id, "number": .text, "date": .date, "narration": .text, "source": .text,
            "lines": .list(.object(["account": .id, "currency": .text], optional: ["debit": .amount, "credit": .amount])),
        ], optional: ["reverses": .id])

    init(_ posted: PostedEntry) {
        (id, number, date) = (posted.id.rawValue, posted.number.description, posted.entry.date.description)
        (narration, source, reverses) = (posted.entry.narration, posted.source.rawValue, posted.reverses?.rawValue)
        lines = posted.entry.postings.map { posting in
            let text = posting.amount.decimalText
            return Line(
                account: posting.account.rawValue, debit: posting.side == .debit ? text : nil, credit: posting.side == .credit ? text : nil,
                currency: posting.amount.currency.code)
        }
    }
}

extension Cursor {
    init(_ posted: PostedEntry) { self.init(Int64(posted.entry.date.packed), posted.number.rawValue) }

    /// - Throws: a refusal where the two numbers are no place in a journal.
    func journalPosition() throws -> EntryStore.JournalPosition {
        guard let date = Int(exactly: numbers[0]).flatMap(CalendarDate.init(packed:)), let number = EntryNumber(rawValue: numbers[1]) else {
            throw Refusal.invalid("This cursor is none of ours.", code: "invalid_cursor")
        }
        return EntryStore.JournalPosition(date: date, number: number)
    }
}

extension Call<Seat> {
    /// The next entries of the query's period after its cursor.
    func entries(limit: Int) async throws -> [PostedEntry] {
        let period = try query.period() ?? Period(from: .earliest, through: .latest)
        let last = try Cursor(query, count: 2)?.journalPosition()
        guard let period else { return [] }
        return try await office.database.read(for: tenant) { books in try books.entries.newest(in: period, before: last, limit: limit) }
    }

    func entry(_ id: EntryID) async throws -> PostedEntry {
        let found = try await office.database.read(for: tenant) { books in try books.entries.entry(id) }
        guard let found else { throw Refusal.notFound("entry") }
        return found
    }

    func currency() async throws -> Currency {
        guard let record = try await TenantStore(office.database).all().first(where: { $0.id == tenant }) else {
            throw Refusal.notFound("company")
        }
        return record.baseCurrency
    }
}
