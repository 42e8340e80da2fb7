/// The balance of every account at the end of a day. In books of balanced entries both sides come to the same sum.
package struct TrialBalance: Hashable, Sendable {
    package let asOf: CalendarDate
    /// In order of code, then of currency; accounts that stand at zero are left out.
    package let rows: [Row]
    /// In order of currency.
    package let totals: [Total]

    /// One account's balance in one currency.
    package struct Row: Hashable, Sendable {
        package let account: Account
        package let side: Side
        /// Above zero.
        package let amount: Money

        package var debit: Money? { side == .debit ? amount : nil }
        package var credit: Money? { side == .credit ? amount : nil }
    }

    package struct Total: Hashable, Sendable {
        package let currency: Currency
        package let debit: Money
        package let credit: Money
    }

    /// - Parameters:
    ///   - accounts: at least those that `totals` name.
    ///   - totals: from the beginning of the books to `asOf`.
    package init(asOf: CalendarDate, accounts: [Account], totals: [AccountTotals]) throws(ReportError) {
        let balances = try Balances(totals, accounts: accounts)
        let currencies = balances.currencies.sorted()
        var rows: [Row] = []
        for account in accounts.inOrderOfCode() {
            for currency in currencies {
                let net = balances.debitsLessCredits(of: account, in: currency)
                guard net != 0 else { continue }
                let side: Side = net > 0 ? .debit : .credit
                rows.append(Row(account: account, side: side, amount: try Money(exactly: side.amount(debitsLessCredits: net), currency)))
            }
        }
        self.asOf = asOf
        self.rows = rows
        var sums: [Total] = []
        for currency in currencies { sums.append(try Self.total(of: rows, in: currency)) }
        self.totals = sums
    }

    private static func total(of rows: [Row], in currency: Currency) throws(ReportError) -> Total {
        func sum(on side: Side) throws(ReportError) -> Money {
            let amounts = rows.lazy.filter { $0.side == side && $0.amount.currency == currency }.map { Int128($0.amount.minorUnits) }
            return try Money(exactly: amounts.reduce(0, +), currency)
        }
        return Total(currency: currency, debit: try sum(on: .debit), credit: try sum(on: .credit))
    }

    package var isBalanced: Bool { totals.allSatisfy { $0.debit == $0.credit } }
}
