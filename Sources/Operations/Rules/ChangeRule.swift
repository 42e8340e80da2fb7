package import Bookkeeping
package import Categorization
import Storage

/// Gives a rule another condition, action, priority or name; what it was before stays in its history.
package struct ChangeRule: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Parameter change: from the rule as it is to the rule as it shall be
    @discardableResult
    package func callAsFunction(
        for tenant: TenantID, name: String, by person: String, _ change: @escaping @Sendable (inout Rule) throws -> Void
    ) async throws -> RuleChange {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            var book = try RuleBook(books, by: person, at: now)
            var rule = try book.rule(named: name).rule
            try change(&rule)
            try book.change(name, to: rule)
            return try book.finish(rule.name)
        }
    }
}
