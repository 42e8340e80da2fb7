import Bookkeeping

/// Millionths of a US dollar: what a token costs is far below a cent. Whole numbers, as all money.
package struct MicroDollars: Hashable, Comparable, Sendable, SQLConvertible, CustomStringConvertible {
    package let rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package static let zero = MicroDollars(0)
    package static let perDollar: Int64 = 1_000_000

    /// From decimal text in dollars, at most six decimals: `0.15`, `50`. Nil for anything else, negative amounts and more than a billion.
    package init?(dollars text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let (whole, decimals) = (parts.first ?? "", parts.count == 2 ? parts[1] : "")
        guard (1...2).contains(parts.count), (1...9).contains(whole.utf8.count), decimals.utf8.count <= 6,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let value = Int64(String(whole) + String(decimals) + String(repeating: "0", count: 6 - decimals.utf8.count))
        else { return nil }
        rawValue = value
    }

    package var sqlValue: SQLValue { .integer(rawValue) }

    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue else { return nil }
        rawValue = value
    }

    /// `50.12`: to the cent, half a cent up.
    package var description: String {
        let cents = rawValue / 10_000 + (rawValue % 10_000 >= 5_000 ? 1 : 0)
        return Money(minorUnits: cents, .usd).decimalText
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    package static func + (left: Self, right: Self) -> Self { MicroDollars(left.rawValue + right.rawValue) }
    package static func - (left: Self, right: Self) -> Self { MicroDollars(left.rawValue - right.rawValue) }
}

/// A calendar month in UTC, in which language models are paid: 202511.
package struct SpendingMonth: Hashable, Comparable, Sendable, SQLConvertible, CustomStringConvertible {
    package let rawValue: Int

    package init(_ rawValue: Int) { self.rawValue = rawValue }

    package init(of instant: Instant) {
        let day = CalendarDate(dayNumber: Int32(instant.milliseconds / 86_400_000))
        rawValue = day.packed / 100
    }

    package var sqlValue: SQLValue { .integer(Int64(rawValue)) }

    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue else { return nil }
        rawValue = Int(value)
    }

    /// Its first moment.
    package var begin: Instant { Instant(milliseconds: Int64(first.dayNumber) * 86_400_000) }

    /// The first moment that is no longer in it.
    package var end: Instant { next.begin }

    package var next: SpendingMonth { rawValue % 100 == 12 ? SpendingMonth(rawValue + 89) : SpendingMonth(rawValue + 1) }

    private var first: CalendarDate {
        guard let day = CalendarDate(packed: rawValue * 100 + 1) else { preconditionFailure("a month of the calendar") }
        return day
    }

    /// `2025-11`.
    package var description: String { String("\(first)".prefix(7)) }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
