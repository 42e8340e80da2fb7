import Bookkeeping

/// What is known so far of a statement that is being read.
struct StatementDraft: Sendable {
    var kind: Statement.Kind?
    var accountNumber: String?
    /// Where there is no number.
    var accountName: String?
    var currency: Currency
    /// Whether the file itself says so.
    var isCurrencyStated = false
    var openingBalance: Money?
    var closingBalance: Money?
    /// What the file says the statement covers.
    var firstDay: CalendarDate?
    var lastDay: CalendarDate?
    private var earliestLine: CalendarDate?
    private var latestLine: CalendarDate?

    init(currency: Currency) { self.currency = currency }

    var hasLines: Bool { earliestLine != nil }

    /// Another statement of the same account.
    func sibling(in currency: Currency) -> StatementDraft {
        var draft = StatementDraft(currency: currency)
        (draft.kind, draft.accountNumber, draft.accountName) = (kind, accountNumber, accountName)
        return draft
    }

    func isOfSameAccount(as other: StatementDraft) -> Bool {
        accountNumber == other.accountNumber && accountName == other.accountName
    }

    mutating func cover(_ date: CalendarDate) {
        if earliestLine.map({ date < $0 }) ?? true { earliestLine = date }
        if latestLine.map({ date > $0 }) ?? true { latestLine = date }
    }

    /// Both nil when there are no lines.
    mutating func cover(_ first: CalendarDate?, _ last: CalendarDate?) {
        if let first { cover(first) }
        if let last { cover(last) }
    }

    var statement: Statement {
        Statement(
            kind: kind,
            accountNumber: accountNumber,
            accountName: accountName,
            currency: currency,
            openingBalance: openingBalance,
            closingBalance: closingBalance,
            period: period)
    }

    private var period: Period? {
        if let firstDay, let lastDay, let period = Period(from: firstDay, through: lastDay) { return period }
        guard let earliestLine, let latestLine else { return nil }
        return Period(from: earliestLine, through: latestLine)
    }
}
