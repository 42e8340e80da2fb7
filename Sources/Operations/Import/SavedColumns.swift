package import Bookkeeping
import Foundation
import Ingestion
import Storage

/// The columns that are kept for each bank account: shown, and forgotten where a person says so.
package struct SavedColumns: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Columns: Sendable {
        package let account: Account
        /// `date=Buchungstag, date-order=dmy, amount=Betrag, …`
        package let names: String
        /// Whether a person chose them; otherwise they were detected.
        package let isChosen: Bool
        package let savedBy: String
    }

    package func all(for tenant: TenantID) async throws -> [Columns] {
        try await office.database.read(for: tenant) { books in
            let accounts = Dictionary(try books.accounts.all().map { ($0.id, $0) }) { first, _ in first }
            return try books.mappings.all().compactMap { record in
                guard let account = accounts[record.account] else { return nil }
                let mapping = try JSONDecoder().decode(Mapping.self, from: Data(record.mapping.utf8))
                return Columns(account: account, names: mapping.columnNames, isChosen: record.fileBytes == nil, savedBy: record.savedBy)
            }
        }
    }

    /// - Returns: how many layouts were forgotten.
    package func forget(for tenant: TenantID, _ account: AccountID, by person: String) async throws -> Int {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let count = try books.mappings.forget(of: account)
            if count > 0 {
                try books.audit.append(.init(actor: person, action: "columns.forgotten", subject: "account \(account)"), at: now)
            }
            return count
        }
    }
}
