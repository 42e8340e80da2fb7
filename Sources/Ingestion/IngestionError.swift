/// Why a file as a whole cannot be read. What is wrong with single rows is a `RowProblem` instead, and never loses the good ones.
package enum IngestionError: Error, Equatable, Sendable {
    case unreadable(file: String, reason: String)
    case empty(file: String)
    case binary(file: String)
    /// `kind` is what it seems to be: `an Excel workbook`.
    case unsupportedKind(file: String, kind: String, advice: String)
    case notAStatement(file: String)
    /// A table of what the account held day by day, and of nothing that moved it.
    case balancesOnly(file: String)
    /// Rows with amounts and days, and nothing that says which year it was.
    case datesWithoutYear(file: String)
    /// No column of a table can be told to be the `missing` one.
    case columnsUnknown(file: String, missing: String)
    case mappingDoesNotFit(file: String, reason: String)
    case changedWhileRead(file: String)
    /// A line, or an element of XML, goes on and on: `row` is where it begins.
    case tooLong(file: String, row: Int, limitBytes: Int)
    case documentType(file: String, row: Int)
    case damagedArchive(file: String, reason: String)
    case archiveTooLarge(file: String, limitBytes: Int)
    case emptyArchive(file: String)

    /// For the person who chose the file: what is wrong with it, and what to do next.
    package var userText: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file) cannot be read: \(reason). Check that it is there and that this program may read it."
        case .empty(let file):
            "\(file) is empty. Download the statement again and choose a period with movements in it."
        case .binary(let file):
            "\(file) holds binary data, not a bank statement. Choose a CSV, OFX, QIF, CAMT or MT940 file."
        case .unsupportedKind(let file, let kind, let advice):
            "\(file) is \(kind), which cannot be read. \(advice)"
        case .notAStatement(let file):
            "\(file) does not look like a bank statement: it has no dates with amounts. Choose a CSV, OFX, QIF, CAMT or MT940 file."
        case .balancesOnly(let file):
            "\(file) lists balances and no movements. Download the transactions of the account instead."
        case .datesWithoutYear(let file):
            "The dates in \(file) have no year. Download the statement as CSV, OFX, CAMT or MT940 instead, or add the year to its dates."
        case .columnsUnknown(let file, let missing):
            "No column of \(file) could be recognized as the \(missing). Choose the columns yourself."
        case .mappingDoesNotFit(let file, let reason):
            "The saved columns do not fit \(file): \(reason). Have them detected again, or choose them yourself."
        case .changedWhileRead(let file):
            "\(file) changed while it was read. Wait until it is complete, then import it again."
        case .tooLong(let file, let row, let limit):
            "Line \(row) of \(file) is longer than \(limit / 1024) KiB, so it is no bank statement or lost its line ends. Download it again."
        case .documentType(let file, let row):
            "Line \(row) of \(file) declares a document type, which no statement needs. Download the file from the bank again."
        case .damagedArchive(let file, let reason):
            "The archive \(file) is damaged: \(reason). Download it again."
        case .archiveTooLarge(let file, let limit):
            "\(file) unpacks to more than \(limit >> 20) MiB, which no statement does. Unpack it yourself and import the files in it."
        case .emptyArchive(let file):
            "There is no statement in the archive \(file). Choose another file."
        }
    }
}
