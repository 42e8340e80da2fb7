import Bookkeeping

/// Opening and closing balance of a statement whose rows carry the balance after each movement.
///
/// Files run forward or backward in time; the balances themselves tell which: forward, each is the one before plus its amount.
struct RunningBalance: Sendable {
    private var first: (amount: Money, balance: Money)?
    private var last: (amount: Money, balance: Money)?
    private var forwardSteps = 0
    private var backwardSteps = 0
    private var rows = 0

    mutating func add(_ amount: Money, _ balance: Money) {
        if let last {
            if (try? last.balance.adding(amount)) == balance { forwardSteps += 1 }
            if (try? balance.adding(last.amount)) == last.balance { backwardSteps += 1 }
        } else {
            first = (amount, balance)
        }
        last = (amount, balance)
        rows += 1
    }

    /// Nil unless most rows agree with their neighbors.
    var openingAndClosing: (opening: Money, closing: Money)? {
        guard let first, let last, rows == 1 || max(forwardSteps, backwardSteps) * 2 > rows - 1 else { return nil }
        let (oldest, newest) = forwardSteps >= backwardSteps ? (first, last) : (last, first)
        guard let amount = try? oldest.amount.negated(), let opening = try? oldest.balance.adding(amount) else { return nil }
        return (opening, newest.balance)
    }
}
