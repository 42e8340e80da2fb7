/// The twelve months for which a company counts its result: from the first day of `startMonth`.
package struct FiscalYear: Hashable, Sendable {
    /// 1 for January to 12 for December.
    package let startMonth: Int

    /// - Returns: nil when there is no such month.
    package init?(startMonth: Int) {
        guard (1...12).contains(startMonth) else { return nil }
        self.startMonth = startMonth
    }

    private init(checked startMonth: Int) { self.startMonth = startMonth }

    /// January to December.
    package static let calendar = FiscalYear(checked: 1)

    /// The fiscal year in which `date` lies. At either end of the calendar, the years 1 and 9999, it is cut short.
    package func period(containing date: CalendarDate) -> Period {
        let (year, month, _) = date.components
        let firstYear = month >= startMonth ? year : year - 1
        let first = CalendarDate(year: firstYear, month: startMonth, day: 1) ?? .earliest
        let next = CalendarDate(year: firstYear + 1, month: startMonth, day: 1)
        let last = next.map { $0.adding(days: -1) } ?? .latest
        return Period(first: first, last: last)
    }
}
