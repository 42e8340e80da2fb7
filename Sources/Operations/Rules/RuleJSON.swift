package import Bookkeeping
import Categorization
import Storage

// What is said about rules to programs: the commands print it with --json, and the API answers it.

package struct RuleJSON: Encodable, Sendable {
    let name: String
    let version: Int
    let enabled: Bool
    let priority: Int?
    let words: String
    /// Names of rules that it disagrees with.
    let conflicts: [String]

    package init(_ listed: ListRules.Listed, _ conflicts: [RuleConflict]) {
        (name, version, enabled) = (listed.rule.name, listed.version, listed.rule.isEnabled)
        (priority, words) = (listed.rule.priority, listed.words)
        let own = conflicts.filter { $0.rules.contains(listed.rule.name) }
        self.conflicts = Set(own.flatMap(\.rules)).subtracting([listed.rule.name]).sorted()
    }
}

package struct RuleVersionJSON: Encodable, Sendable {
    let version: Int
    let change: String
    let changed_at: String
    let changed_by: String
    let name: String?
    let words: String

    package init(_ version: ListRules.Version) {
        (self.version, change) = (version.number, version.change.rawValue)
        (changed_at, changed_by) = (version.changedAt.iso, version.changedBy)
        (name, words) = (version.rule?.name, version.words)
    }
}

package struct ConflictJSON: Encodable, Sendable {
    let rules: [String]
    let lines: Int
    let example: LineJSON?

    package init(_ conflict: RuleConflict, _ accounts: [Account] = []) {
        (rules, lines) = (conflict.rules, conflict.lines)
        example = conflict.example.map { LineJSON($0, accounts) }
    }
}

package struct RuleTestJSON: Encodable, Sendable {
    let matched, waiting, posted_by_machine, decided_by_people: Int
    let would_file, would_correct, agreeing, disagreeing: Int
    let held: [String: Int]
    let overruled: [String: Int]
    let conflicts: [ConflictJSON]
    let effects: [Effect]
    let sample: [Sample]

    struct Effect: Encodable, Sendable {
        let account: String
        let currency: String
        let filing: String
        let correcting: String
    }

    struct Sample: Encodable, Sendable {
        let rule: String
        let line: LineJSON
    }

    package init(_ report: TestRule.Report, _ accounts: [Account]) {
        (matched, waiting) = (report.matched, report.waiting)
        (posted_by_machine, decided_by_people) = (report.postedByMachine, report.decidedByPeople)
        (would_file, would_correct) = (report.wouldFile, report.wouldCorrect)
        (agreeing, disagreeing, overruled) = (report.agreeing, report.disagreeing, report.overruled)
        held = Dictionary(report.held.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
        conflicts = report.conflicts.map { ConflictJSON($0, accounts) }
        let codes = Dictionary(accounts.map { ($0.id, $0.code) }) { first, _ in first }
        effects = report.effects.map { effect in
            Effect(
                account: codes[effect.account] ?? "", currency: effect.filing.currency.code, filing: effect.filing.decimalText,
                correcting: effect.correcting.decimalText)
        }
        sample = report.sample.map { Sample(rule: $0.kind.rawValue, line: LineJSON($0.record, accounts)) }
    }
}

package struct RuleApplicationJSON: Encodable, Sendable {
    let filed, corrected, left_to_other_rules, left_to_people: Int
    let held: [String: Int]

    package init(_ summary: ApplyRule.Summary) {
        (filed, corrected) = (summary.filed, summary.corrected)
        (left_to_other_rules, left_to_people) = (summary.leftToOtherRules, summary.leftToPeople)
        held = Dictionary(summary.held.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
    }
}

package struct SuggestionJSON: Encodable, Sendable {
    let suggestion: Int64
    let vendor, account, name, words: String
    let answers, agreeing, disagreeing, waiting: Int
    let evidence: [LineJSON]

    package init(_ suggestion: SuggestRules.Suggestion, _ accounts: [Account]) {
        self.suggestion = suggestion.id.rawValue
        (vendor, name) = (suggestion.vendor.name, suggestion.rule.name)
        account = accounts.first { $0.id == suggestion.account }?.code ?? ""
        words = RuleWords(accounts: accounts).text(of: suggestion.rule)
        (answers, agreeing, disagreeing) = (suggestion.answers, suggestion.agreeing, suggestion.disagreeing)
        waiting = suggestion.waiting
        evidence = suggestion.evidence.map { LineJSON($0, accounts) }
    }
}

package struct RuleImportJSON: Encodable, Sendable {
    let added, changed: [String]
    let unchanged: Int
    let posted: Int?

    package init(_ summary: ImportRules.Summary) {
        added = summary.differences.filter { $0.before == nil }.map(\.name)
        changed = summary.differences.filter { $0.before != nil }.map(\.name)
        (unchanged, posted) = (summary.unchanged, summary.change?.posted)
    }
}
