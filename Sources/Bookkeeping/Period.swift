/// A run of days in the books, first and last included: a month, a year, or any other range a report covers.
package struct Period: Hashable, Sendable, CustomStringConvertible {
    package let first: CalendarDate
    package let last: CalendarDate

    /// - Returns: nil when `last` comes before `first`.
    package init?(from first: CalendarDate, through last: CalendarDate) {
        guard first <= last else { return nil }
        (self.first, self.last) = (first, last)
    }

    /// - Precondition: `last` does not come before `first`.
    init(first: CalendarDate, last: CalendarDate) {
        precondition(first <= last, "a period's days in order")
        (self.first, self.last) = (first, last)
    }

    private init(year: Int, firstMonth: Int, lastMonth: Int) {
        // The caller has checked year and months, so both days exist.
        first = CalendarDate(packed: year * 10_000 + firstMonth * 100 + 1)!
        last = CalendarDate(packed: year * 10_000 + lastMonth * 100 + CalendarDate.days(inMonth: lastMonth, year: year))!
    }

    /// - Returns: nil when there is no such month in the years 1 to 9999.
    package static func month(_ month: Int, year: Int) -> Period? {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        return Period(year: year, firstMonth: month, lastMonth: month)
    }

    package static func year(_ year: Int) -> Period? {
        guard (1...9999).contains(year) else { return nil }
        return Period(year: year, firstMonth: 1, lastMonth: 12)
    }

    /// From `2025`, `2025-06` or `2025-Q2`.
    package init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let year = Self.number(parts[0], digits: 4), year > 0 else { return nil }
        guard let part = parts.dropFirst().first else {
            self.init(year: year, firstMonth: 1, lastMonth: 12)
            return
        }
        if part.first == "Q" {
            guard let quarter = Self.number(part.dropFirst(), digits: 1), (1...4).contains(quarter) else { return nil }
            self.init(year: year, firstMonth: quarter * 3 - 2, lastMonth: quarter * 3)
        } else {
            guard let month = Self.number(part, digits: 2), (1...12).contains(month) else { return nil }
            self.init(year: year, firstMonth: month, lastMonth: month)
        }
    }

    /// `Int` alone would take a sign as well.
    private static func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(text)
    }

    package static func month(containing date: CalendarDate) -> Period {
        let (year, month, _) = date.components
        return Period(year: year, firstMonth: month, lastMonth: month)
    }

    package func contains(_ date: CalendarDate) -> Bool { first <= date && date <= last }

    package func overlaps(_ other: Period) -> Bool { first <= other.last && other.first <= last }

    /// `2025`, `2025-Q2`, `2025-06`, else `2025-06-03 to 2025-07-02`.
    package var description: String {
        let (year, month, _) = first.components
        let yearText = "\(first)".prefix(4)
        if self == Period(year: year, firstMonth: 1, lastMonth: 12) { return String(yearText) }
        if self == Period(year: year, firstMonth: month, lastMonth: month) { return String("\(first)".prefix(7)) }
        if month % 3 == 1, self == Period(year: year, firstMonth: month, lastMonth: month + 2) { return "\(yearText)-Q\(month / 3 + 1)" }
        return "\(first) to \(last)"
    }
}
