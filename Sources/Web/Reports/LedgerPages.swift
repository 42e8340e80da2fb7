import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The general ledger: all accounts with what moved on them, and one account's postings by pages with the balance carried over.
struct LedgerPages: Sendable {
    let site: Site

    private static let shown = 200

    @Sendable func page(_ call: Call<Seat>) async throws -> Response {
        let current = try await MakeReport(call.office).currentPeriod(for: call.tenant)
        let asked = try ReportQuery.period(call.query)
        let period = asked.map { $0.clippedToBooks(current.span) } ?? current.period
        guard let account = try await call.query.text("account").asyncMap({ try await call.account($0) }) else {
            return try await overview(call, period)
        }
        return try await postings(call, account, period)
    }

    private struct Content: Sendable {
        let chips: [Chip]
        let from: String
        let to: String
        let account: String?
        let table: Table
    }

    private func overview(_ call: Call<Seat>, _ period: Period) async throws -> Response {
        let (accounts, opening, during) = try await call.office.database.read(for: call.tenant) { books in
            (try books.accounts.all(), try books.totals.before(period.first), try books.totals.during(period))
        }
        struct Key: Hashable { let account: AccountID, currency: Currency }
        let before = Dictionary(opening.map { (Key(account: $0.account, currency: $0.currency), $0.debits - $0.credits) }) { $0 + $1 }
        let moved = Dictionary(during.map { (Key(account: $0.account, currency: $0.currency), $0) }) { first, _ in first }
        let keys = Set(before.keys).union(moved.keys)
        let rows = accounts.inOrderOfCode().flatMap { account in
            keys.filter { $0.account == account.id }.sorted { $0.currency < $1.currency }.map { key -> Table.Row in
                let (old, debits, credits) = (before[key] ?? 0, moved[key]?.debits ?? 0, moved[key]?.credits ?? 0)
                func text(_ units: Int64) -> String { Money(minorUnits: units, key.currency).grouped }
                return Table.Row([
                    .link(account.label, "/reports/general-ledger?account=\(account.id)&\(period.query)"), .text(key.currency.code),
                    .number(text(old)), .number(text(debits)), .number(text(credits)), .number(text(old + debits - credits)),
                ])
            }
        }
        let table = Table(
            "Accounts with their movements",
            [.init("Account"), .init("Currency"), .number("Before"), .number("Debits"), .number("Credits"), .number("After")], rows,
            empty: "Nothing posted in this period.")
        return try await answer(
            call, title: "General ledger", facts: "\(period.spelled). Debits less credits; an account opens its postings.", nil, period,
            table
        )
    }

    private func postings(_ call: Call<Seat>, _ account: Account, _ period: Period) async throws -> Response {
        let cursor = try Cursor(call.query, count: 4)?.numbers
        let position = cursor.flatMap {
            EntryStore.LedgerPosition(packedDate: $0[0], entry: $0[1], ordinal: $0[2])
        }
        let (opening, found) = try await call.office.database.read(for: call.tenant) { books in
            (
                try books.totals.before(period.first).filter { $0.account == account.id },
                try books.entries.ledger(of: account.id, in: period, after: position, limit: Self.shown + 1)
            )
        }
        let shown = found.prefix(Self.shown)
        let currencies = Set(opening.map(\.currency) + shown.map(\.posting.amount.currency))
        // Amounts of different currencies are never added: then there is no balance to carry.
        let carries = currencies.count == 1
        var balance = cursor?[3] ?? opening.reduce(Int64(0)) { $0 &+ $1.debits &- $1.credits }
        var rows: [Table.Row] = []
        if let currency = currencies.first, carries {
            rows.append(
                Table.Row(
                    [
                        .text(""), .text(""), .text(cursor == nil ? "Balance before" : "Carried over"), .number(""), .number(""),
                        .number(Money(minorUnits: balance, currency).grouped),
                    ], style: "strong"))
        }
        for (_, posting) in shown {
            let units = posting.amount.minorUnits
            balance = balance &+ (posting.side == .debit ? units : -units)
            rows.append(
                Table.Row([
                    .text("\(posting.date)"), .link("\(posting.number)", "/entries/\(posting.entry)"), .text(posting.narration),
                    .number(posting.side == .debit ? posting.amount.grouped : ""),
                    .number(posting.side == .credit ? posting.amount.grouped : ""),
                    .number(carries ? Money(minorUnits: balance, posting.amount.currency).grouped : posting.amount.currency.code),
                ]))
        }
        var table = Table(
            "Postings of \(account.label)",
            [
                .init("Date"), .init("Entry"), .init("Narration"), .number("Debit"), .number("Credit"),
                .number(carries ? "Balance" : "Currency"),
            ],
            rows, empty: "Nothing posted on this account in this period.")
        if found.count > Self.shown, let last = shown.last?.position.numbers {
            let cursor = Cursor(last.date, last.entry, last.ordinal, balance)
            table.next = "/reports/general-ledger?account=\(account.id)&\(period.query)&cursor=\(cursor.text)"
        }
        return try await answer(
            call, title: account.label, facts: "\(period.spelled). Debits less credits, by booking date.", account, period, table)
    }

    private func answer(
        _ call: Call<Seat>, title: String, facts: String, _ account: Account?, _ period: Period, _ table: Table
    ) async throws -> Response {
        let csv = "/api/reports/general-ledger?\(period.query)\(account.map { "&account=\($0.id)" } ?? "")&format=csv"
        let crumbs = account == nil ? [] : [PageHead.Crumb("General ledger", "/reports/general-ledger?\(period.query)")]
        return try await site.page(
            call, "ledger", title: title, facts: facts,
            head: PageHead(
                crumbs: crumbs, actions: [.download("CSV", csv), .print], isNarrow: true,
                printed: "General ledger, \(title), \(period.spelled). Posted entries as of \(call.office.now().dayAndTime) UTC."),
            Content(
                chips: ReportPages.chips("general-ledger", period), from: "\(period.first)", to: "\(period.last)",
                account: account.map { "\($0.id)" }, table: table))
    }
}

extension Period {
    /// Where one end is left open, the books' own.
    func clippedToBooks(_ span: Period?) -> Period {
        guard let span else { return self }
        let from = first == .earliest ? min(span.first, last) : first
        let to = last == .latest ? max(span.last, from) : last
        return Period(from: from, through: to) ?? self
    }
}
