/// What people call an entry by: `2025-0418` is the 418th entry of a tenant in 2025.
///
/// Stored as one number, `year * 10_000_000 + sequence`, whose order is that of year and sequence.
package struct EntryNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: Int64

    private static let entriesPerYear: Int64 = 10_000_000
    package static let lastSequence = 9_999_999

    /// - Returns: nil unless the year is in 1...9999 and the sequence in 1...9,999,999.
    package init?(year: Int, sequence: Int) {
        guard (1...9999).contains(year), sequence >= 1, sequence < Self.entriesPerYear else { return nil }
        rawValue = Int64(year) * Self.entriesPerYear + Int64(sequence)
    }

    /// As stored; nil when no entry can have this number.
    package init?(rawValue: Int64) {
        let (year, sequence) = rawValue.quotientAndRemainder(dividingBy: Self.entriesPerYear)
        self.init(year: Int(year), sequence: Int(sequence))
    }

    /// From `2025-0418`: four digits, a hyphen, four to seven digits. Also from `2025-418`, as people type it.
    package init?(text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 4, (1...7).contains(parts[1].count), let year = Self.number(parts[0]),
            let sequence = Self.number(parts[1])
        else { return nil }
        self.init(year: year, sequence: sequence)
    }

    private static func number(_ digits: some Sequence<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    package static func first(ofYear year: Int) -> EntryNumber? { EntryNumber(year: year, sequence: 1) }

    /// - Returns: nil after the 9,999,999th entry of a year.
    package func next() -> EntryNumber? { EntryNumber(year: year, sequence: sequence + 1) }

    package var year: Int { Int(rawValue / Self.entriesPerYear) }
    /// Counted from 1 within the year.
    package var sequence: Int { Int(rawValue % Self.entriesPerYear) }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// `2025-0418`; more than four digits from the ten thousandth entry on.
    package var description: String { Self.padded(year) + "-" + Self.padded(sequence) }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
