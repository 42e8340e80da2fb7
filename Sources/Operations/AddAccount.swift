package import Bookkeeping
import Storage

/// Adds a heading to the chart of accounts.
package struct AddAccount: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Throws: `StorageError.taken` when the code is in use.
    package func callAsFunction(for tenant: TenantID, code: String, name: String, kind: Account.Kind, by person: String) async throws
        -> Account
    {
        try Name.check(code, name)
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let account = try books.accounts.add(code: code, name: name, kind: kind)
            try books.audit.append(.init(actor: person, action: "account.added", subject: account.label, detail: kind.rawValue), at: now)
            return account
        }
    }
}
