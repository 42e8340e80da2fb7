extension Period {
    /// Whether it begins with the first day of a month and ends with the last day of one.
    package var isWholeMonths: Bool {
        let (year, month, day) = last.components
        return first.day == 1 && day == CalendarDate.days(inMonth: month, year: year)
    }

    /// The same days a year earlier; whole months stay whole, so February ends on its last day.
    ///
    /// - Returns: nil when that is before the year 1.
    package var lastYear: Period? { shifted(byMonths: -12) }

    /// The period before this one: as many months when these are whole months, else as many days.
    ///
    /// - Returns: nil when it would begin before the year 1.
    package var preceding: Period? {
        if isWholeMonths { return shifted(byMonths: first.monthNumber - last.monthNumber - 1) }
        let days = last.dayNumber - first.dayNumber + 1
        guard first.dayNumber - CalendarDate.earliest.dayNumber >= days else { return nil }
        return Period(from: first.adding(days: -Int(days)), through: first.adding(days: -1))
    }

    private func shifted(byMonths months: Int) -> Period? {
        guard let from = first.shifted(byMonths: months, toMonthEnd: false),
            let through = last.shifted(byMonths: months, toMonthEnd: isWholeMonths)
        else { return nil }
        return Period(from: from, through: through)
    }
}

extension CalendarDate {
    /// Months since January of the year 0.
    fileprivate var monthNumber: Int { year * 12 + month - 1 }

    /// The same day of another month, or that month's last when it is shorter or `toMonthEnd` asks for it.
    fileprivate func shifted(byMonths months: Int, toMonthEnd: Bool) -> CalendarDate? {
        let number = monthNumber + months
        guard number >= 12 else { return nil }
        let (year, month) = (number / 12, number % 12 + 1)
        let length = CalendarDate.days(inMonth: month, year: year)
        return CalendarDate(year: year, month: month, day: toMonthEnd ? length : min(day, length))
    }
}
