package import Bookkeeping
import Categorization
import Storage

/// Brings the rules of a YAML file into the books: all of them, or none when one is at fault. Rules go by their names: new ones are added,
/// others are changed where they differ, and rules that the file does not name stay. The same file again changes nothing.
package struct ImportRules: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package enum Mode: Sendable {
        case keep
        /// Says what would happen.
        case dryRun
    }

    package struct Difference: Hashable, Sendable {
        package let name: String
        /// The rule as it is in the books, as YAML; nil when it is new.
        package let before: String?
        /// The rule as the file has it.
        package let after: String
    }

    package struct Summary: Sendable {
        package let differences: [Difference]
        package let unchanged: Int
        /// Nil for a dry run.
        package let change: RuleChange?
    }

    /// - Throws: `RuleFileError` with every fault of the file.
    package func callAsFunction(for tenant: TenantID, _ text: String, mode: Mode = .keep, by person: String) async throws -> Summary {
        let currency = try await office.baseCurrency(of: tenant)
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let file = RuleFile(accounts: try books.accounts.all(), currency: currency)
            let rules = try file.rules(from: text)
            var book = try RuleBook(books, by: person, at: now)
            var differences: [Difference] = []
            for rule in rules {
                let old = book[rule.name]?.rule
                guard old != rule else { continue }
                differences.append(
                    Difference(name: rule.name, before: try old.map { try file.text(of: [$0]) }, after: try file.text(of: [rule])))
                guard mode == .keep else { continue }
                if old == nil { try book.add(rule) } else { try book.change(rule.name, to: rule) }
            }
            let change = mode == .keep ? try book.finish(differences.map(\.name)) : nil
            return Summary(differences: differences, unchanged: rules.count - differences.count, change: change)
        }
    }
}
