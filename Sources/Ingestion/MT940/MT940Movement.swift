import Bookkeeping

/// A `:61:` field with the `:86:` behind it, on its way to a statement line.
///
/// `:61:` is value date (YYMMDD), entry date (MMDD, optional), side (C, D, RC, RD; EC, ED for expected ones), funds code
/// (optional letter), amount, transaction type (a letter and three characters), reference, `//` and the bank's reference, and
/// supplementary details on the next line (SWIFT Standards MT, category 9).
struct MT940Movement: Sendable {
    private let row: Int
    private let written: String
    private let supplement: String
    private var details = MT940Details()

    init(_ lines: [String], row: Int) {
        self.row = row
        let first = lines.first?.folded ?? ""
        // Some banks break the line within the field itself.
        if Parts(first) == nil, lines.count > 1 {
            written = first + lines[1].folded
            supplement = lines.dropFirst(2).joined(separator: " ").folded
        } else {
            written = first
            supplement = lines.dropFirst().joined(separator: " ").folded
        }
    }

    mutating func takeDetails(_ lines: [String]) { details.take(lines) }

    mutating func takeNonSwift(_ lines: [String]) { details.takeNonSwift(lines) }

    func line(currency: Currency) -> Result<StatementLine, RowFault> {
        guard let parts = Parts(written) else {
            return .failure(RowFault(reason: "The movement has no date, side and amount in the places that SWIFT sets."))
        }
        guard let date = parts.date else { return .failure(RowFault(reason: "“\(written.prefix(6))” is not a date.")) }
        switch AmountText.read(Array(parts.amount.utf8).span, mark: MT940Reader.mark(in: parts.amount), decimals: currency.decimals) {
        case .amount(let read):
            return .success(
                StatementLine(
                    row: row, date: date, amount: Money(minorUnits: parts.isCredit ? read.minorUnits : -read.minorUnits, currency),
                    text: text(parts), counterparty: details.counterparty, reference: parts.bankReference))
        case let fault: return .failure(RowFault(fault, parts.amount))
        }
    }

    func problem(_ reason: String) -> RowProblem {
        RowProblem(row: row, quote: [written, supplement, details.text].filter { !$0.isEmpty }.joined(separator: " "), reason: reason)
    }

    private func text(_ parts: Parts) -> String {
        if !details.text.isEmpty { return details.text }
        let rest = [supplement, parts.customerReference ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        return rest.isEmpty ? parts.type : rest
    }

    /// The subfields of `:61:`.
    private struct Parts {
        let date: CalendarDate?
        let isCredit: Bool
        let amount: String
        /// `NTRF`, a transfer; `NINT`, interest.
        let type: String
        let customerReference: String?
        let bankReference: String?

        init?(_ text: String) {
            var rest = text[...]
            guard let value = Self.figures(&rest, count: 6) else { return nil }
            let entry = Self.figures(&rest, count: 4)
            let reverses = rest.first == "R"
            if reverses || rest.first == "E" { rest.removeFirst() }
            guard let side = rest.popFirst(), side == "C" || side == "D" else { return nil }
            isCredit = (side == "C") != reverses
            if let funds = rest.first, funds.isLetter { rest.removeFirst() }
            rest = rest.drop { $0 == " " }
            // A comma by SWIFT's rules; some banks write a point.
            let amount = rest.prefix { $0.isNumber || $0 == "," || $0 == "." }
            guard !amount.isEmpty else { return nil }
            self.amount = String(amount)
            rest = rest.dropFirst(amount.count)
            type = String(rest.prefix(4)).folded
            rest = rest.dropFirst(4)
            let references = rest.firstRange(of: "//")
            customerReference = Self.reference(references.map { rest[..<$0.lowerBound] } ?? rest)
            bankReference = references.flatMap { Self.reference(rest[$0.upperBound...]) }
            date = Self.date(value: value, entry: entry)
        }

        private static func figures(_ text: inout Substring, count: Int) -> Int? {
            let prefix = text.prefix(count)
            guard prefix.utf8.count == count, let number = Int(prefix), prefix.first != "-", prefix.first != "+" else { return nil }
            text = text.dropFirst(count)
            return number
        }

        private static func reference(_ text: Substring) -> String? {
            let folded = String(text).folded
            return folded.isEmpty || folded == "NONREF" || folded == "NOREF" ? nil : folded
        }

        /// The day of entry, in the year that brings it nearest to the value date; else the value date.
        ///
        /// Months of 30 days, as German interest is counted, give the 30th of February: it is the last day of the month.
        private static func date(value: Int, entry: Int?) -> CalendarDate? {
            let (yearOfTwo, month, day) = (value / 10_000, value / 100 % 100, value % 100)
            let year = yearOfTwo < 80 ? 2000 + yearOfTwo : 1900 + yearOfTwo
            let valueDate =
                CalendarDate(year: year, month: month, day: day)
                ?? (month == 2 && (29...30).contains(day)
                    ? CalendarDate(year: year, month: 2, day: CalendarDate.days(inMonth: 2, year: year)) : nil)
            guard let entry, let valueDate else { return valueDate }
            let candidates = (year - 1...year + 1).compactMap { CalendarDate(year: $0, month: entry / 100, day: entry % 100) }
            return candidates.min { abs($0.dayNumber - valueDate.dayNumber) < abs($1.dayNumber - valueDate.dayNumber) } ?? valueDate
        }
    }
}
