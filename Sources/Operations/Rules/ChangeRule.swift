package import Bookkeeping
package import Categorization
import Storage

/// Gives a rule another condition, action, priority or name; what it was before stays in its history.
package struct ChangeRule: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Parameters:
    ///   - expected: the version that the caller read; nil changes whatever stands there
    ///   - change: from the rule as it is to the rule as it shall be
    /// - Throws: `OperationError.stale` when the rule has another version by now.
    @discardableResult
    package func callAsFunction(
        for tenant: TenantID, name: String, expecting expected: Int? = nil, by person: String,
        _ change: @escaping @Sendable (inout Rule) throws -> Void
    ) async throws -> RuleChange {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            var book = try RuleBook(books, by: person, at: now)
            // Somebody may have given it another name, or taken it away.
            if let expected, expected != book[name]?.version { throw OperationError.stale("rule") }
            let stored = try book.rule(named: name)
            var rule = stored.rule
            try change(&rule)
            try book.change(name, to: rule)
            return try book.finish(rule.name)
        }
    }
}
