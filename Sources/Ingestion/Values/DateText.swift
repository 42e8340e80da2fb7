import Bookkeeping

/// What comes first in a date written in figures.
package enum DateOrder: String, CaseIterable, Codable, Sendable {
    case yearFirst, dayFirst, monthFirst
}

/// A date as banks write it, before it is settled which part is the day: `2025-06-30`, `30/6/25`, `Jun 30, 2025`, `2025年6月30日`,
/// `30 de junio de 2025`, `20250630120000[-5:EST]`.
///
/// Two digits of a year mean 1969 to 2068, as in POSIX; years of the Buddhist era and of Reiwa are turned into those of the calendar.
struct DateText {
    private var parts: (Part, Part, Part) = (Part(), Part(), Part())
    private let isCompact: Bool

    struct Part {
        var value = 0
        var digits = 0
        /// Written as a word.
        var isMonthName = false
    }

    static func read(_ text: borrowing Span<UInt8>, order: DateOrder) -> CalendarDate? {
        iso(text) ?? DateText(text)?.date(order)
    }

    /// `2025-06-30`, at once.
    private static func iso(_ text: borrowing Span<UInt8>) -> CalendarDate? {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-") else { return nil }
        var value = 0
        for index in 0..<10 where index != 4 && index != 7 {
            let digit = text[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int(digit)
        }
        guard value < Self.buddhist * 10_000 else { return nil }
        return CalendarDate(packed: value)
    }

    /// No other calendar counts so many years yet.
    private static let buddhist = 2400

    /// Which orders make a day of the calendar of it.
    ///
    /// Two digits that could be a day are not taken for a year: that needs the evidence of many dates, or a person who says so.
    var possibleOrders: [DateOrder] {
        DateOrder.allCases.filter { ($0 != .yearFirst || !isShort || parts.0.value > 31) && date($0) != nil }
    }

    /// First and last part, where each has two digits or fewer and nothing but the order tells the year from the day.
    var shortEnds: (first: Int, last: Int)? { isShort ? (parts.0.value, parts.2.value) : nil }

    private var isShort: Bool {
        !parts.0.isMonthName && !parts.1.isMonthName && [parts.0, parts.1, parts.2].allSatisfy { $0.digits <= 2 }
    }

    func date(_ order: DateOrder) -> CalendarDate? {
        let (a, b, c) = parts
        if isCompact, a.digits == 4 { return order == .yearFirst ? day(a, b, c) : nil }
        if b.isMonthName { return a.digits == 4 ? day(a, b, c) : day(c, b, a) }
        if a.isMonthName { return day(c, a, b) }
        if a.digits == 4 { return day(a, b, c) }
        switch order {
        case .yearFirst: return day(a, b, c)
        case .dayFirst: return day(c, b, a)
        case .monthFirst: return day(c, a, b)
        }
    }

    private func day(_ year: Part, _ month: Part, _ day: Part) -> CalendarDate? {
        guard !year.isMonthName, !day.isMonthName, day.digits <= 2, month.isMonthName || month.digits <= 2 else { return nil }
        switch year.digits {
        case 4:
            return CalendarDate(year: year.value >= Self.buddhist ? year.value - 543 : year.value, month: month.value, day: day.value)
        case 1, 2: return CalendarDate(year: year.value + (year.value < 69 ? 2000 : 1900), month: month.value, day: day.value)
        // Years counted from 1900 by programs that were not ready for 2000: 099, 100.
        case 3 where year.value < 200: return CalendarDate(year: year.value + 1900, month: month.value, day: day.value)
        default: return nil
        }
    }

    /// - Returns: nil when there are not three parts of a date at the beginning of `text`, perhaps with a time behind them.
    init?(_ text: borrowing Span<UInt8>) {
        var index = 0
        var found: [Part] = []
        found.reserveCapacity(3)
        var isReiwa = false
        while found.count < 3 {
            while index < text.count {
                let length = Self.parts(text[index]) ? 1 : Self.eastAsianMarkLength(text, at: index)
                guard length > 0 else { break }
                index += length
            }
            guard index < text.count else { return nil }
            if text[index].isDigit {
                var part = Part()
                while index < text.count, text[index].isDigit {
                    guard part.digits < 15 else { return nil }
                    part.value = part.value * 10 + Int(text[index] - 0x30)
                    part.digits += 1
                    index += 1
                }
                if found.isEmpty, part.digits >= 8 {
                    guard Self.endsDate(text, at: index), let compact = Self.compact(part) else { return nil }
                    (parts, isCompact) = (compact, true)
                    return
                }
                guard part.digits <= 4 else { return nil }
                if found.isEmpty, isReiwa { (part.value, part.digits) = (part.value + 2018, 4) }
                if part.digits <= 2 { index += Self.ordinalLength(text, at: index) }
                found.append(part)
            } else {
                let start = index
                while index < text.count, text[index].isLetter || text[index] >= 0x80 { index += 1 }
                guard index > start else { return nil }
                let word = String(text.extracting(start..<index)).lowercased()
                if let month = MonthNames.month(word) {
                    found.append(Part(value: month, digits: 0, isMonthName: true))
                } else if found.isEmpty ? !MonthNames.isWeekday(word) && word != "令和" : !["de", "del", "of"].contains(word) {
                    return nil
                } else {
                    isReiwa = word == "令和"
                }
            }
        }
        index += Self.eastAsianMarkLength(text, at: index)
        guard Self.endsDate(text, at: index) else { return nil }
        (parts, isCompact) = ((found[0], found[1], found[2]), false)
        guard found.count(where: \.isMonthName) <= 1 else { return nil }
    }

    /// Whether a date may end before `index`: at the end, before a time, before `as of …`; not before more figures or other words.
    private static func endsDate(_ text: borrowing Span<UInt8>, at index: Int) -> Bool {
        guard index < text.count else { return true }
        var rest = index + 1
        switch text[index] {
        case UInt8(ascii: "T"), UInt8(ascii: "["): return true
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "-"), .space: break
        default: return false
        }
        while rest < text.count, text[rest] == .space { rest += 1 }
        guard rest < text.count else { return true }
        if text[rest] == UInt8(ascii: "(") || text[rest] == UInt8(ascii: "[") { return true }
        if text[rest].isDigit {
            guard rest > index + 1 || text[index] == .space || text[index] == UInt8(ascii: "-") else { return false }
            // `10.30` is a time only where nothing follows it.
            return rest + 2 < text.count
                && (text[rest + 1] == UInt8(ascii: ":") || text[rest + 2] == UInt8(ascii: ":")
                    || text[rest + 2] == UInt8(ascii: ".") && [rest + 5, rest + 8].contains(text.count))
        }
        let words = String(text.extracting(rest...))
        return words.hasPrefix("as of") || words.hasPrefix("at ")
    }

    /// `20250630`, with a time behind it or not; or `30062025`: the parts in the order in which they stand.
    private static func compact(_ part: Part) -> (Part, Part, Part)? {
        var eight = part.value
        guard [8, 12, 14].contains(part.digits) else { return nil }
        for _ in 8..<part.digits { eight /= 10 }
        if (1900...2100).contains(eight / 10_000) {
            let split = (
                Part(value: eight / 10_000, digits: 4), Part(value: eight / 100 % 100, digits: 2), Part(value: eight % 100, digits: 2)
            )
            if CalendarDate(packed: eight) != nil { return split }
        }
        guard part.digits == 8, (1900...2100).contains(eight % 10_000) else { return nil }
        return (
            Part(value: eight / 1_000_000, digits: 2), Part(value: eight / 10_000 % 100, digits: 2), Part(value: eight % 10_000, digits: 4)
        )
    }

    /// Length of what stands behind the figure in `13th` and `1er`; 0 when nothing does.
    private static func ordinalLength(_ text: borrowing Span<UInt8>, at index: Int) -> Int {
        guard index + 1 < text.count, text[index].isLetter, text[index + 1].isLetter, index + 2 == text.count || !text[index + 2].isLetter
        else { return 0 }
        return ["st", "nd", "rd", "th", "er"].contains(String(text.extracting(index..<index + 2)).lowercased()) ? 2 : 0
    }

    /// Length of the sign for year, month or day as in `2025年6月26日` and `2025년 6월 26일`; 0 when there is none.
    private static func eastAsianMarkLength(_ text: borrowing Span<UInt8>, at index: Int) -> Int {
        guard index + 2 < text.count, text[index] >= 0xE5 else { return 0 }
        switch (text[index], text[index + 1], text[index + 2]) {
        case (0xE5, 0xB9, 0xB4), (0xE6, 0x9C, 0x88), (0xE6, 0x97, 0xA5), (0xEB, 0x85, 0x84), (0xEC, 0x9B, 0x94), (0xEC, 0x9D, 0xBC):
            return 3
        default: return 0
        }
    }

    private static func parts(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "'"), .space: true
        default: false
        }
    }
}
