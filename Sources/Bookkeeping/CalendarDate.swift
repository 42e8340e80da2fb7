/// A day in the proleptic Gregorian calendar, without time or zone: the date of an entry, of a statement line.
package struct CalendarDate: Hashable, Comparable, Sendable {
    /// Days since 1 January 1970; earlier days are negative.
    package let dayNumber: Int32

    /// - Precondition: the day lies in the years 1 to 9999.
    package init(dayNumber: Int32) {
        precondition(Self.range.contains(dayNumber), "a day of the years 1 to 9999")
        self.dayNumber = dayNumber
    }

    /// - Returns: nil when there is no such day, 30 February say, or the year is not in 1...9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, year: year)
        else { return nil }
        dayNumber = Self.dayNumber(year: year, month: month, day: day)
    }

    /// From `2025-06-30`, nothing else.
    package init?(iso text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]), let day = Self.number(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// From `20250630`: the form in which dates are stored.
    package init?(packed: Int) { self.init(year: packed / 10_000, month: packed / 100 % 100, day: packed % 100) }

    /// `20250630`: readable for a person, in order for a database.
    package var packed: Int {
        let (year, month, day) = components
        return year * 10_000 + month * 100 + day
    }

    /// Year, month (1–12) and day of the month (1–31).
    ///
    /// Civil-from-days over 400-year eras whose year begins on 1 March, so that the leap day comes last.
    package var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(dayNumber) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    package var year: Int { components.year }
    package var month: Int { components.month }
    package var day: Int { components.day }

    /// 1 for Monday to 7 for Sunday, as ISO 8601 counts.
    package var weekday: Int { (Int(dayNumber) % 7 + 10) % 7 + 1 }

    /// - Precondition: the day reached lies in the years 1 to 9999.
    package func adding(days: Int) -> CalendarDate { CalendarDate(dayNumber: dayNumber + Int32(days)) }

    /// The next day; nil after 31 December 9999.
    package var next: CalendarDate? { self == .latest ? nil : adding(days: 1) }

    /// The day before; nil before 1 January of the year 1.
    package var previous: CalendarDate? { self == .earliest ? nil : adding(days: -1) }

    package static func < (left: Self, right: Self) -> Bool { left.dayNumber < right.dayNumber }

    package static func days(inMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// 1 January of the year 1.
    package static let earliest = CalendarDate(dayNumber: range.lowerBound)
    /// 31 December 9999.
    package static let latest = CalendarDate(dayNumber: range.upperBound)

    private static let range = dayNumber(year: 1, month: 1, day: 1)...dayNumber(year: 9999, month: 12, day: 31)

    private static func dayNumber(year: Int, month: Int, day: Int) -> Int32 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(era * 146_097 + dayOfEra - 719_468)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }
}

extension CalendarDate: CustomStringConvertible {
    /// `2025-06-30`.
    package var description: String {
        let (year, month, day) = components
        var text = String(year)
        while text.utf8.count < 4 { text = "0" + text }
        return text + (month < 10 ? "-0" : "-") + String(month) + (day < 10 ? "-0" : "-") + String(day)
    }
}
