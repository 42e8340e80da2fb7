import Bookkeeping

/// One movement on its way from labeled lines to a statement line.
struct LabeledRecord: Sendable {
    private(set) var row: Int
    private var date: String?
    private var amount: String?
    private var side: Side?
    private var text = ""
    private var counterparty: String?
    private var reference: String?
    private var balance: String?
    private var currency: String?
    /// Whether the last line was text, so that a line without a label goes on with it.
    private var continuesText = false

    private enum Side { case out, `in` }

    init(row: Int) { self.row = row }

    var isEmpty: Bool { date == nil && amount == nil && text.isEmpty }
    var isComplete: Bool { date != nil && amount != nil }
    /// What a complete record is known by in a file that may hold anything.
    var isMovement: Bool {
        guard let date, let amount else { return false }
        let isAmount = DecimalMark.allCases.contains { mark in
            if case .amount = AmountText.read(Array(amount.utf8).span, mark: mark, decimals: 2) { true } else { false }
        }
        return isAmount && DateText(Array(date.utf8).span) != nil
    }

    /// - Returns: false when the record has this already, so that the line begins the next one.
    mutating func take(_ line: LabeledLine, at row: Int = 1) -> Bool {
        if isEmpty { self.row = row }
        continuesText = false
        switch line.role {
        case .bookingDate, .date:
            guard date == nil else { return false }
            date = line.value
        case .valueDate: date = date ?? line.value
        case .amount, .grossAmount: return take(line.value, nil)
        case .debit: return line.value.isEmpty || take(line.value, .out)
        case .credit: return line.value.isEmpty || take(line.value, .in)
        case .direction, .kind: side = side ?? DirectionWord(line.value).map { $0 == .moneyIn ? .in : .out }
        case .text:
            if !line.value.isEmpty, !text.contains(line.value) { text = text.isEmpty ? line.value : "\(text) \(line.value)" }
            continuesText = true
        case .counterparty: counterparty = line.value.isEmpty ? nil : line.value
        case .reference: reference = line.value.isEmpty ? nil : line.value
        case .balance: balance = line.value
        case .currency: currency = line.value
        case .otherAmount, .otherCurrency, .counterpartyAccount, .account, .status, .other: break
        }
        return true
    }

    private mutating func take(_ value: String, _ side: Side?) -> Bool {
        guard amount == nil else { return false }
        amount = value
        if let side { self.side = side }
        return true
    }

    /// A line without a label.
    mutating func goOn(_ line: String) {
        if continuesText, text.utf8.count < 4_000 { text = text.isEmpty ? line : "\(text) \(line)" }
    }

    func line(
        _ order: DateOrder, _ mark: DecimalMark, currency: Currency
    ) -> Result<(line: StatementLine, balance: Money?), RowFault> {
        guard let date = date.flatMap({ DateText.read(Array($0.utf8).span, order: order) }) else {
            return .failure(RowFault(reason: date.map { "“\($0)” is not a date." } ?? "The movement has no date."))
        }
        guard let own = self.currency.map({ Currency(code: $0.uppercased()) }) ?? currency else {
            return .failure(.unknownCurrency(self.currency ?? ""))
        }
        switch AmountText.read(Array((amount ?? "").utf8).span, mark: mark, decimals: own.decimals) {
        case .amount(let read):
            let isOut = side == .out && read.sign != .minus || side == nil && read.minorUnits < 0
            let magnitude = read.minorUnits < 0 ? 0 &- read.minorUnits : read.minorUnits
            let units = isOut ? 0 &- magnitude : side == nil ? read.minorUnits : magnitude
            let money = Money(minorUnits: units, read.currency ?? own)
            let description = text.isEmpty ? counterparty ?? "" : text
            return .success(
                (
                    StatementLine(
                        row: row, date: date, amount: money, text: description, counterparty: counterparty, reference: reference),
                    balance(mark, money.currency)
                ))
        case let fault: return .failure(RowFault(fault, amount ?? ""))
        }
    }

    func problem(_ reason: String) -> RowProblem {
        RowProblem(row: row, quote: [date, text, amount].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " "), reason: reason)
    }

    private func balance(_ mark: DecimalMark, _ currency: Currency) -> Money? {
        guard let balance, case .amount(let read) = AmountText.read(Array(balance.utf8).span, mark: mark, decimals: currency.decimals),
            read.currency ?? currency == currency
        else { return nil }
        return Money(minorUnits: read.minorUnits, currency)
    }

    /// How dates and amounts of the record are written.
    func testify(to evidence: inout NotationEvidence) {
        if let date { evidence.add(date: SampleTable.Cell(Array(date.utf8).span, isQuoted: false)) }
        if let amount { evidence.add(amount: SampleTable.Cell(Array(amount.utf8).span, isQuoted: false)) }
    }
}
