import Bookkeeping
import Categorization
package import Storage

/// Equally strong rules that file the same lines differently: such lines wait for a person.
package struct RuleConflict: Hashable, Sendable {
    /// Names, in the order of the rules.
    package let rules: [String]
    /// How many lines of the books they disagree about.
    package let lines: Int
    /// The newest of these lines; nil where the rules ask for the very same thing and no line has met it yet.
    package let example: LineStore.Record?
}

extension Books {
    /// - Parameter names: only conflicts of these rules; nil for all
    func conflicts(among rules: [Rule], naming names: Set<String>? = nil) throws -> [RuleConflict] {
        guard rules.count > 1, names?.isEmpty != true else { return [] }
        var judge = try judge(by: rules)
        var found: [[String]: (lines: Int, example: LineStore.Record)] = [:]
        try lines.each { (record) throws(StorageError) in
            guard case .conflict(let disagreeing) = judge.verdict(of: LineFacts(record.line, on: record.account)) else { return }
            let disagreeingNames = disagreeing.map(\.name)
            guard names.map({ !$0.isDisjoint(with: disagreeingNames) }) ?? true else { return }
            found[disagreeingNames] = ((found[disagreeingNames]?.lines ?? 0) + 1, record)
        }
        let shown = found.map { RuleConflict(rules: $0.key, lines: $0.value.lines, example: $0.value.example) }
            .sorted { ($0.lines, $1.rules.joined()) > ($1.lines, $0.rules.joined()) }
        let silent = Self.conflictsOfEqualConditions(rules).filter { pair in
            (names.map { !$0.isDisjoint(with: pair) } ?? true) && !shown.contains { Set(pair).isSubset(of: $0.rules) }
        }
        return shown + silent.map { RuleConflict(rules: $0, lines: 0, example: nil) }
    }

    private static func conflictsOfEqualConditions(_ rules: [Rule]) -> [[String]] {
        var earlier: [Rule.Condition: [Rule]] = [:]
        var pairs: [[String]] = []
        for rule in rules where rule.isEnabled {
            for other in earlier[rule.condition] ?? [] where other.priority == rule.priority && other.action != rule.action {
                pairs.append([other.name, rule.name])
            }
            earlier[rule.condition, default: []].append(rule)
        }
        return pairs
    }
}
