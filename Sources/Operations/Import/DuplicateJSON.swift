import Bookkeeping
import Storage

/// A line that the books may hold already beside the one they hold, for programs.
package struct DuplicateJSON: Encodable, Sendable {
    let duplicate: Int64
    let line: Line
    let known: Line
    let evidence: String
    let why: String

    struct Line: Encodable, Sendable {
        let row: Int
        let date: String
        let amount: String
        let currency: String
        let text: String
        let file: String

        init(_ line: StatementLine, _ file: String) {
            (row, date, text, self.file) = (line.row, line.date.description, line.text, file)
            (amount, currency) = (line.amount.decimalText, line.amount.currency.code)
        }
    }

    package init(_ comparison: ListDuplicates.Comparison) {
        (duplicate, evidence, why) = (comparison.id.rawValue, comparison.evidence.rawValue, comparison.why)
        line = Line(comparison.line, comparison.file)
        known = Line(comparison.known, comparison.knownFile)
    }
}
