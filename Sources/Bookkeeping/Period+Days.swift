extension Period {
    /// With `days` more on each side, as far as the calendar goes.
    package func widened(by days: Int) -> Period {
        Period(
            first: CalendarDate(dayNumber: max(first.dayNumber - Int32(days), CalendarDate.earliest.dayNumber)),
            last: CalendarDate(dayNumber: min(last.dayNumber + Int32(days), CalendarDate.latest.dayNumber)))
    }

    /// From the first day of either to the last, whatever lies between.
    package func joined(with other: Period?) -> Period {
        guard let other else { return self }
        return Period(first: min(first, other.first), last: max(last, other.last))
    }

    /// What `known` lacks of the two joined: the days before it, and those after it.
    package func missing(from known: Period?) -> [Period] {
        guard let known else { return [self] }
        let before = known.first.previous.flatMap { Period(from: first, through: $0) }
        let after = known.last.next.flatMap { Period(from: $0, through: last) }
        return [before, after].compactMap(\.self)
    }
}
