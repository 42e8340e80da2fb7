package import Bookkeeping
package import Storage

extension Instant {
    /// `2025-12-07T12:00:00Z`.
    package var iso: String { "\(day)T\(clock(seconds: true))Z" }

    /// `2025-12-07 12:00`, UTC.
    package var dayAndTime: String { "\(day) \(clock(seconds: false))" }

    /// In UTC.
    package var day: CalendarDate {
        // Years 1 to 9999: an instant beyond them has no day that a book could hold.
        let number = (milliseconds - Self.remainder(milliseconds, 86_400_000)) / 86_400_000
        return CalendarDate(
            dayNumber: Int32(min(max(number, Int64(CalendarDate.earliest.dayNumber)), Int64(CalendarDate.latest.dayNumber))))
    }

    private func clock(seconds: Bool) -> String {
        let second = Int(Self.remainder(milliseconds, 86_400_000) / 1_000)
        let parts = [second / 3_600, second / 60 % 60] + (seconds ? [second % 60] : [])
        return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }

    /// Never negative.
    private static func remainder(_ value: Int64, _ divisor: Int64) -> Int64 { ((value % divisor) + divisor) % divisor }
}
