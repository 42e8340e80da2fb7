import Bookkeeping

/// One record of a QIF file on its way to a statement line. Splits (`S`, `E`, `$`) add up to the amount and are left out.
struct QIFRecord: Sendable {
    private let row: Int
    private var date: String?
    private var amount: String?
    private var payee = ""
    private var memo = ""
    private var number = ""
    private(set) var isEmpty = true

    init(row: Int) { self.row = row }

    mutating func take(_ line: String) {
        guard let code = line.first else { return }
        let value = String(line.dropFirst())
        switch code {
        case "D": date = value
        case "T": amount = value
        // The same amount again, with more figures before the mark.
        case "U": amount = amount ?? value
        case "P": payee = value.folded
        case "M": memo = value.folded
        case "N": number = value.folded
        default: return
        }
        isEmpty = false
    }

    func line(dateOrder: DateOrder, decimalMark: DecimalMark, currency: Currency) -> Result<StatementLine, RowFault> {
        guard let written = date.flatMap({ Self.datePart($0[...]) }), let day = DateText.read(Array(written.utf8).span, order: dateOrder)
        else {
            return .failure(RowFault(reason: date.map { "“\($0)” is not a date." } ?? "The record has no date."))
        }
        let text = [payee, payee.contains(memo) ? "" : memo].filter { !$0.isEmpty }.joined(separator: " ")
        switch AmountText.read(Array((amount ?? "").utf8).span, mark: decimalMark, decimals: currency.decimals) {
        case .amount(let read):
            return .success(
                StatementLine(
                    row: row, date: day, amount: Money(minorUnits: read.minorUnits, currency), text: text.isEmpty ? number : text,
                    counterparty: payee.isEmpty ? nil : payee))
        case let fault: return .failure(RowFault(fault, amount ?? ""))
        }
    }

    /// What a complete record is known by where no section says so.
    var isMovement: Bool {
        DateOrder.allCases.contains { order in
            DecimalMark.allCases.contains { mark in
                if case .success = line(dateOrder: order, decimalMark: mark, currency: .usd) { true } else { false }
            }
        }
    }

    func problem(_ reason: String) -> RowProblem {
        RowProblem(
            row: row, quote: [date, amount, payee, memo].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " "), reason: reason)
    }

    /// The figures of `1/ 5'04`, and of `03/25/099Withdrawal` what is a date.
    static func datePart(_ value: Substring) -> Substring? {
        let part = value.prefix { $0.isASCII && ($0.isNumber || "/-.' ".contains($0)) }
        return DateText(Array(part.utf8).span) == nil ? value : part
    }
}
