/// One posting as the ledger of its account shows it.
package struct LedgerPosting: Hashable, Sendable {
    package let account: AccountID
    package let entry: EntryID
    package let number: EntryNumber
    package let date: CalendarDate
    package let narration: String
    package let side: Side
    package let amount: Money

    package init(
        account: AccountID, entry: EntryID, number: EntryNumber, date: CalendarDate, narration: String, side: Side, amount: Money
    ) {
        (self.account, self.entry, self.number, self.date) = (account, entry, number, date)
        (self.narration, self.side, self.amount) = (narration, side, amount)
    }
}

/// A posting, and the balance of its account after it in the posting's currency; a credit balance is negative.
package struct LedgerLine: Hashable, Sendable {
    package let account: Account
    package let posting: LedgerPosting
    package let balance: Money
}

/// The running balances of one account, one for each currency, as its postings come by in order of date and number.
package struct AccountLedger: Hashable, Sendable {
    package let account: Account
    private var sums: [Currency: Sum] = [:]

    private struct Sum: Hashable {
        var balance: Int64
        var debits: Int128 = 0
        var credits: Int128 = 0
    }

    /// What an account comes to in one currency over the postings seen.
    package struct Total: Hashable, Sendable {
        package let debits: Money
        package let credits: Money
        /// With what was carried forward; a credit balance is negative.
        package let balance: Money
    }

    /// - Parameter carried: the balances before the first posting, at most one for each currency; credit is negative.
    package init(_ account: Account, carried: [Money] = []) {
        self.account = account
        for balance in carried { sums[balance.currency] = Sum(balance: balance.minorUnits) }
    }

    package mutating func append(_ posting: LedgerPosting) throws(ReportError) -> LedgerLine {
        let amount = posting.amount
        var sum = sums[amount.currency] ?? Sum(balance: 0)
        let net = posting.side.amount(debitsLessCredits: Int128(amount.minorUnits))
        let balance = try Money(exactly: Int128(sum.balance) + net, amount.currency)
        sum.balance = balance.minorUnits
        switch posting.side {
        case .debit: sum.debits += Int128(amount.minorUnits)
        case .credit: sum.credits += Int128(amount.minorUnits)
        }
        sums[amount.currency] = sum
        return LedgerLine(account: account, posting: posting, balance: balance)
    }

    /// The balances now, in order of currency: what the next page carries.
    package var balances: [Money] { sums.sorted { $0.key < $1.key }.map { Money(minorUnits: $0.value.balance, $0.key) } }

    package func totals() throws(ReportError) -> [Total] {
        var totals: [Total] = []
        for (currency, sum) in sums.sorted(by: { $0.key < $1.key }) {
            totals.append(
                Total(
                    debits: try Money(exactly: sum.debits, currency), credits: try Money(exactly: sum.credits, currency),
                    balance: Money(minorUnits: sum.balance, currency)))
        }
        return totals
    }
}

/// All accounts with their postings in order. It holds one account at a time, so a million postings stream through it:
///
///     var ledger = try GeneralLedger(period: period, accounts: accounts, opening: totalsBefore)
///     for posting in postings { for element in try ledger.append(posting) { show(element) } }
///     for element in try ledger.finish() { show(element) }
package struct GeneralLedger: Sendable {
    package let period: Period
    private let accounts: [Account]
    private let positions: [AccountID: Int]
    private let opening: Balances
    private let currencies: [Currency]
    /// Index in `accounts` of the first account not yet begun.
    private var upcoming = 0
    private var current: AccountLedger?
    private var lastDate: CalendarDate

    package enum Element: Hashable, Sendable {
        /// An account begins, with the balances before the period: none, or one for each currency; credit is negative.
        case opening(Account, [Money])
        case posting(LedgerLine)
        case closing(Account, [AccountLedger.Total])
    }

    /// - Parameters:
    ///   - accounts: those to show, in the order in which their postings will come; usually `inOrderOfCode()`.
    ///   - opening: of these accounts, from the beginning of the books to the day before the period.
    package init(period: Period, accounts: [Account], opening: [AccountTotals]) throws(ReportError) {
        self.period = period
        self.accounts = accounts
        positions = Dictionary(accounts.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.opening = try Balances(opening, accounts: accounts)
        currencies = self.opening.currencies.sorted()
        lastDate = period.first
    }

    /// What to show next: the posting, after the ends and beginnings of accounts that come before it. Accounts with neither
    /// postings nor an opening balance are passed over.
    ///
    /// - Throws: `.outOfOrder` when postings do not come by account and date, or one lies outside the period.
    package mutating func append(_ posting: LedgerPosting) throws(ReportError) -> [Element] {
        guard let position = positions[posting.account] else { throw .unknownAccount(posting.account) }
        var elements: [Element] = []
        if current?.account.id != posting.account {
            guard position >= upcoming else { throw .outOfOrder(posting.number) }
            elements = try close() + idle(upTo: position) + [try open(at: position)]
        }
        guard period.contains(posting.date), posting.date >= lastDate, var ledger = current else { throw .outOfOrder(posting.number) }
        elements.append(.posting(try ledger.append(posting)))
        (current, lastDate) = (ledger, posting.date)
        return elements
    }

    /// The end of the last account, and the accounts after it that have only an opening balance.
    package mutating func finish() throws(ReportError) -> [Element] { try close() + idle(upTo: accounts.count) }

    private mutating func open(at position: Int) throws(ReportError) -> Element {
        let carried = try balances(at: position)
        current = AccountLedger(accounts[position], carried: carried)
        (upcoming, lastDate) = (position + 1, period.first)
        return .opening(accounts[position], carried)
    }

    private mutating func close() throws(ReportError) -> [Element] {
        guard let ledger = current else { return [] }
        current = nil
        return [.closing(ledger.account, try ledger.totals())]
    }

    /// Accounts without postings in the period, from the one that comes next to the one before `end`.
    private mutating func idle(upTo end: Int) throws(ReportError) -> [Element] {
        var elements: [Element] = []
        while upcoming < end {
            if try balances(at: upcoming).isEmpty {
                upcoming += 1
            } else {
                elements.append(try open(at: upcoming))
                elements += try close()
            }
        }
        return elements
    }

    private func balances(at position: Int) throws(ReportError) -> [Money] {
        var balances: [Money] = []
        for currency in currencies {
            let balance = try Money(exactly: opening.debitsLessCredits(of: accounts[position], in: currency), currency)
            if !balance.isZero { balances.append(balance) }
        }
        return balances
    }
}
