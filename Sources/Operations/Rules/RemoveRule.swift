package import Bookkeeping
import Storage

/// Takes a rule away. What it filed stays, what waits is looked at again, and its history allows a rollback.
package struct RemoveRule: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, name: String, by person: String) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            var book = try RuleBook(books, by: person, at: now)
            try book.remove(name)
            _ = try book.finish()
        }
    }
}
