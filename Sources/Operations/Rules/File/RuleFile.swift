package import Bookkeeping
import Categorization

/// Rules as a YAML file that people read, keep and edit; docs/RULES.md describes it. Accounts go by their codes.
package struct RuleFile: Sendable {
    let codes: [AccountID: String]
    let accounts: [String: AccountID]
    /// Of amounts that name none.
    let currency: Currency

    package init(accounts: [Account], currency: Currency) {
        codes = Dictionary(accounts.map { ($0.id, $0.code) }) { first, _ in first }
        self.accounts = Dictionary(accounts.map { ($0.code, $0.id) }) { first, _ in first }
        self.currency = currency
    }

    /// What is wrong, and where.
    package struct Fault: Hashable, Sendable {
        /// Counted from 1.
        package let line: Int
        package let text: String
    }

    static let mostBytes = 1 << 20
    static let mostRules = 5_000
}

package enum RuleFileError: ExplainedError, Equatable {
    case tooLarge
    /// In order of their lines.
    case faulty([RuleFile.Fault])

    package var userText: String {
        switch self {
        case .tooLarge: "The file is larger than 1 MB, or holds more than \(RuleFile.mostRules) rules. Divide it into several."
        case .faulty(let faults): faults.map { "Line \($0.line): \($0.text)" }.joined(separator: "\n")
        }
    }
}
