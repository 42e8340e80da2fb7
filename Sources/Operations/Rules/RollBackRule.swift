package import Bookkeeping
import Storage

/// Brings a rule back to one of its versions, which is a new version itself; a rule that was removed lives again.
package struct RollBackRule: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    @discardableResult
    package func callAsFunction(for tenant: TenantID, _ rule: RuleReference, version: Int, by person: String) async throws
        -> RuleChange
    {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let history = try rule.history(in: books)
            guard let wanted = history.first(where: { $0.number == version }) else {
                throw OperationError.noSuchRuleVersion(history.last?.name ?? "", version, newest: history.count)
            }
            var book = try RuleBook(books, by: person, at: now)
            try book.rollBack(to: wanted)
            return try book.finish(wanted.name)
        }
    }
}
