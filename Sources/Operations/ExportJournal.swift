package import Bookkeeping
import Storage

/// All posted entries in another program's format, piece by piece, so that the size of the books does not matter.
package struct ExportJournal: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package enum Format: String, CaseIterable, Sendable {
        case beancount, hledger, csv, iif, xero
        case quickBooksCSV = "qbo-csv"
    }

    private static let pageSize = 2_000

    /// - Parameters:
    ///   - period: the entries of these days; nil means all of them
    ///   - taxRate: what Xero is to call no tax; other formats have no such column
    /// - Returns: how many entries were written.
    package func callAsFunction(
        for tenant: TenantID, as format: Format, during period: Period? = nil, taxRate: String = XeroExport.defaultTaxRate,
        write: @escaping @Sendable (String) throws -> Void
    ) async throws -> Int {
        guard let record = try await TenantStore(office.database).record(tenant) else { throw OperationError.noSuchTenant("\(tenant)") }
        // One read throughout: what is posted meanwhile is not half in it.
        return try await office.database.read(for: tenant) { books in
            var export = Self.export(format, accounts: try books.accounts.all(), of: record, taxRate: taxRate)
            try write(export.preamble)
            var (last, count): (PostedEntry?, Int) = (nil, 0)
            while true {
                let page = try books.entries.page(after: last, limit: Self.pageSize)
                guard !page.isEmpty else { return count }
                for entry in page where period?.contains(entry.entry.date) ?? true {
                    try write(export.text(for: entry))
                    count += 1
                }
                last = page.last
                if let period, let end = page.last, end.entry.date > period.last { return count }
            }
        }
    }

    private static func export(_ format: Format, accounts: [Account], of tenant: TenantStore.Record, taxRate: String) -> any JournalExport {
        switch format {
        case .beancount: BeancountExport(accounts: accounts, title: tenant.name)
        case .hledger: LedgerExport(accounts: accounts, title: tenant.name)
        case .csv: CSVExport(accounts: accounts)
        case .iif: IIFExport(accounts: accounts, currency: tenant.baseCurrency)
        case .xero: XeroExport(accounts: accounts, currency: tenant.baseCurrency, taxRate: taxRate)
        case .quickBooksCSV: QuickBooksCSVExport(accounts: accounts, currency: tenant.baseCurrency)
        }
    }
}
