package import Bookkeeping

/// What can be read of a row that became no line, for a person to complete: each value as a person types it, or as it stands in the row.
package struct RowDraft: Hashable, Sendable {
    /// `2025-06-30` where it is a date.
    package let date: String
    package let text: String
    /// `-12.34` where it is an amount.
    package let amount: String
    package let isDateRead: Bool
    package let isAmountRead: Bool

    init(date: String, text: String, amount: String, isDateRead: Bool, isAmountRead: Bool) {
        (self.date, self.text, self.amount) = (date, text, amount)
        (self.isDateRead, self.isAmountRead) = (isDateRead, isAmountRead)
    }

    /// Of a row that nothing is known about.
    package static let empty = RowDraft(date: "", text: "", amount: "", isDateRead: false, isAmountRead: false)

    /// - Parameter source: the row as it stands in the file
    package init(_ source: String, _ mapping: Mapping, currency: Currency) {
        let bytes = Array(source.utf8)
        var fields = CSVScanner.Fields()
        guard case .complete = CSVScanner.scan(bytes.span, from: 0, delimiter: mapping.delimiter.byte, isAtEnd: true, into: &fields) else {
            self = .empty
            return
        }
        self = RowInterpreter(mapping, currency: currency).draft(bytes.span, fields)
    }
}

/// How dates and amounts are written in a file, for what a person types into one of its rows: as the file writes them, or plainly.
package struct RowNotation: Sendable {
    private let dateOrder: DateOrder
    private let decimalMark: DecimalMark

    /// - Parameter mapping: nil for a file without columns
    package init(_ mapping: Mapping?) {
        (dateOrder, decimalMark) = (mapping?.dateOrder ?? .yearFirst, mapping?.decimalMark ?? .point)
    }

    package func date(_ text: String) -> CalendarDate? { DateText.read(Array(text.utf8).span, order: dateOrder) }

    /// Nil for what is no amount of that currency.
    package func amount(_ text: String, in currency: Currency) -> Money? {
        if case .amount(let amount) = AmountText.read(Array(text.utf8).span, mark: decimalMark, decimals: currency.decimals) {
            return amount.currency ?? currency == currency ? Money(minorUnits: amount.minorUnits, currency) : nil
        }
        return Money(decimalText: text, currency)
    }

    /// `1,234.56`
    package var amountExample: String { decimalMark == .point ? "1,234.56" : "1.234,56" }
}
