package import Bookkeeping

/// What is known of a statement line before anybody decides where it belongs.
package struct LineFacts: Hashable, Sendable {
    package let date: CalendarDate
    /// Positive is money in, negative money out, as the bank account's owner sees it.
    package let amount: Money
    /// What the bank wrote.
    package let text: String
    /// Who is on the other end, when the bank has a field of its own for that.
    package let counterparty: String?
    /// The account in the books that the statement belongs to.
    package let bankAccount: AccountID

    package init(date: CalendarDate, amount: Money, text: String, counterparty: String? = nil, bankAccount: AccountID) {
        (self.date, self.amount, self.text) = (date, amount, text)
        (self.counterparty, self.bankAccount) = (counterparty, bankAccount)
    }
}
