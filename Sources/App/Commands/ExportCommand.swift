import ArgumentParser
import Bookkeeping
import Operations
import Storage

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write posted entries for another program.",
        discussion: """
            hledger's format is also what ledger reads; iif is for QuickBooks Desktop, qbo-csv for QuickBooks Online's own import of journal \
            entries, xero for Xero's import of manual journals. qbo sends what QuickBooks Online does not have yet to the company that was \
            connected at /exports in the browser; run again after an interruption, it goes on where it was. Everything of a company, to read back in: bookkeeper tenant export
            """)

    @Argument(help: "qbo, qbo-csv, iif, xero, beancount, hledger or csv.")
    var target: ExportTarget

    @Option(help: "Xero: what your organization calls no tax.")
    var taxRate = XeroExport.defaultTaxRate

    @OptionGroup var quickBooks: QuickBooksOptions
    @OptionGroup var books: BooksOptions
    @OptionGroup var period: PeriodOptions

    func run() async throws {
        guard case .file(let format) = target else { return try await quickBooks.export(books) }
        let (office, tenant) = try await books.open()
        let count = try await ExportJournal(office)(for: tenant.id, as: format, during: period.value, taxRate: taxRate) { text in
            print(text, terminator: "")
        }
        try await AnnounceExport(office)(for: tenant.id, target: format.rawValue, posted: count, by: Terminal.actor)
    }
}

/// QuickBooks Online by its API, or a file.
enum ExportTarget: ExpressibleByArgument {
    case quickBooks
    case file(ExportJournal.Format)

    init?(argument: String) {
        if argument == "qbo" {
            self = .quickBooks
        } else if let format = ExportJournal.Format(rawValue: argument) {
            self = .file(format)
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] { ["qbo"] + ExportJournal.Format.allCases.map(\.rawValue) }
}
