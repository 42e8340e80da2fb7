import Bookkeeping
import Operations
import Storage

// Days as people read them: the year is said where it is not the one at hand.
extension CalendarDate {
    /// `27 August 2025`.
    var long: String { "\(day) \(Self.longMonthNames[month - 1]) \(year)" }

    /// `27 Aug`, or `27 Aug 2024` outside of `today`'s year.
    func short(_ today: CalendarDate) -> String {
        "\(day) \(Self.monthNames[month - 1])" + (year == today.year ? "" : " \(year)")
    }
}

extension Period {
    /// `August 2025`, `2025`, `1 January to 30 November 2025`.
    var spelled: String {
        let (from, to) = (first.components, last.components)
        if self == Period.year(from.year) { return "\(from.year)" }
        if self == Period.month(containing: first) { return monthWords }
        if from.year == to.year { return "\(from.day) \(CalendarDate.longMonthNames[from.month - 1]) to \(last.long)" }
        return "\(first.long) to \(last.long)"
    }

    /// `1 Mar to 31 Mar 2024`, one day by itself.
    func short(_ today: CalendarDate) -> String {
        first == last ? first.short(today) : "\(first.short(today)) to \(last.short(today))"
    }

    /// Of a month: `August 2025`.
    var monthWords: String { "\(CalendarDate.longMonthNames[first.month - 1]) \(first.year)" }

    /// `from=2025-01-01&to=2025-11-30`.
    var query: String { "from=\(first)&to=\(last)" }
}

extension Instant {
    var day: CalendarDate { CalendarDate(iso: String(iso.prefix(10))) ?? .earliest }

    /// `Today 19:42`, `26 Nov 19:42`; UTC.
    func short(_ today: CalendarDate) -> String {
        (day == today ? "Today" : day.short(today)) + " " + String(iso.dropFirst(11).prefix(5))
    }
}

/// `1 line`, `44 lines`.
func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String { "\(count.grouped) \(count == 1 ? one : many ?? one + "s")" }
