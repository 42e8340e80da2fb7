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
            .member(.post, "/entries", may: .postEntries, .form(), page: blank, use: create),
            .member(.get, "/entries/{id}", may: .readBooks, use: EntryPage(site: site).show),
            .member(
                .post, "/entries/{id}/reversal", may: .postEntries, .form(), page: EntryPage(site: site).show,
                use: EntryPage(site: site).reverse),
        ]
    }

    private static let shown = 100

    private func list(_ call: Call<Seat>) async throws -> Response {
        let entries = try await call.entries(limit: Self.shown + 1)
        let (today, own) = (call.office.today, try await call.currency())
        let rows = entries.prefix(Self.shown).map { posted in
            Table.Row([
                .link(posted.number.description, "/entries/\(posted.id)"), .text(posted.entry.date.short(today)),
                .text(posted.entry.narration),
                .text(posted.source.rawValue.replacing("_", with: " ")),
                .number(posted.entry.total + (posted.entry.currency == own ? "" : " \(posted.entry.currency)")),
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
        let accounts: [Choice]
        /// Of the postings that may be filled in.
        let numbers: [String]
        /// So that a form sent twice posts once.
        let key: String
    }

    private static let offeredLines = 6

    private func blank(_ call: Call<Seat>) async throws -> Response {
        let accounts = try await call.accounts()
        return try await site.page(
            call, "new-entry", title: "New entry", facts: "Debits and credits have to agree.",
            head: PageHead(crumbs: [.init("Entries", "/entries")], isNarrow: true),
            NewEntryContent(
                date: "\(call.office.today)", accounts: accounts.map { Choice($0.code, $0.label) },
                numbers: (1...Self.offeredLines).map { "\($0)" },
                key: call.typedAgain?.text("idempotency_key") ?? call.arrival.context.reference))
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let form = call.form
        let (accounts, currency) = (try await call.accounts(), try await call.currency())
        let date = try form.filled("date", "A day")
        _ = try form.date("date")
        let lines = (1...Self.offeredLines).map { Posted(number: $0, form) }.filter { !$0.isBlank }
        let faults = lines.flatMap { $0.faults(accounts, currency) }
        guard faults.isEmpty else { throw Refusal.invalid(faults) }
        let body = EntryBody(date: date, narration: form["narration"] ?? "", lines: lines.map(\.body))
        let posted = try await about("account1") {
            let entry = try await call.entry(from: body)
            let key = form.text("idempotency_key").map { IdempotencyKey(rawValue: "form \(String($0.prefix(64)))") }
            return try await RecordEntry(call.office)(for: call.tenant, entry, key: key, by: call.actor)
        }
        return site.seeOther("/entries/\(posted.id)", said: "Posted as \(posted.number).")
    }

    /// One posting of the form as it was typed.
    private struct Posted {
        let number: Int
        let account, debit, credit: String?

        init(number: Int, _ form: Values) {
            self.number = number
            account = form.text("account\(number)")
            (debit, credit) = (form.text("debit\(number)"), form.text("credit\(number)"))
        }

        var isBlank: Bool { account == nil && debit == nil && credit == nil }

        var body: EntryBody.Line { EntryBody.Line(account: .code(account ?? ""), debit: debit, credit: credit, currency: nil) }

        func faults(_ accounts: [Account], _ currency: Currency) -> [FieldFault] {
            var faults: [FieldFault] = []
            if !accounts.contains(where: { $0.code == account }) {
                faults.append(FieldFault("account\(number)", "Choose an account from the list."))
            }
            for (name, text) in [("debit", debit), ("credit", credit)] {
                guard let text, Money(decimalText: text, currency) == nil else { continue }
                faults.append(FieldFault("\(name)\(number)", "“\(text.prefix(40))” is no amount. It takes one like 1234.56."))
            }
            if faults.isEmpty, (debit == nil) == (credit == nil) {
                faults.append(FieldFault("debit\(number)", "A posting takes either a debit or a credit."))
            }
            return faults
        }
    }
}

extension JournalEntry {
    /// That of its first posting; an entry has two at least.
    var currency: Currency { postings[0].amount.currency }

    /// The debits, for one figure that says how large the entry is: the first currency's.
    var total: String {
        let units = postings.filter { $0.side == .debit && $0.amount.currency == currency }.reduce(0) { $0 + $1.amount.minorUnits }
        return Money(minorUnits: units, currency).grouped
    }
}
