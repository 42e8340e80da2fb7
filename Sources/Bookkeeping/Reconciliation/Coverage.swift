/// Which months of one bank account are proved by a statement.
package struct Coverage: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case covered, missing, duplicate, mismatch
        /// The account was not there yet.
        case notOpen = "not_open"
    }

    package struct Month: Hashable, Sendable {
        package let period: Period
        package let state: State
        package let lines: Int
        /// Those that touch the month, in order.
        package let statements: [StatementID]
    }

    /// What of a statement matters here.
    package struct Piece: Hashable, Sendable {
        package let id: StatementID
        package let period: Period
        /// Whether its balances and lines contradict each other, or its opening balance the statement before.
        package let isOff: Bool

        package init(id: StatementID, period: Period, isOff: Bool) { (self.id, self.period, self.isOff) = (id, period, isOff) }
    }

    package let months: [Month]

    /// - Parameters:
    ///   - opened: the account's first day; nil while it has none
    ///   - lines: how many there are in each month
    package init(of months: [Period], pieces: [Piece], opened: CalendarDate?, lines: [Period: Int]) {
        let pieces = pieces.sorted { ($0.period.first, $0.period.last, $0.id) < ($1.period.first, $1.period.last, $1.id) }
        self.months = months.map { month in
            let touching = pieces.filter { $0.period.overlaps(month) }
            return Month(
                period: month, state: Self.state(of: month, touching, opened: opened), lines: lines[month] ?? 0,
                statements: touching.map(\.id))
        }
    }

    /// A statement that touches a month covers it: what a bank sends ends with the last movement, not with the month.
    private static func state(of month: Period, _ touching: [Piece], opened: CalendarDate?) -> State {
        guard let opened, opened <= month.last else { return .notOpen }
        guard !touching.isEmpty else { return .missing }
        if touching.contains(where: \.isOff) { return .mismatch }
        return hasOverlap(touching.map(\.period), in: month) ? .duplicate : .covered
    }

    /// Whether two statements share more of the month than the day on which one ends and the next begins.
    private static func hasOverlap(_ periods: [Period], in month: Period) -> Bool {
        for (index, one) in periods.enumerated() {
            for other in periods[(index + 1)...] {
                let (first, last) = (max(one.first, other.first, month.first), min(one.last, other.last, month.last))
                if first < last || (first == last && (one == other || first == month.first && first == month.last)) { return true }
            }
        }
        return false
    }
}

extension Period {
    /// The whole months from the one of `first` to the one of `last`.
    package static func months(from first: CalendarDate, through last: CalendarDate) -> [Period] {
        var months: [Period] = []
        var next = Period.month(containing: first)
        while next.first <= last {
            months.append(next)
            guard let day = next.last.next else { break }
            next = .month(containing: day)
        }
        return months
    }
}
