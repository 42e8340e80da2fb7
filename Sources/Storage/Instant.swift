/// A moment, as milliseconds since 1970 in UTC: what every `_at` column holds.
package struct Instant: Hashable, Comparable, Sendable, SQLConvertible {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package var sqlValue: SQLValue { .integer(milliseconds) }

    package init?(sqlValue: SQLValue) {
        guard case .integer(let value) = sqlValue else { return nil }
        milliseconds = value
    }

    package func advanced(bySeconds seconds: Int64) -> Instant { Instant(milliseconds: milliseconds + seconds * 1_000) }

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}
