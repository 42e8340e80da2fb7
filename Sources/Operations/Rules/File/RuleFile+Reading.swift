import Bookkeeping
package import Categorization
import Yams

extension RuleFile {
    /// - Throws: `RuleFileError` with every fault of the file.
    package func rules(from text: String) throws(RuleFileError) -> [Rule] {
        guard text.utf8.count <= Self.mostBytes else { throw .tooLarge }
        if let fault = YAMLGuard.fault(in: text) { throw .faulty([fault]) }
        var reader = RuleFileReader(file: self)
        let rules = try reader.rules(try Self.root(of: text))
        guard rules.count <= Self.mostRules else { throw .tooLarge }
        guard reader.faults.isEmpty else { throw .faulty(reader.faults.sorted { ($0.line, $0.text) < ($1.line, $1.text) }) }
        return rules
    }

    private static func root(of text: String) throws(RuleFileError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch {
            throw .faulty([fault(error)])
        }
    }

    private static func fault(_ error: any Error) -> Fault {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            Fault(line: mark.line, text: "the file is no YAML here (\(problem)). Correct it; docs/RULES.md has examples.")
        case .duplicatedKeysInMapping(let keys, let context):
            Fault(line: context.mark.line, text: "\(keys.sorted().joined(separator: ", ")) stands there twice. Remove one.")
        default: Fault(line: 1, text: "the file holds characters that YAML does not allow. Save it as UTF-8 text.")
        }
    }
}

/// Turns the nodes of a file into rules, and gathers what is wrong on the way.
private struct RuleFileReader {
    let file: RuleFile
    private(set) var faults: [RuleFile.Fault] = []

    init(file: RuleFile) { self.file = file }

    private mutating func fault(_ node: Node, _ text: String) { faults.append(.init(line: node.mark?.line ?? 1, text: text)) }

    mutating func rules(_ root: Node?) throws(RuleFileError) -> [Rule] {
        guard let root, let pairs = root.mapping, pairs.count == 1, pairs[0].key.string == "rules" else {
            throw .faulty([.init(line: root?.mark?.line ?? 1, text: "a file of rules begins with “rules:” and holds nothing beside it.")])
        }
        guard let nodes = pairs[0].value.sequence else {
            throw .faulty([.init(line: pairs[0].value.mark?.line ?? 1, text: "under “rules:” stands a list, each rule behind a dash.")])
        }
        var rules: [Rule] = []
        var lines: [String: Int] = [:]
        for node in nodes {
            guard let rule = rule(node) else { continue }
            let line = node.mark?.line ?? 1
            if let earlier = lines[rule.name] {
                fault(node, "the rule “\(rule.name)” stands in line \(earlier) already. Rename one of them.")
            }
            lines[rule.name] = line
            rules.append(rule)
        }
        return rules
    }

    private mutating func rule(_ node: Node) -> Rule? {
        guard let pairs = pairs(node, "a rule has “name:”, “when:” and one of “file:”, “transfer:” and “split:”") else { return nil }
        var (name, condition, action): (String?, Rule.Condition?, Rule.Action?)
        var (priority, isEnabled): (Int?, Bool) = (nil, true)
        var actions = 0
        let before = faults.count
        for (key, value) in pairs {
            switch key.string {
            case "name": name = text(value, "a name")
            case "when": condition = self.condition(value, depth: 0)
            case "file", "transfer", "split":
                actions += 1
                action = self.action(key, value)
            case "priority":
                priority = value.scalar.flatMap { Int($0.string) }
                if priority == nil { fault(value, "a priority is a whole number, like 10.") }
            case "enabled":
                guard let known = value.scalar.flatMap({ ["true": true, "false": false][$0.string] }) else {
                    fault(value, "“enabled:” takes true or false.")
                    continue
                }
                isEnabled = known
            default: unknown(key, "a rule", "name, when, file, transfer, split, priority, enabled")
            }
        }
        if pairs["name"] == nil { fault(node, "the rule has no “name:”. Give it one that says what it does.") }
        if pairs["when"] == nil { fault(node, "the rule has no “when:”. Say which lines it is for.") }
        if actions != 1 { fault(node, "a rule has exactly one of “file:”, “transfer:” and “split:”; this one has \(actions).") }
        guard faults.count == before, let name, let condition, let action else { return nil }
        let rule = Rule(name: name, condition: condition, action: action, priority: priority, isEnabled: isEnabled)
        return checked(node) { () throws(RuleError) in try rule.validate() } ? rule : nil
    }

    // MARK: Conditions

    private mutating func condition(_ node: Node, depth: Int) -> Rule.Condition? {
        guard depth <= Rule.Condition.deepest else {
            fault(node, RuleError.nestedTooDeeply.userText)
            return nil
        }
        let wanted = "a condition is one of all, any, not, text, counterparty, amount, direction, bank_account"
        guard let pairs = pairs(node, wanted) else { return nil }
        guard pairs.count == 1 else {
            fault(node, "\(wanted); this one has \(pairs.count) keys. Put several under “all:”, each behind a dash.")
            return nil
        }
        let (key, value) = pairs[0]
        switch key.string {
        case "all": return group(value, depth).map(Rule.Condition.all)
        case "any": return group(value, depth).map(Rule.Condition.any)
        case "not": return condition(value, depth: depth + 1).map(Rule.Condition.not)
        case "text": return test(value).flatMap { leaf(value, .text(.text, $0)) }
        case "counterparty": return test(value).flatMap { leaf(value, .text(.counterparty, $0)) }
        case "amount": return range(value).flatMap { leaf(value, .amount($0)) }
        case "direction":
            guard let direction = value.scalar.flatMap({ Rule.Direction(rawValue: $0.string) }) else {
                fault(value, "“direction:” takes in or out.")
                return nil
            }
            return .direction(direction)
        case "bank_account": return account(value).map(Rule.Condition.bankAccount)
        default:
            unknown(key, "a condition", "all, any, not, text, counterparty, amount, direction, bank_account")
            return nil
        }
    }

    private mutating func group(_ node: Node, _ depth: Int) -> [Rule.Condition]? {
        guard let nodes = node.sequence, !nodes.isEmpty else {
            fault(node, "a group is a list of conditions, each behind a dash.")
            return nil
        }
        let conditions = nodes.map { condition($0, depth: depth + 1) }
        return conditions.contains { $0 == nil } ? nil : conditions.compactMap(\.self)
    }

    private mutating func test(_ node: Node) -> Rule.TextTest? {
        guard let pairs = pairs(node, "a text is tested by one of contains, equals, starts, matches") else { return nil }
        guard pairs.count == 1 else {
            fault(node, "a text is tested by one of contains, equals, starts, matches. Put several under “all:” or “any:”.")
            return nil
        }
        guard let text = text(pairs[0].value, "a text") else { return nil }
        switch pairs[0].key.string {
        case "contains": return .contains(text)
        case "equals": return .equals(text)
        case "starts": return .starts(text)
        case "matches": return .matches(text)
        default:
            unknown(pairs[0].key, "a text", "contains, equals, starts, matches")
            return nil
        }
    }

    private mutating func range(_ node: Node) -> Rule.AmountRange? {
        guard let pairs = pairs(node, "an amount has “from:”, “to:” or both, and may have “currency:”") else { return nil }
        guard let currency = currency(pairs) else { return nil }
        var (from, to): (Money?, Money?)
        let before = faults.count
        for (key, value) in pairs {
            switch key.string {
            case "from": from = money(value, currency)
            case "to": to = money(value, currency)
            case "currency": break
            default: unknown(key, "an amount", "from, to, currency")
            }
        }
        return faults.count == before ? Rule.AmountRange(from: from, to: to) : nil
    }

    /// A condition without others inside, refused where it stands when it could never work.
    private mutating func leaf(_ node: Node, _ condition: Rule.Condition) -> Rule.Condition? {
        let rule = Rule(name: "-", condition: condition, action: .file(AccountID(0)))
        return checked(node) { () throws(RuleError) in try rule.validate() } ? condition : nil
    }

    // MARK: Actions

    private mutating func action(_ key: Node, _ value: Node) -> Rule.Action? {
        switch key.string {
        case "file": return account(value).map(Rule.Action.file)
        case "transfer": return account(value).map(Rule.Action.transfer)
        default:
            guard let nodes = value.sequence else {
                fault(value, "a split is a list of shares, each behind a dash.")
                return nil
            }
            let shares = nodes.map { share($0) }
            return shares.contains { $0 == nil } ? nil : .split(shares.compactMap(\.self))
        }
    }

    private mutating func share(_ node: Node) -> Rule.Share? {
        let wanted = "a share has “account:” and either “share:”, like 70%, or “amount:”"
        guard let pairs = pairs(node, wanted) else { return nil }
        guard let accountNode = pairs["account"], (pairs["share"] == nil) != (pairs["amount"] == nil) else {
            fault(node, "\(wanted).")
            return nil
        }
        for (key, _) in pairs where !["account", "share", "amount", "currency"].contains(key.string) {
            unknown(key, "a share", "account, share, amount, currency")
            return nil
        }
        guard let account = account(accountNode), let currency = currency(pairs) else { return nil }
        if let amount = pairs["amount"] { return money(amount, currency).map { Rule.Share(account, .fixed($0)) } }
        guard let share = pairs["share"], let points = share.scalar.flatMap({ Percent.basisPoints($0.string) }) else {
            fault(pairs["share"] ?? node, "a share is a percentage with at most two decimals, like 70% or 33.34%.")
            return nil
        }
        return Rule.Share(account, .basisPoints(points))
    }

    // MARK: Values

    private mutating func pairs(_ node: Node, _ wanted: String) -> Node.Mapping? {
        if let mapping = node.mapping, !mapping.isEmpty { return mapping }
        fault(node, "\(wanted).")
        return nil
    }

    private mutating func text(_ node: Node, _ what: String) -> String? {
        if let scalar = node.scalar { return scalar.string }
        fault(node, "here belongs \(what), not a list or a group.")
        return nil
    }

    private mutating func account(_ node: Node) -> AccountID? {
        guard let code = text(node, "an account's code") else { return nil }
        if let account = file.accounts[code] { return account }
        fault(node, "there is no account \(code) in these books. Use a code from: bookkeeper account list")
        return nil
    }

    private mutating func currency(_ pairs: Node.Mapping) -> Currency? {
        guard let node = pairs["currency"] else { return file.currency }
        if let known = node.scalar.flatMap({ Currency(code: $0.string) }) { return known }
        fault(node, "a currency is a code of ISO 4217, like USD.")
        return nil
    }

    private mutating func money(_ node: Node, _ currency: Currency) -> Money? {
        if let money = node.scalar.flatMap({ Money(decimalText: $0.string, currency) }) { return money }
        fault(node, "here belongs an amount in \(currency), like 12.34.")
        return nil
    }

    private mutating func unknown(_ key: Node, _ place: String, _ known: String) {
        fault(key, "“\(key.scalar?.string ?? "a list")” is not known in \(place). Known are \(known).")
    }

    private mutating func checked(_ node: Node, _ check: () throws(RuleError) -> Void) -> Bool {
        do throws(RuleError) {
            try check()
            return true
        } catch {
            fault(node, error.userText)
            return false
        }
    }
}
