/// A row that could not become a statement line: where it is, what it says, why not.
package struct RowProblem: Hashable, Sendable {
    /// Where it begins in the file, counted from 1: the text line, also for OFX and CAMT elements.
    package let row: Int
    /// What stands there, shortened.
    package let quote: String
    /// One sentence.
    package let reason: String

    package init(row: Int, quote: some StringProtocol, reason: String) {
        (self.row, self.quote, self.reason) = (row, Self.shortened(quote), reason)
    }

    private static let quoteLimit = 120

    private static func shortened(_ text: some StringProtocol) -> String {
        let printable = String(String.UnicodeScalarView(text.unicodeScalars.prefix(quoteLimit * 4).map { $0.value < 0x20 ? " " : $0 }))
        return printable.count <= quoteLimit ? printable : printable.prefix(quoteLimit - 1) + "…"
    }
}
