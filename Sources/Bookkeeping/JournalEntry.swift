/// A journal entry: two or more postings whose debits equal their credits in every currency.
///
/// The initializer is the only way in, so whoever holds an entry may rely on the rule (ARCHITECTURE.md, invariant 1).
package struct JournalEntry: Hashable, Sendable {
    /// Day in the tenant's books.
    package let date: CalendarDate
    package let narration: String
    package let postings: [Posting]

    package init(date: CalendarDate, narration: String, postings: [Posting]) throws(EntryError) {
        guard postings.count >= 2 else { throw .tooFewPostings(postings.count) }
        for excess in try Self.debitsLessCredits(postings) where !excess.isZero { throw .unbalanced(by: excess) }
        (self.date, self.narration, self.postings) = (date, narration, postings)
    }

    /// What debits exceed credits by, one amount for each currency, in order of currency; zero where they agree.
    package static func debitsLessCredits(_ postings: [Posting]) throws(EntryError) -> [Money] {
        if let currency = postings.first?.amount.currency, postings.allSatisfy({ $0.amount.currency == currency }) {
            return [Money(minorUnits: try sum(postings), currency)]
        }
        var sums: [Currency: Int64] = [:]
        for posting in postings {
            let (sum, overflow) = sums[posting.amount.currency, default: 0].addingReportingOverflow(posting.signedMinorUnits)
            guard !overflow else { throw .overflow }
            sums[posting.amount.currency] = sum
        }
        return sums.sorted { $0.key < $1.key }.map { Money(minorUnits: $0.value, $0.key) }
    }

    private static func sum(_ postings: [Posting]) throws(EntryError) -> Int64 {
        var total: Int64 = 0
        for posting in postings {
            let (sum, overflow) = total.addingReportingOverflow(posting.signedMinorUnits)
            guard !overflow else { throw .overflow }
            total = sum
        }
        return total
    }
}

package enum EntryError: Error, Equatable {
    case tooFewPostings(Int)
    case negativeAmount(Money)
    case tooLarge(Money)
    case unbalanced(by: Money)
    case overflow

    /// For the bookkeeper: what is wrong in their words, and what to do next.
    package var userText: String {
        switch self {
        case .tooFewPostings: "An entry needs at least two lines: one debit and one credit."
        case .negativeAmount(let amount): "\(amount) is negative. Put the amount on the other side without its sign."
        case .tooLarge(let amount): "\(amount) is larger than any amount these books hold. Check its digits."
        case .unbalanced(let excess): "Debits and credits differ by \(excess). Change a line or add the missing one."
        case .overflow: "The lines of an entry add up to more than the books can hold. Check the digits of each amount."
        }
    }
}
