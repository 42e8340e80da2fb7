/// The two sides of every entry.
package enum Side: String, CaseIterable, Sendable {
    case debit, credit

    package var opposite: Side { self == .debit ? .credit : .debit }
}

/// One line of a journal entry: an amount on one side of one account.
package struct Posting: Hashable, Sendable {
    package let account: AccountID
    package let side: Side
    /// Never negative: the side says which way.
    package let amount: Money

    package init(_ side: Side, _ account: AccountID, _ amount: Money) throws(EntryError) {
        guard !amount.isNegative else { throw .negativeAmount(amount) }
        guard amount.minorUnits <= Self.largestMinorUnits else { throw .tooLarge(amount) }
        (self.side, self.account, self.amount) = (side, account, amount)
    }

    /// A million million in a currency with three decimals: far above any real amount, and low enough that sums over millions of
    /// postings stay within 64 bits.
    package static let largestMinorUnits: Int64 = 1_000_000_000_000_000

    /// A debit counts as it is, a credit with its sign turned.
    package var signedMinorUnits: Int64 { side == .debit ? amount.minorUnits : -amount.minorUnits }
}
