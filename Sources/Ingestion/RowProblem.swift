/// A row that could not become a statement line: where it is, what it says, why not.
package struct RowProblem: Hashable, Sendable {
    /// Where it begins in the file, counted from 1: the text line, also for OFX and CAMT elements.
    package let row: Int
    /// What stands there, shortened.
    package let quote: String
    /// The row itself, by which a person may complete it: far longer, and with the tabs that part its cells.
    package let source: String
    /// One sentence.
    package let reason: String

    /// - Parameter source: where the quote is not the row as it stands in the file
    package init(row: Int, quote: some StringProtocol, source: String? = nil, reason: String) {
        (self.row, self.quote, self.reason) = (row, Self.shortened(quote, to: Self.quoteLimit, tabs: " "), reason)
        self.source =
            source.map { Self.shortened($0, to: Self.sourceLimit, tabs: "\t").trimmingLineEnds }
            ?? Self.shortened(quote, to: Self.sourceLimit, tabs: "\t")
    }

    /// Of a record, which its number names where lines do not tell records apart, as in XML that is all in one.
    /// - Parameter kind: of record, with a capital letter
    static func ofRecord(_ kind: String, _ number: Int, at row: Int, quote: [String], reason: String) -> RowProblem {
        RowProblem(
            row: row, quote: quote.filter { !$0.isEmpty }.joined(separator: " "),
            reason: row <= number + 1 ? "\(kind) \(number): \(reason)" : reason)
    }

    /// Of a file whose end is missing, as of a download that broke off.
    /// - Parameter quote: how that can be seen, or what was cut off
    static func cutOff(at row: Int, _ quote: String) -> RowProblem {
        RowProblem(row: row, quote: quote, reason: "The file ends in the middle, so movements may be missing. Download it again.")
    }

    private static let (quoteLimit, sourceLimit) = (120, 2_000)

    private static func shortened(_ text: some StringProtocol, to limit: Int, tabs: Unicode.Scalar) -> String {
        let printable = text.unicodeScalars.prefix(limit * 4).map { scalar -> Unicode.Scalar in
            scalar == "\t" ? tabs : scalar.value < 0x20 ? " " : scalar
        }
        let whole = String(String.UnicodeScalarView(printable))
        return whole.count <= limit ? whole : whole.prefix(limit - 1) + "…"
    }
}

extension String {
    /// Without what ended the row, which has become blanks; tabs at its end are empty cells.
    fileprivate var trimmingLineEnds: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
