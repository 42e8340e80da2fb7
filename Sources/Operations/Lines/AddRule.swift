package import Bookkeeping
package import Categorization
import Storage

/// Makes a rule, which counts at once for the lines that wait. Lines already posted stay as they are.
package struct AddRule: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Returns: how many waiting lines were posted because of it.
    @discardableResult
    package func callAsFunction(for tenant: TenantID, _ rule: Rule, by person: String) async throws -> Int {
        try rule.validate()
        try Name.check(rule.name)
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let known = Set(try books.accounts.all().map(\.id))
            if let missing = rule.action.accounts.first(where: { !known.contains($0) }) { throw OperationError.noSuchAccount("\(missing)") }
            try books.rules.add(name: rule.name, definition: rule.json(), by: person, at: now)
            try books.audit.append(.init(actor: person, action: "rule.added", subject: "rule \(rule.name)"), at: now)
            var learned = try LearnedCategorizer(books)
            return try WaitingLines(books, filing: LineFiling(books), by: person, at: now).proposeAgain(with: &learned, after: nil)
        }
    }
}
