package import Bookkeeping
package import Ingestion
import Storage

/// What an import would do, for a person to look at before it is done: how the file is read, its first lines as they would be booked, and
/// what cannot be read. Nothing is kept.
package struct PreviewStatement: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Preview: Sendable {
        package let detection: Detection
        /// How the columns are read where the person changes nothing; nil where nothing is recognized, and for formats without columns.
        package let unchanged: Mapping?
        package let first: [StatementLine]
        /// What the file holds instead of movements of money, a sentence; nil where it has some, or nothing is known of it.
        package let allThereIs: String?
        package let summary: ImportSummary
    }

    package func callAsFunction(
        for tenant: TenantID, _ source: ByteSource, into account: AccountID?, columns changes: MappingChanges, by actor: String
    ) async throws -> Preview {
        let summary = try await ImportStatement(office)(
            for: tenant, source, into: account, columns: changes.isEmpty ? nil : changes, mode: .dryRun, by: actor)
        let currency = try await office.baseCurrency(of: tenant)
        let byteCount = try ImportStatement.hash(of: source).byteCount
        do {
            return try await office.database.write(for: tenant) { books -> Preview in
                let accounts = try BankAccounts(books, chosen: account, baseCurrency: currency)
                func file(_ changes: MappingChanges) throws -> StatementFile {
                    try StatementFile(books, source, byteCount: byteCount, currency: currency, changes: changes, accounts: accounts)
                }
                let chosen = try file(changes)
                let (first, allThereIs) = try Self.first(of: chosen)
                throw Looked(
                    preview: Preview(
                        detection: chosen.detection, unchanged: changes.isEmpty ? chosen.detection.mapping : Self.unchanged(by: file),
                        first: first, allThereIs: summary.rejected.isEmpty ? allThereIs : nil, summary: summary))
            }
        } catch let looked as Looked {
            return looked.preview
        }
    }

    /// Thrown to have the transaction taken back.
    private struct Looked: Error {
        let preview: Preview
    }

    private static let shown = 5

    private static func first(of file: StatementFile) throws -> (lines: [StatementLine], allThereIs: String?) {
        var reader = try file.reader()
        var first: [StatementLine] = []
        while first.count < shown, let batch = try reader.next(atMost: shown) { first += batch.lines }
        return (Array(first.prefix(shown)), first.isEmpty ? reader.skipped.allThereIs : nil)
    }

    /// A file that is read only because the person said how has none.
    private static func unchanged(by read: (MappingChanges) throws -> StatementFile) -> Mapping? {
        (try? read(MappingChanges()))?.detection.mapping
    }
}
