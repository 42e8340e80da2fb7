/// The months and years of one tenant's books that are closed, and what follows from it.
///
/// The rules are those an accountant expects of a lock date:
/// - A period consists of whole months (a month, a quarter, a year) and can be closed once it is over.
/// - Periods close in order and without gaps. The first one may be any: a company's books begin somewhere.
/// - Nothing may be posted on or before the last closed day. That includes days before the first closed period, since an
///   entry there would change the opening balances of what has been closed.
/// - Only the period closed last can be reopened: opening an earlier one would let later, closed balances change.
package struct ClosedPeriods: Hashable, Sendable {
    /// In order of time.
    package let periods: [Period]

    /// - Parameter periods: what storage holds, in any order.
    package init(_ periods: [Period] = []) { self.periods = periods.sorted { $0.first < $1.first } }

    /// Nothing is posted on this day or before; nil when everything is open.
    package var lastClosedDay: CalendarDate? { periods.last?.last }

    package func allows(_ date: CalendarDate) -> Bool { lastClosedDay.map { date > $0 } ?? true }

    /// - Throws: `.closed` with the period that holds `date` (its month, when it lies before the first closed period).
    package func check(_ date: CalendarDate) throws(PeriodError) {
        guard let lastClosedDay, date <= lastClosedDay else { return }
        let period = periods.first { $0.contains(date) } ?? .month(containing: date)
        throw .closed(period, nextOpenDay: lastClosedDay.next)
    }

    /// With `period` closed as well.
    ///
    /// - Parameter today: the tenant's calendar day; the period has to be over by then.
    package func closing(_ period: Period, on today: CalendarDate) throws(PeriodError) -> ClosedPeriods {
        guard period.isWholeMonths else { throw .notWholeMonths(period) }
        guard period.last < today else { throw .notOver(period) }
        if let lastClosedDay {
            guard period.first > lastClosedDay else { throw .alreadyClosed(period) }
            // A later day is open, so there is a next one.
            if let nextOpenDay = lastClosedDay.next, period.first > nextOpenDay {
                throw .earlierOpen(Period(first: nextOpenDay, last: period.first.adding(days: -1)))
            }
        }
        return ClosedPeriods(periods + [period])
    }

    /// With `period` open again.
    package func reopening(_ period: Period) throws(PeriodError) -> ClosedPeriods {
        guard periods.contains(period), let latest = periods.last else { throw .notClosed(period) }
        guard latest == period else { throw .laterClosed(latest) }
        return ClosedPeriods(periods.dropLast())
    }
}

package enum PeriodError: Error, Hashable {
    case closed(Period, nextOpenDay: CalendarDate?)
    case notWholeMonths(Period)
    case notOver(Period)
    case alreadyClosed(Period)
    /// The open time between what is closed and what should be.
    case earlierOpen(Period)
    case notClosed(Period)
    /// The closed period that comes last.
    case laterClosed(Period)

    /// For the bookkeeper: what is wrong in their words, and what to do next.
    package var userText: String {
        switch self {
        case .closed(let period, let nextOpenDay?): "\(period) is closed. Date the entry \(nextOpenDay) or later, or reopen the period."
        case .closed(let period, nil): "\(period) is closed, and no day after it is left. Reopen the period."
        case .notWholeMonths(let period): "\(period) cannot be closed. Choose whole months: a month, a quarter or a year."
        case .notOver(let period): "\(period) is not over. Close it from \(period.last.next ?? period.last) on."
        case .alreadyClosed(let period): "\(period) is closed already, wholly or in part. Choose a later period."
        case .earlierOpen(let period): "\(period) is still open. Close it first: periods close in order."
        case .notClosed(let period): "\(period) was not closed as one period. Choose one from the list of closed periods."
        case .laterClosed(let period): "\(period) is closed and comes later. Reopen it first: periods reopen from the last one back."
        }
    }
}
