package import Bookkeeping
import Categorization
package import Storage

/// Says no to a suggested rule, for good: this vendor is not suggested for this account again.
package struct DismissSuggestion: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, _ id: DecisionID, by person: String) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            let suggestion = try RuleSuggestions(books).suggestion(id)
            try books.suggestions.dismiss(.init(vendor: suggestion.vendor.key, account: suggestion.account), by: person, at: now)
            try books.audit.append(
                .init(
                    actor: person, action: "suggestion.dismissed", subject: "rule \(suggestion.rule.name)", detail: suggestion.vendor.key),
                at: now)
        }
    }
}
