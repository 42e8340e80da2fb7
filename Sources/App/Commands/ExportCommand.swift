import ArgumentParser
import Bookkeeping
import Operations
import Storage

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write posted entries for another program.",
        discussion: """
            hledger's format is also what ledger reads; iif is for QuickBooks Desktop, qbo-csv for QuickBooks Online's own import of journal \
            entries, xero for Xero's import of manual journals. Everything of a company, to read back in: bookkeeper tenant export
            """)

    @Argument(help: "qbo-csv, iif, xero, beancount, hledger or csv.")
    var format: ExportJournal.Format

    @Option(help: "Xero: what your organization calls no tax.")
    var taxRate = XeroExport.defaultTaxRate

    @OptionGroup var books: BooksOptions
    @OptionGroup var period: PeriodOptions

    func run() async throws {
        let (office, tenant) = try await books.open()
        _ = try await ExportJournal(office)(for: tenant.id, as: format, during: period.value, taxRate: taxRate) { text in
            print(text, terminator: "")
        }
    }
}

extension ExportJournal.Format: ExpressibleByArgument {}
