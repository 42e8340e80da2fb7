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
            .member(.get, "/entries/{id}", may: .readBooks, use: EntryPage(site: site).show),
            .member(.post, "/entries/{id}/reversal", may: .postEntries, .form(), use: EntryPage(site: site).reverse),
        ]
    }

    private static let shown = 100

    private func list(_ call: Call<Seat>) async throws -> Response {
        let entries = try await call.entries(limit: Self.shown + 1)
        let today = call.office.today
        let rows = entries.prefix(Self.shown).map { posted in
            Table.Row([
                .link(posted.number.description, "/entries/\(posted.id)"), .text(posted.entry.date.short(today)),
                .text(posted.entry.narration),
                .text(posted.source.rawValue.replacing("_", with: " ")), .number(posted.entry.total),
            ])
        }
        var table = Table(
            "Entries", [.init("Entry"), .init("Date"), .lead("Narration"), .init("From"), .number("Amount")], rows,
            empty: "Nothing posted yet.")
        if entries.count > Self.shown, let end = entries.prefix(Self.shown).last { table.next = "/entries?cursor=\(Cursor(end).text)" }
        var chips: [Chip] = []
        let (aside, count) = try await call.office.database.read(for: call.tenant) { books in
            (try books.keptAside.count(), try books.entries.count())
        }
        if aside > 0 { chips.append(Chip("\(aside) kept aside", "/entries/kept-aside", isOpen: false)) }
        return try await site.page(
            call, "list", title: "Entries", facts: "\(counted(count, "posted entry", "posted entries")), newest first.",
            head: PageHead(actions: call.party.may(.postEntries) ? [.link("New entry", "/entries/new", icon: "plus")] : []),
            ListContent(chips: chips, table: table))
    }

    private struct NewEntryContent: Sendable {
        let date: String
        let narration: String
        let lines: [Line]
        /// So that a form sent twice posts once.
        let key: String
        let errors: FormErrors

        struct Line: Sendable {
            let number: String
            let accounts: [Choice]
            let debit: String
            let credit: String
        }
    }

    private static let offeredLines = 6

    private func blank(_ call: Call<Seat>) async throws -> Response { try await form(call, .none, .none) }

    /// The form with what was typed into it, and what is wrong with that.
    private func form(_ call: Call<Seat>, _ typed: Values, _ errors: FormErrors) async throws -> Response {
        let accounts = try await call.accounts()
        let lines = (1...Self.offeredLines).map { number in
            let chosen = typed["account\(number)"]
            return NewEntryContent.Line(
                number: "\(number)", accounts: accounts.map { Choice($0.code, $0.label, isSelected: $0.code == chosen) },
                debit: typed["debit\(number)"] ?? "", credit: typed["credit\(number)"] ?? "")
        }
        return try await site.page(
            call, "new-entry", title: "New entry", facts: "Debits and credits have to agree.",
            head: PageHead(crumbs: [.init("Entries", "/entries")], isNarrow: true),
            NewEntryContent(
                date: typed["date"] ?? "\(call.office.today)", narration: typed["narration"] ?? "", lines: lines,
                key: typed.text("idempotency_key") ?? call.arrival.context.reference, errors: errors),
            status: errors.isEmpty ? .ok : .unprocessableContent)
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let form = call.form
        let lines = (1...Self.offeredLines).compactMap { number -> EntryBody.Line? in
            guard let account = form.text("account\(number)") else { return nil }
            return EntryBody.Line(
                account: .code(account), debit: form.text("debit\(number)"), credit: form.text("credit\(number)"), currency: nil)
        }
        let body = EntryBody(date: form["date"] ?? "", narration: form["narration"] ?? "", lines: lines)
        do {
            let entry = try await call.entry(from: body)
            let key = form.text("idempotency_key").map { IdempotencyKey(rawValue: "form \(String($0.prefix(64)))") }
            let posted = try await RecordEntry(call.office)(for: call.tenant, entry, key: key, by: call.actor)
            return site.seeOther("/entries/\(posted.id)", said: "Posted as \(posted.number).")
        } catch {
            let field = CalendarDate(iso: body.date) == nil ? "date" : "account1"
            return try await self.form(call, form, FormErrors(error, field: field))
        }
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
