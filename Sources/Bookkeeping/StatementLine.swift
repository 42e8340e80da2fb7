/// One movement on a bank or card statement, as the bank sent it.
package struct StatementLine: Hashable, Sendable {
    /// Where it stands in the file, counted from 1: the text line of a CSV, the text line where an OFX element begins.
    package let row: Int
    package let date: CalendarDate
    /// Positive is money in, negative money out, as seen by the owner of the account.
    package let amount: Money
    /// What the bank wrote, white space folded.
    package let text: String
    /// Who is on the other end, when the file has a field of its own for that.
    package let counterparty: String?
    /// The bank's own name for this movement (FITID, AcctSvcrRef); nil when it gives none.
    package let reference: String?

    package init(row: Int, date: CalendarDate, amount: Money, text: String, counterparty: String? = nil, reference: String? = nil) {
        (self.row, self.date, self.amount) = (row, date, amount)
        (self.text, self.counterparty, self.reference) = (text, counterparty, reference)
    }
}

/// One statement of one bank account: what a file held, apart from its lines.
package struct Statement: Hashable, Sendable {
    /// As the bank writes it, all but the last four characters masked; nil when the file does not say.
    package let accountNumber: String?
    package let currency: Currency
    package let openingBalance: Money?
    package let closingBalance: Money?
    /// What the file says it covers, else from its first to its last line; nil when it has neither.
    package let period: Period?

    package init(accountNumber: String?, currency: Currency, openingBalance: Money?, closingBalance: Money?, period: Period?) {
        (self.accountNumber, self.currency, self.period) = (accountNumber, currency, period)
        (self.openingBalance, self.closingBalance) = (openingBalance, closingBalance)
    }
}
