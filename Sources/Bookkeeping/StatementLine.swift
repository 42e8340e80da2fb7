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
    package enum Kind: String, Sendable { case bank, card }

    /// Whose statement it is, when the file says: a bank's or a card company's.
    package let kind: Kind?
    /// As the bank writes it, all but the last four characters masked; nil when the file does not say.
    package let accountNumber: String?
    /// Letters and digits of the whole number: it tells two accounts apart that end alike. Never to be stored or shown.
    package let wholeAccountNumber: String?
    /// What the file calls the account, `Checking`, where it gives no number: it tells the accounts of one file apart, and is no secret.
    package let accountName: String?
    package let currency: Currency
    package let openingBalance: Money?
    package let closingBalance: Money?
    /// What the file says it covers, else from its first to its last line; nil when it has neither.
    package let period: Period?

    /// - Parameter accountNumber: the whole of it.
    package init(
        kind: Kind? = nil, accountNumber: String?, accountName: String? = nil, currency: Currency, openingBalance: Money?,
        closingBalance: Money?, period: Period?
    ) {
        let characters = accountNumber?.filter { !$0.isWhitespace } ?? ""
        self.accountNumber = characters.isEmpty ? nil : String(repeating: "*", count: max(0, characters.count - 4)) + characters.suffix(4)
        let whole = characters.uppercased().filter { $0.isLetter || $0.isNumber }
        wholeAccountNumber = whole.isEmpty ? nil : whole
        self.accountName = characters.isEmpty ? accountName : nil
        (self.kind, self.currency, self.period) = (kind, currency, period)
        (self.openingBalance, self.closingBalance) = (openingBalance, closingBalance)
    }

    /// For a person: the masked number, or the name.
    package var accountLabel: String? { accountNumber ?? accountName }
}
