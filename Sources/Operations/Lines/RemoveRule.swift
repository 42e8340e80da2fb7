package import Bookkeeping
import Storage

/// Takes a rule away. What it filed stays; what waits is looked at again.
package struct RemoveRule: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, name: String, by person: String) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            guard try books.rules.remove(name: name) else { throw OperationError.noSuchRule(name) }
            try books.audit.append(.init(actor: person, action: "rule.removed", subject: "rule \(name)"), at: now)
            var learned = try LearnedCategorizer(books)
            _ = try WaitingLines(books, filing: LineFiling(books), by: person, at: now).proposeAgain(with: &learned, after: nil)
        }
    }
}
