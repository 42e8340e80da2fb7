package import Bookkeeping
import Storage

/// All posted entries in another program's format, piece by piece, so that the size of the books does not matter.
package struct ExportJournal: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package enum Format: String, CaseIterable, Sendable { case beancount, hledger, csv }

    private static let pageSize = 2_000

    /// - Returns: how many entries were written.
    package func callAsFunction(for tenant: TenantID, as format: Format, write: @escaping @Sendable (String) throws -> Void) async throws
        -> Int
    {
        let title = try await TenantStore(office.database).all().first { $0.id == tenant }?.name ?? ""
        // One read throughout: what is posted meanwhile is not half in it.
        return try await office.database.read(for: tenant) { books in
            var export = Self.export(format, accounts: try books.accounts.all(), title: title)
            try write(export.preamble)
            var (last, count): (PostedEntry?, Int) = (nil, 0)
            while true {
                let page = try books.entries.page(after: last, limit: Self.pageSize)
                guard !page.isEmpty else { return count }
                for entry in page { try write(export.text(for: entry)) }
                (last, count) = (page.last, count + page.count)
            }
        }
    }

    private static func export(_ format: Format, accounts: [Account], title: String) -> any JournalExport {
        switch format {
        case .beancount: BeancountExport(accounts: accounts, title: title)
        case .hledger: LedgerExport(accounts: accounts, title: title)
        case .csv: CSVExport(accounts: accounts)
        }
    }
}
