package import Bookkeeping
import Storage

/// What the bank has on an account against what the books have, with everything that lies between the two.
package struct BalanceProof: Sendable {
    package let account: Account
    package let currency: Currency
    package let day: CalendarDate
    /// Nil where no statement gives a balance.
    package let bank: Money?
    package let books: Money
    /// Lines of the bank that are not in the books yet.
    package let waiting: StatementProof.Sum
    /// Lines of the bank that a person left out of the books.
    package let leftOut: StatementProof.Sum
    /// What the books have besides the lines: opening balances and entries by hand.
    package let besideLines: Money
    /// What was on the account before the first line the books know.
    package let beforeFirstLine: Money?

    /// Bank less books; nil where the bank's balance is not known.
    package var difference: Money? {
        bank.map { Money(minorUnits: $0.minorUnits - books.minorUnits, currency) }
    }

    package var agrees: Bool { difference?.isZero ?? false }

    init(_ account: Account, in currency: Currency, at day: CalendarDate, _ statements: ProvedStatements, _ books: Books) throws {
        (self.account, self.currency, self.day) = (account, currency, day)
        bank = try statements.bankBalance(of: account.id, in: currency, at: day, books)
        let totals = try books.totals.through(day).filter { $0.account == account.id && $0.currency == currency }
        let booked = totals.reduce(0) { $0 + $1.debits - $1.credits }
        self.books = Money(minorUnits: booked, currency)
        let whole = Period(from: .earliest, through: day)
        let sums = try whole.map { try books.lines.sums(of: account.id, in: currency, during: $0) } ?? []
        func sum(_ state: LineStore.State) -> StatementProof.Sum {
            let found = sums.first { $0.state == state }
            return .init(count: found?.count ?? 0, amount: Money(minorUnits: found?.units ?? 0, currency))
        }
        (waiting, leftOut) = (sum(.waiting), sum(.excluded))
        besideLines = Money(minorUnits: booked - sum(.posted).amount.minorUnits, currency)
        beforeFirstLine = bank.map { Money(minorUnits: $0.minorUnits - sums.reduce(0) { $0 + $1.units }, currency) }
    }

    /// Why the two differ, each as a sentence; empty where they agree.
    package var reasons: [String] {
        guard let difference, !difference.isZero else { return [] }
        var reasons: [String] = []
        if waiting.count > 0 {
            reasons.append("\(waiting.count) \(waiting.count == 1 ? "line waits" : "lines wait") in review: \(waiting.amount.grouped).")
        }
        if leftOut.count > 0 {
            let verb = leftOut.count == 1 ? "line was" : "lines were"
            reasons.append("\(leftOut.count) \(verb) left out of the books: \(leftOut.amount.grouped).")
        }
        if let start = beforeFirstLine, start != besideLines {
            reasons.append(
                "The bank had \(start.grouped) before the first line, and the books have \(besideLines.grouped) besides the lines. "
                    + "Post the opening balance, or look for entries by hand.")
        }
        return reasons
    }
}
