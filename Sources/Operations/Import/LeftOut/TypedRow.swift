package import Bookkeeping
import Ingestion

/// A row as a person completes it, in the notation of its file or plainly.
package struct TypedRow: Hashable, Sendable {
    package let date: String
    package let text: String
    package let amount: String
    /// Which of the file's statements it belongs to, where there are several.
    package let statement: StatementID?

    package init(date: String, text: String, amount: String, statement: StatementID? = nil) {
        (self.date, self.text, self.amount, self.statement) = (date, text, amount, statement)
    }

    private static let longestText = 1_000

    /// - Throws: `TypedRowFaults` with all that is wrong.
    func line(row: Int, _ notation: RowNotation, in currency: Currency) throws -> StatementLine {
        var faults: [TypedRowFaults.Fault] = []
        let (date, text, amount) = (Self.trimmed(date), Self.trimmed(text), Self.trimmed(amount))
        let day = notation.date(date)
        if day == nil {
            faults.append(
                .init(
                    field: .date,
                    text: date.isEmpty
                        ? "Row \(row) needs a date, like 2025-06-30."
                        : "Row \(row): “\(date.prefix(40))” is not a date. Write it like 2025-06-30."))
        }
        if text.isEmpty {
            faults.append(.init(field: .text, text: "Row \(row) needs a description: what the bank wrote, or your own words."))
        }
        let money = notation.amount(amount, in: currency)
        if let fault = Self.fault(money, amount, row, notation) { faults.append(.init(field: .amount, text: fault)) }
        guard faults.isEmpty, let day, let money else { throw TypedRowFaults(faults: faults) }
        return StatementLine(row: row, date: day, amount: money, text: String(text.prefix(Self.longestText)))
    }

    private static func fault(_ money: Money?, _ text: String, _ row: Int, _ notation: RowNotation) -> String? {
        guard !text.isEmpty else { return "Row \(row) needs an amount, like -\(notation.amountExample) for money out." }
        guard let money else {
            return "Row \(row): “\(text.prefix(40))” is not an amount here: this file writes \(notation.amountExample)."
        }
        if money.isZero { return "Row \(row) moves no money. Say that it is no transaction instead." }
        let isTooLarge = money.minorUnits.magnitude > Posting.largestMinorUnits.magnitude
        return isTooLarge ? "Row \(row): \(EntryError.tooLarge(money).userText)" : nil
    }

    private static func trimmed(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
