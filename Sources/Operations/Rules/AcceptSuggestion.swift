package import Bookkeeping
package import Categorization
package import Storage

/// Makes the rule that a suggestion offers.
package struct AcceptSuggestion: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, _ id: DecisionID, by person: String) async throws -> (rule: Rule, change: RuleChange)
    {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let suggestion = try RuleSuggestions(books).suggestion(id)
            var book = try RuleBook(books, by: person, at: now)
            try book.add(suggestion.rule)
            return (suggestion.rule, try book.finish(suggestion.rule.name))
        }
    }
}
