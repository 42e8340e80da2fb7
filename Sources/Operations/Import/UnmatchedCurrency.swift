package import Bookkeeping

/// A statement that names no account, in a currency in which no account of its kind has had one: where its lines go is a guess.
package struct UnmatchedCurrency: Sendable, Hashable {
    package let currency: Currency
    /// `1000 Checking`.
    package let account: String

    package init(_ currency: Currency, on account: String) { (self.currency, self.account) = (currency, account) }

    /// The same of lines that are in the books already.
    package var question: String {
        "The statement in \(currency) names no account, and none of yours has had one in \(currency). Its lines are on \(account) until you say."
    }

    /// One sentence with the way out.
    package var userText: String {
        "The statement in \(currency) names no account, and none of yours has had one in \(currency), so its lines go to \(account): if they "
            + "belong elsewhere, choose the account for the file, after undoing the import where it is done."
    }
}
