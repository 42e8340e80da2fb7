import Bookkeeping
package import Categorization
import Yams

extension RuleFile {
    /// The rules in the order given; equal rules give equal texts.
    package func text(of rules: [Rule]) throws -> String {
        let nodes = rules.map(node)
        let root = Node([(Node("rules"), Node(nodes, .implicit, nodes.isEmpty ? .flow : .block))], .implicit, .block)
        return try Yams.serialize(node: root, indent: 2, width: -1, allowUnicode: true)
    }

    private func node(_ rule: Rule) -> Node {
        var pairs = [("name", quoted(rule.name)), ("when", node(rule.condition)), node(rule.action)]
        if let priority = rule.priority { pairs.append(("priority", Node("\(priority)"))) }
        if !rule.isEnabled { pairs.append(("enabled", Node("false"))) }
        return block(pairs)
    }

    private func node(_ condition: Rule.Condition) -> Node {
        switch condition {
        case .all(let group): block([("all", Node(group.map(node), .implicit, .block))])
        case .any(let group): block([("any", Node(group.map(node), .implicit, .block))])
        case .not(let inner): block([("not", node(inner))])
        case .text(let field, let test): block([(field.rawValue, node(test))])
        case .amount(let range): block([("amount", node(range))])
        case .direction(let direction): block([("direction", Node(direction.rawValue))])
        case .bankAccount(let account): block([("bank_account", code(account))])
        }
    }

    private func node(_ test: Rule.TextTest) -> Node {
        switch test {
        case .contains(let text): flow([("contains", quoted(text))])
        case .equals(let text): flow([("equals", quoted(text))])
        case .starts(let text): flow([("starts", quoted(text))])
        case .matches(let pattern): flow([("matches", quoted(pattern))])
        }
    }

    private func node(_ range: Rule.AmountRange) -> Node {
        var pairs: [(String, Node)] = []
        if let from = range.from { pairs.append(("from", quoted(from.decimalText))) }
        if let to = range.to { pairs.append(("to", quoted(to.decimalText))) }
        if let currency = (range.from ?? range.to)?.currency { pairs.append(("currency", Node(currency.code))) }
        return flow(pairs)
    }

    private func node(_ action: Rule.Action) -> (String, Node) {
        switch action {
        case .file(let account): ("file", code(account))
        case .transfer(let account): ("transfer", code(account))
        case .split(let shares): ("split", Node(shares.map(node), .implicit, .block))
        }
    }

    private func node(_ share: Rule.Share) -> Node {
        switch share.size {
        case .basisPoints(let points): flow([("account", code(share.account)), ("share", Node(Percent.text(basisPoints: points)))])
        case .fixed(let money):
            flow([("account", code(share.account)), ("amount", quoted(money.decimalText)), ("currency", Node(money.currency.code))])
        }
    }

    /// In quotes, so that no other reader takes `0610` for a number or `no` for a truth value.
    private func quoted(_ text: String) -> Node { Node(text, .implicit, .singleQuoted) }
    private func code(_ account: AccountID) -> Node { quoted(codes[account] ?? "\(account)") }
    private func block(_ pairs: [(String, Node)]) -> Node { Node(pairs.map { (Node($0.0), $0.1) }, .implicit, .block) }
    private func flow(_ pairs: [(String, Node)]) -> Node { Node(pairs.map { (Node($0.0), $0.1) }, .implicit, .flow) }
}
