import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The journal in the browser.
struct EntryPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/entries", may: .readBooks, use: list),
            .member(.get, "/entries/new", may: .postEntries, use: blank),
            .member(.post, "/entries", may: .postEntries, .form(), use: create),
            .member(.get, "/entries/{id}", may: .readBooks, use: show),
            .member(.post, "/entries/{id}/reversal", may: .postEntries, .form(), use: reverse),
        ]
    }

    private static let shown = 100

    private func list(_ call: Call<Seat>) async throws -> Response {
        let entries = try await call.entries(limit: Self.shown + 1)
        let rows = entries.prefix(Self.shown).map { posted in
            Table.Row([
                .link(posted.number.description, "/entries/\(posted.id)"), .text("\(posted.entry.date)"), .text(posted.entry.narration),
                .text(posted.source.rawValue.replacing("_", with: " ")), .number(posted.entry.total),
            ])
        }
        var table = Table(
            "Entries", [.init("Entry"), .init("Date"), .init("Narration"), .init("From"), .number("Amount")], rows,
            empty: "Nothing posted yet.")
        if entries.count > Self.shown, let end = entries.prefix(Self.shown).last { table.next = "/entries?cursor=\(Cursor(end).text)" }
        var chips = call.party.may(.postEntries) ? [Chip("New entry", "/entries/new", isOpen: false)] : []
        let aside = try await call.office.database.read(for: call.tenant) { books in try books.keptAside.count() }
        if aside > 0 { chips.append(Chip("\(aside) kept aside", "/entries/kept-aside", isOpen: false)) }
        return try await site.page(call, "list", title: "Entries", facts: "Newest first.", ListContent(chips: chips, table: table))
    }

    private struct EntryContent: Sendable {
        let date: String
        let narration: String
        let total: String
        let isReversible: Bool
        let id: String
        let reversal: String?
        let table: Table
        let receipts: Receipts
    }

    private func show(_ call: Call<Seat>) async throws -> Response {
        let posted = try await call.entry(call.id("entry"))
        let (reversal, accounts) = try await call.office.database.read(for: call.tenant) { books in
            (try books.entries.reversal(of: posted.id), try books.accounts.all())
        }
        let labels = Dictionary(accounts.map { ($0.id, $0.label) }) { first, _ in first }
        let rows = posted.entry.postings.map { posting in
            Table.Row([
                .link(labels[posting.account] ?? "", "/reports/general-ledger?account=\(posting.account)"),
                .number(posting.side == .debit ? posting.amount.grouped : ""),
                .number(posting.side == .credit ? posting.amount.grouped : ""),
                .text(posting.amount.currency.code),
            ])
        }
        let content = EntryContent(
            date: "\(posted.entry.date)", narration: posted.entry.narration, total: posted.entry.total,
            isReversible: reversal == nil && posted.source != .reversal && call.party.may(.postEntries), id: "\(posted.id)",
            reversal: reversal.map { "/entries/\($0)" },
            table: Table("Postings", [.init("Account"), .number("Debit"), .number("Credit"), .init("Currency")], rows, empty: ""),
            receipts: try await Receipts(of: posted.id, for: call))
        return try await site.page(
            call, "entry", title: "Entry \(posted.number)", facts: "\(posted.entry.narration), \(posted.entry.date)", content)
    }

    private struct NewEntryContent: Sendable {
        let lines: [Line]
        let accounts: [Choice]
        /// So that a form sent twice posts once.
        let key: String

        struct Line: Sendable {
            let number: String
        }
    }

    private static let offeredLines = 6

    private func blank(_ call: Call<Seat>) async throws -> Response {
        let accounts = try await call.accounts().map { Choice($0.code, $0.label) }
        let lines = (1...Self.offeredLines).map { NewEntryContent.Line(number: "\($0)") }
        return try await site.page(
            call, "new-entry", title: "New entry", facts: "Debits and credits have to agree.",
            NewEntryContent(lines: lines, accounts: accounts, key: call.arrival.context.reference))
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let form = call.form
        let lines = (1...Self.offeredLines).compactMap { number -> EntryBody.Line? in
            guard let account = form.text("account\(number)") else { return nil }
            return EntryBody.Line(
                account: .code(account), debit: form.text("debit\(number)"), credit: form.text("credit\(number)"), currency: nil)
        }
        let body = EntryBody(date: form["date"] ?? "", narration: form["narration"] ?? "", lines: lines)
        let entry = try await call.entry(from: body)
        let key = form.text("idempotency_key").map { IdempotencyKey(rawValue: "form \(String($0.prefix(64)))") }
        let posted = try await RecordEntry(call.office)(for: call.tenant, entry, key: key, by: call.actor)
        return .seeOther("/entries/\(posted.id)")
    }

    private func reverse(_ call: Call<Seat>) async throws -> Response {
        let reversal = try await ReverseEntry(call.office)(for: call.tenant, call.id("entry"), on: call.form.date("date"), by: call.actor)
        return .seeOther("/entries/\(reversal.id)")
    }
}

extension JournalEntry {
    /// The debits, for one figure that says how large the entry is: the first currency's.
    var total: String {
        guard let currency = postings.first?.amount.currency else { return "" }
        let units = postings.filter { $0.side == .debit && $0.amount.currency == currency }.reduce(0) { $0 + $1.amount.minorUnits }
        return Money(minorUnits: units, currency).grouped
    }
}

extension Money {
    /// `-12,345.67`.
    var grouped: String {
        let parts = decimalText.split(separator: ".", omittingEmptySubsequences: false)
        let sign = parts[0].hasPrefix("-") ? "-" : ""
        let digits = Array(parts[0].drop { $0 == "-" })
        var whole = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { whole += "," }
            whole.append(digit)
        }
        return sign + whole + (parts.count > 1 ? "." + parts[1] : "")
    }
}
