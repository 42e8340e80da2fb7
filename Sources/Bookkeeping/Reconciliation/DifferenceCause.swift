/// Where the difference of a statement may come from: what bookkeepers look for first, in the order they look for it.
package enum DifferenceCause: Hashable, Sendable {
    /// A row of the file that could not be read holds the amount.
    case rejectedRow(Int, text: String)
    /// Two lines say the same, and one of them is the difference.
    case doubled(ProofLine)
    /// Twice the line is the difference: it went in with the other sign.
    case wrongSign(ProofLine)
    /// With two neighboring digits the other way round the line would fit.
    case swappedDigits(ProofLine, right: Money)
    /// One line is the difference, taken the other way: it is one too many.
    case surplus(ProofLine)
    /// No line explains it, and it is divisible by nine, as every difference of swapped digits is.
    case divisibleByNine
    /// No line explains it: one of this amount is missing.
    case missing(Money)

    /// A line of the statement, as much of it as a cause names.
    package struct ProofLine: Hashable, Sendable {
        package let id: LineID
        package let date: CalendarDate
        package let amount: Money
        package let text: String

        package init(id: LineID, date: CalendarDate, amount: Money, text: String) {
            (self.id, self.date, self.amount, self.text) = (id, date, amount, text)
        }
    }

    /// A row of the file that is no line.
    package struct RejectedRow: Hashable, Sendable {
        package let row: Int
        package let text: String

        package init(row: Int, text: String) { (self.row, self.text) = (row, text) }
    }

    /// The likeliest first; never empty.
    /// - Parameter lacking: closing balance by the statement less closing balance by the lines; not zero
    package static func likeliest(for lacking: Money, lines: [ProofLine], rejected: [RejectedRow]) -> [DifferenceCause] {
        let units = lacking.minorUnits
        var causes: [DifferenceCause] = rejected.filter { $0.holds(lacking) }.map { .rejectedRow($0.row, text: $0.text) }
        var seen: Set<Twin> = []
        for line in lines where units != .min && line.amount.minorUnits == -units {
            if !seen.insert(Twin(date: line.date, text: line.text)).inserted { causes.append(.doubled(line)) }
        }
        for line in lines where units % 2 == 0 && line.amount.minorUnits == -(units / 2) { causes.append(.wrongSign(line)) }
        if units % 9 == 0 {
            for line in lines {
                guard let right = line.amount.swapped(by: units) else { continue }
                causes.append(.swappedDigits(line, right: right))
            }
        }
        if causes.isEmpty, let line = lines.first(where: { $0.amount.minorUnits == 0 &- units }) { causes.append(.surplus(line)) }
        if causes.isEmpty {
            causes.append(.missing(lacking))
            if units % 9 == 0 { causes.append(.divisibleByNine) }
        }
        return causes
    }

    private struct Twin: Hashable {
        let date: CalendarDate
        let text: String
    }

    /// For the bookkeeper: where to look.
    package var userText: String {
        switch self {
        case .rejectedRow(let row, let text): "Row \(row) of the file was rejected and reads “\(text.prefix(80))”."
        case .doubled(let line): "\(line.words) stands here twice. One of the two may be left over."
        case .wrongSign(let line): "\(line.words) would fit with the other sign: twice its amount is the difference."
        case .swappedDigits(let line, let right): "\(line.words) would fit as \(right.decimalText): two of its digits may be swapped."
        case .surplus(let line): "\(line.words) is exactly what is too much. It may belong to another statement."
        case .divisibleByNine: "The difference is divisible by 9, as it is when two digits are swapped."
        case .missing(let amount): "No single line explains it. A line of \(amount.decimalText) may be missing."
        }
    }
}

extension DifferenceCause.ProofLine {
    fileprivate var words: String { "“\(text.prefix(60))” of \(date), \(amount.decimalText)," }
}

extension DifferenceCause.RejectedRow {
    /// Whether the text holds the amount's digits, however it parts thousands and decimals.
    fileprivate func holds(_ amount: Money) -> Bool {
        let wanted = String(amount.minorUnits.magnitude)
        return text.split { !($0.isNumber || $0 == "." || $0 == "," || $0 == "'") }.contains { $0.filter(\.isNumber) == wanted }
    }
}

extension Money {
    /// This amount with two neighboring digits exchanged, where that makes a difference of `units`.
    fileprivate func swapped(by units: Int64) -> Money? {
        let (sum, overflow) = minorUnits.addingReportingOverflow(units)
        guard !overflow, sum != 0, minorUnits != 0, (sum < 0) == (minorUnits < 0) else { return nil }
        var (old, new) = (Array(String(minorUnits.magnitude).utf8), Array(String(sum.magnitude).utf8))
        let width = max(old.count, new.count)
        old = Array(repeating: UInt8(ascii: "0"), count: width - old.count) + old
        new = Array(repeating: UInt8(ascii: "0"), count: width - new.count) + new
        let places = old.indices.filter { old[$0] != new[$0] }
        guard places.count == 2, places[1] == places[0] + 1, old[places[0]] == new[places[1]], old[places[1]] == new[places[0]] else {
            return nil
        }
        return Money(minorUnits: sum, currency)
    }
}
