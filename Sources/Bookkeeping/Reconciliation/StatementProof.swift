/// Whether a statement proves itself: its opening balance and its lines have to come to its closing balance, to the cent.
package struct StatementProof: Hashable, Sendable {
    /// How many lines, and what they add up to.
    package struct Sum: Hashable, Sendable {
        package let count: Int
        package let amount: Money

        package init(count: Int, amount: Money) { (self.count, self.amount) = (count, amount) }
    }

    package enum Opening: Hashable, Sendable {
        case byStatement
        /// The file gives none; the statement before ends with it.
        case byStatementBefore
    }

    package enum Verdict: Hashable, Sendable {
        case agrees
        /// What the lines lack, with its sign.
        case off(Money)
        /// A balance is missing, so there is nothing to hold the lines against.
        case unproved
    }

    package let opening: Money?
    package let openingSource: Opening
    package let moneyIn: Sum
    package let moneyOut: Sum
    /// As the statement has it.
    package let closing: Money?
    /// Opening balance and lines together.
    package let closingByLines: Money?
    /// By what the statement's opening balance differs from where the one before it ended; nil where it agrees or nobody knows.
    package let gapBefore: Money?

    /// - Parameters:
    ///   - opening: as the statement has it
    ///   - closingBefore: of the statement that ends before this one begins
    package init(opening: Money?, closingBefore: Money?, moneyIn: Sum, moneyOut: Sum, closing: Money?) throws(MoneyError) {
        (self.moneyIn, self.moneyOut, self.closing) = (moneyIn, moneyOut, closing)
        self.opening = opening ?? closingBefore
        openingSource = opening == nil ? .byStatementBefore : .byStatement
        if let start = self.opening {
            closingByLines = try start.adding(moneyIn.amount).adding(moneyOut.amount)
        } else {
            closingByLines = nil
        }
        if let opening, let closingBefore, opening != closingBefore {
            gapBefore = try opening.adding(closingBefore.negated())
        } else {
            gapBefore = nil
        }
    }

    package var verdict: Verdict {
        get throws(MoneyError) {
            guard let closing, let closingByLines else { return .unproved }
            let lacking = try closing.adding(closingByLines.negated())
            return lacking.isZero ? .agrees : .off(lacking)
        }
    }
}
