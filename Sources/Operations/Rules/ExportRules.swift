package import Bookkeeping
import Categorization
import Storage

/// All rules as a YAML file, which `ImportRules` takes back.
package struct ExportRules: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID) async throws -> String {
        let currency = try await office.baseCurrency(of: tenant)
        return try await office.database.read(for: tenant) { books in
            try RuleFile(accounts: books.accounts.all(), currency: currency).text(of: books.storedRules().map(\.rule))
        }
    }
}

extension Office {
    func baseCurrency(of tenant: TenantID) async throws -> Currency {
        guard let record = try await TenantStore(database).all().first(where: { $0.id == tenant }) else {
            throw OperationError.noSuchTenant("\(tenant)")
        }
        return record.baseCurrency
    }
}
