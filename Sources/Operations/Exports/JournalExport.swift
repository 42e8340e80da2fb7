package import Bookkeeping

/// Posted entries as the text of one file, made piece by piece: a million entries need no more memory than one.
///
///     write(export.preamble)
///     for entry in entries { write(try export.text(for: entry)) }
package protocol JournalExport: Sendable {
    /// What stands before the first entry.
    var preamble: String { get }

    /// One entry, with the declarations it is the first to need. Entries come in order of date.
    mutating func text(for posted: PostedEntry) throws(ExportError) -> String
}

package enum ExportError: Error, Hashable {
    case unknownAccount(AccountID, EntryNumber)
    case outOfOrder(EntryNumber)
    /// The program that is to read the file takes no such year.
    case dateOutOfRange(EntryNumber, CalendarDate, years: ClosedRange<Int>)
    /// The format knows one currency.
    case otherCurrency(EntryNumber, Currency, only: Currency)

    package var userText: String {
        switch self {
        case .unknownAccount(let account, let number):
            "Entry \(number) names account \(account), which is not in the chart of accounts. Check the books with `bookkeeper verify`."
        case .outOfOrder(let number):
            "Entry \(number) is dated before the one exported ahead of it. Check the books with `bookkeeper verify`."
        case .dateOutOfRange(let number, let date, let years):
            "Entry \(number) is dated \(date), and this format takes the years \(years.lowerBound) to \(years.upperBound). Export to CSV."
        case .otherCurrency(let number, let currency, let only):
            "Entry \(number) is in \(currency), and this format takes \(only) alone. Export to CSV, beancount or hledger."
        }
    }
}
