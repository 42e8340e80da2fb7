import Bookkeeping
package import Categorization

/// Measures the categorizer on lines whose account is known: each is predicted from those before it, then its label is revealed as a person's
/// answer. Uses nothing but the file.
package struct EvaluateCategorizer: Sendable {
    package init() {}

    package struct Labelled: Sendable {
        package internal(set) var lines: [(facts: LineFacts, label: String)] = []
        /// Rows that could not be read, each with its number and reason.
        package internal(set) var rejected: [(row: Int, reason: String)] = []
    }

    package func callAsFunction(_ labelled: Labelled) -> Evaluation { Evaluation.run(labelled.lines) }

    /// Reads `date,description,amount,account` (RFC 4180, ISO dates, decimal amounts, negative is money out).
    package func read(_ text: String) throws(OperationError) -> Labelled {
        var rows = DelimitedRows(text)
        guard let header = rows.next(), header.fields.map({ $0.lowercased() }) == ["date", "description", "amount", "account"] else {
            throw .wrongLabelFile(row: 1, reason: "is not the header")
        }
        var labelled = Labelled()
        while let row = rows.next() {
            guard row.fields != [""] else { continue }
            do throws(RowFault) {
                labelled.lines.append(try Self.line(row.fields))
            } catch {
                labelled.rejected.append((row.number, error.reason))
            }
        }
        guard !labelled.lines.isEmpty else {
            throw .wrongLabelFile(row: labelled.rejected.first?.row ?? 2, reason: "holds no labelled line")
        }
        return labelled
    }

    private struct RowFault: Error {
        let reason: String
    }

    private static func line(_ fields: [String]) throws(RowFault) -> (facts: LineFacts, label: String) {
        guard fields.count == 4 else { throw RowFault(reason: "has \(fields.count) fields instead of 4") }
        guard let date = CalendarDate(iso: fields[0]) else { throw RowFault(reason: "“\(fields[0])” is no date like 2025-06-30") }
        guard let amount = Money(decimalText: fields[2], .usd) else { throw RowFault(reason: "“\(fields[2])” is no amount like -12.34") }
        guard !fields[3].isEmpty else { throw RowFault(reason: "has no account") }
        return (LineFacts(date: date, amount: amount, text: fields[1], bankAccount: AccountID(1)), fields[3])
    }
}
