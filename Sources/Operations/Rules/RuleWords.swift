package import Bookkeeping
package import Categorization

/// Rules in words, for people.
package struct RuleWords: Sendable {
    private let labels: [AccountID: String]

    package init(accounts: [Account]) { labels = Dictionary(accounts.map { ($0.id, $0.label) }) { first, _ in first } }

    package func text(of rule: Rule) -> String { "\(text(of: rule.condition)): \(text(of: rule.action))" }

    package func text(of action: Rule.Action) -> String {
        switch action {
        case .file(let account): "file to \(label(account))"
        case .transfer(let account): "transfer with \(label(account))"
        case .split(let shares): "split " + shares.map(text).joined(separator: ", ")
        }
    }

    package func text(of condition: Rule.Condition) -> String { text(of: condition, isInGroup: false) }

    private func text(of condition: Rule.Condition, isInGroup: Bool) -> String {
        switch condition {
        case .all(let group): joined(group, " and ", isInGroup)
        case .any(let group): joined(group, " or ", isInGroup)
        case .not(let inner): "not " + text(of: inner, isInGroup: true)
        case .text(let field, let test): "\(field.rawValue) \(text(of: test))"
        case .amount(let range): text(of: range)
        case .direction(.moneyIn): "money in"
        case .direction(.moneyOut): "money out"
        case .bankAccount(let account): "on \(label(account))"
        }
    }

    private func joined(_ group: [Rule.Condition], _ word: String, _ isInGroup: Bool) -> String {
        let text = group.map { self.text(of: $0, isInGroup: true) }.joined(separator: word)
        return isInGroup && group.count > 1 ? "(\(text))" : text
    }

    private func text(of test: Rule.TextTest) -> String {
        switch test {
        case .contains(let text): "contains “\(text)”"
        case .equals(let text): "is “\(text)”"
        case .starts(let text): "starts with “\(text)”"
        case .matches(let pattern): "matches “\(pattern)”"
        }
    }

    private func text(of range: Rule.AmountRange) -> String {
        switch (range.from, range.to) {
        case (let from?, let to?): from == to ? "amount \(from)" : "amount from \(from) to \(to)"
        case (let from?, nil): "amount from \(from)"
        case (nil, let to?): "amount to \(to)"
        case (nil, nil): "any amount"
        }
    }

    private func text(of share: Rule.Share) -> String {
        switch share.size {
        case .basisPoints(let points): "\(Percent.text(basisPoints: points)) to \(label(share.account))"
        case .fixed(let money): "\(money) to \(label(share.account))"
        }
    }

    private func label(_ account: AccountID) -> String { labels[account] ?? "an account that is gone" }
}
