import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The chart of accounts in the browser, each account with what it stands at.
struct AccountPages: Sendable {
    let site: Site

    private struct Content: Sendable {
        let mayChange: Bool
        let groups: [Group]
        let kinds: [Choice]

        /// One of the five elements.
        struct Group: Sendable {
            let title: String
            let rows: [Row]
        }

        struct Row: Sendable {
            let code, name, kind, address: String
            /// Nil where nothing was ever posted.
            let balance: String?
        }
    }

    @Sendable func page(_ call: Call<Seat>) async throws -> Response {
        let currency = try await call.currency()
        let (accounts, totals) = try await call.office.database.read(for: call.tenant) { books in
            (try books.accounts.all().inOrderOfCode(), try books.totals.through(.latest))
        }
        let balances = Dictionary(grouping: totals, by: \.account)
        let groups = AccountType.allCases.compactMap { type -> Content.Group? in
            let own = accounts.filter { $0.type == type }
            guard !own.isEmpty else { return nil }
            return Content.Group(
                title: type.title,
                rows: own.map { account in
                    Content.Row(
                        code: account.code, name: account.name, kind: account.kind.words,
                        address: "/reports/general-ledger?account=\(account.id)",
                        balance: balances[account.id].map { Self.balance($0, on: type.normalSide, currency) })
                })
        }
        return try await site.page(
            call, "accounts", title: "Accounts", facts: "\(counted(accounts.count, "account")). Each opens its postings.",
            head: PageHead(actions: [.print], isNarrow: true, printed: "Chart of accounts."),
            Content(
                mayChange: call.party.may(.manageAccounts), groups: groups,
                kinds: Account.Kind.allCases.map { Choice($0.rawValue, $0.words) }))
    }

    /// As it stands on its normal side; in other currencies than the books' own with their codes.
    private static func balance(_ totals: [AccountTotals], on side: Side, _ base: Currency) -> String {
        totals.map { total in
            let net = total.debits - total.credits
            let text = Money(minorUnits: side == .debit ? net : -net, total.currency).grouped
            return total.currency == base ? text : "\(text) \(total.currency)"
        }.joined(separator: ", ")
    }

    @Sendable func create(_ call: Call<Seat>) async throws -> Response {
        let form = call.form
        let (code, name) = (try form.filled("code", "A code"), try form.filled("name", "A name"))
        let kind: Account.Kind = try form.choice("kind")
        let account = try await about("code") {
            try await AddAccount(call.office)(for: call.tenant, code: code, name: name, kind: kind, by: call.actor)
        }
        return site.seeOther("/accounts", said: "\(account.label) is in the chart.")
    }
}

extension AccountType {
    fileprivate var title: String {
        switch self {
        case .asset: "Assets"
        case .liability: "Liabilities"
        case .equity: "Equity"
        case .income: "Income"
        case .expense: "Expenses"
        }
    }
}
