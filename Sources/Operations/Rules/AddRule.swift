package import Bookkeeping
package import Categorization
import Storage

/// Makes a rule, which counts at once for the lines that wait. Lines already posted stay as they are; `ApplyRule` corrects them on request.
package struct AddRule: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    @discardableResult
    package func callAsFunction(for tenant: TenantID, _ rule: Rule, by person: String) async throws -> RuleChange {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            var book = try RuleBook(books, by: person, at: now)
            try book.add(rule)
            return try book.finish(rule.name)
        }
    }
}
