import Bookkeeping
package import Categorization
import Ingestion

/// Measures the categorizer on lines whose account is known: each is predicted from those before it, then its label is revealed as a person's
/// answer. Uses nothing but the file.
package struct EvaluateCategorizer: Sendable {
    package init() {}

    package struct Labelled: Sendable {
        package internal(set) var lines: [(facts: LineFacts, label: String)] = []
        /// Rows that could not be read, each with its number and reason.
        package internal(set) var rejected: [(row: Int, reason: String)] = []
    }

    /// The figures, and the categorizer that has learned all lines.
    /// - Parameter history: learned before the first line is measured, as after the import of another program's journal
    package func callAsFunction(_ labelled: Labelled, after history: Labelled? = nil) -> (evaluation: Evaluation, categorizer: Categorizer)
    {
        Evaluation.training(on: labelled.lines, after: history?.lines ?? [])
    }

    /// Reads the columns `date,description,amount,account` (RFC 4180, ISO dates, decimal amounts, negative is money out); they may stand
    /// in another order and among others, and a byte order mark may stand before them.
    package func read(_ text: String) throws(OperationError) -> Labelled {
        var rows = DelimitedRows(text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text)
        guard let header = rows.next(), let columns = Columns(header.fields) else {
            throw .wrongLabelFile(row: 1, reason: "is not the header")
        }
        var labelled = Labelled()
        while let row = rows.next() {
            guard row.fields != [""] else { continue }
            do throws(RowFault) {
                labelled.lines.append(try Self.line(row.fields, columns))
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

    /// Where the header puts each of the four.
    private struct Columns {
        let date: Int
        let description: Int
        let amount: Int
        let account: Int
        let count: Int

        init?(_ header: [String]) {
            let names = header.map { $0.lowercased().filter { !$0.isWhitespace } }
            guard let date = names.firstIndex(of: "date"), let description = names.firstIndex(of: "description"),
                let amount = names.firstIndex(of: "amount"), let account = names.firstIndex(of: "account")
            else { return nil }
            (self.date, self.description, self.amount, self.account, count) = (date, description, amount, account, names.count)
        }
    }

    private static func line(_ fields: [String], _ columns: Columns) throws(RowFault) -> (facts: LineFacts, label: String) {
        guard fields.count == columns.count else { throw RowFault(reason: "has \(fields.count) fields instead of \(columns.count)") }
        let (day, decimal, label) = (fields[columns.date], fields[columns.amount], fields[columns.account])
        guard let date = CalendarDate(iso: day) else { throw RowFault(reason: "“\(day)” is no date like 2025-06-30") }
        guard let amount = Money(decimalText: decimal, .usd) else { throw RowFault(reason: "“\(decimal)” is no amount like -12.34") }
        guard !label.isEmpty else { throw RowFault(reason: "has no account") }
        return (LineFacts(date: date, amount: amount, text: fields[columns.description], bankAccount: AccountID(1)), label)
    }
}
