package import Bookkeeping
package import Categorization
package import Storage

/// The rules as they stand, with what they disagree about.
package struct ListRules: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Listed: Sendable {
        package let id: RuleID
        package let rule: Rule
        package let version: Int
        /// In words, accounts by their labels: `text contains “comcast” and money out: file to 6100 Internet`.
        package let words: String
    }

    package func callAsFunction(for tenant: TenantID) async throws -> [Listed] {
        try await office.database.read(for: tenant) { books in
            let words = RuleWords(accounts: try books.accounts.all())
            return try books.storedRules().map { Listed(id: $0.id, rule: $0.rule, version: $0.version, words: words.text(of: $0.rule)) }
        }
    }

    package func conflicts(for tenant: TenantID) async throws -> [RuleConflict] {
        try await office.database.read(for: tenant) { books in try books.conflicts(among: books.storedRules().map(\.rule)) }
    }

    /// One version of a rule.
    package struct Version: Sendable {
        package let number: Int
        package let change: RuleStore.Change
        package let changedAt: Instant
        package let changedBy: String
        /// Nil when this change removed the rule.
        package let rule: Rule?
        package let words: String
    }

    /// Oldest first.
    package func history(of rule: RuleReference, for tenant: TenantID) async throws -> [Version] {
        try await office.database.read(for: tenant) { books in
            let words = RuleWords(accounts: try books.accounts.all())
            return try rule.history(in: books).map { version in
                let rule = try version.definition.map { try Rule(json: $0) }
                return Version(
                    number: version.number, change: version.change, changedAt: version.changedAt, changedBy: version.changedBy, rule: rule,
                    words: rule.map(words.text) ?? "removed")
            }
        }
    }
}

/// How a caller names a rule that may be gone by now: its number is its own for ever, its name may have passed to another one.
package enum RuleReference: Hashable, Sendable {
    case name(String)
    case id(RuleID)

    /// Oldest first.
    func history(in books: Books) throws -> [RuleStore.Version] {
        let (found, name) =
            switch self {
            case .name(let name): (try books.rules.history(name: name), name)
            case .id(let id): (try books.rules.history(of: id), "\(id)")
            }
        guard !found.isEmpty else { throw OperationError.noSuchRule(name) }
        return found
    }
}
