import Bookkeeping
import Categorization
import Storage

/// The tenant's rules within one transaction. Whoever changes one comes through here, so every change is checked, kept as a version, audited,
/// and counts at once for the lines that wait.
struct RuleBook {
    struct Stored {
        let id: RuleID
        let version: Int
        let rule: Rule
    }

    private let books: Books
    private let person: String
    private let now: Instant
    private let accounts: Set<AccountID>
    private var indexByName: [String: Int] = [:]
    /// In the order in which they were made.
    private(set) var stored: [Stored]

    init(_ books: Books, by person: String, at now: Instant) throws {
        (self.books, self.person, self.now) = (books, person, now)
        accounts = Set(try books.accounts.all().map(\.id))
        stored = try books.storedRules()
        index()
    }

    private mutating func index() {
        indexByName = Dictionary(stored.enumerated().map { ($1.rule.name, $0) }) { first, _ in first }
    }

    func rule(named name: String) throws(OperationError) -> Stored {
        guard let found = self[name] else { throw .noSuchRule(name) }
        return found
    }

    subscript(name: String) -> Stored? { indexByName[name].map { stored[$0] } }

    mutating func add(_ rule: Rule) throws {
        try check(rule)
        let id = try books.rules.add(name: rule.name, definition: rule.json(), by: person, at: now)
        indexByName[rule.name] = stored.count
        stored.append(Stored(id: id, version: 1, rule: rule))
        try audit("rule.added", rule.name)
    }

    mutating func change(_ name: String, to rule: Rule) throws {
        let old = try self.rule(named: name)
        try check(rule)
        guard rule != old.rule else { return }
        try books.rules.set(old.id, name: rule.name, definition: rule.json(), .changed, by: person, at: now)
        if let index = indexByName.removeValue(forKey: name) {
            stored[index] = Stored(id: old.id, version: old.version + 1, rule: rule)
            indexByName[rule.name] = index
        }
        try audit("rule.changed", name, detail: rule.name == name ? "version \(old.version + 1)" : "is called \(rule.name) now")
    }

    mutating func rollBack(to version: RuleStore.Version) throws {
        guard let definition = version.definition else { throw OperationError.ruleVersionRemoved(version.name, version.number) }
        let rule = try Rule(json: definition)
        try check(rule)
        try books.rules.set(version.rule, name: rule.name, definition: definition, .rolledBack, by: person, at: now)
        // The one change that may bring a rule back to its old place.
        stored = try books.storedRules()
        index()
        try audit("rule.rolled_back", rule.name, detail: "to version \(version.number)")
    }

    mutating func remove(_ name: String) throws {
        guard try books.rules.remove(name: name, by: person, at: now) else { throw OperationError.noSuchRule(name) }
        stored.removeAll { $0.rule.name == name }
        index()
        try audit("rule.removed", name)
    }

    /// Refuses what could never work in these books.
    func check(_ rule: Rule) throws {
        try rule.validate()
        try Name.check(rule.name)
        for id in rule.action.accounts + rule.condition.bankAccounts where !accounts.contains(id) {
            throw OperationError.noSuchAccount("\(id)")
        }
    }

    private func audit(_ action: String, _ name: String, detail: String = "") throws {
        try books.audit.append(.init(actor: person, action: action, subject: "rule \(name)", detail: detail), at: now)
    }

    /// Looks again at the lines that wait.
    /// - Parameter names: the rules that were touched, whose conflicts are told
    func finish(_ names: String...) throws -> RuleChange { try finish(names) }

    func finish(_ names: [String]) throws -> RuleChange {
        var learned = try LearnedCategorizer(books)
        let posted = try WaitingLines(books, filing: LineFiling(books), by: person, at: now).proposeAgain(with: &learned)
        return RuleChange(posted: posted, conflicts: try books.conflicts(among: stored.map(\.rule), naming: Set(names)))
    }
}

/// What followed from a change of the rules.
package struct RuleChange: Sendable {
    /// Waiting lines that were posted because of it, where the tenant lets machines post.
    package let posted: Int
    /// Rules that were touched and disagree with an equally strong one.
    package let conflicts: [RuleConflict]
}

extension Books {
    func storedRules() throws -> [RuleBook.Stored] {
        try rules.all().map { RuleBook.Stored(id: $0.id, version: $0.version, rule: try Rule(json: $0.definition)) }
    }
}
