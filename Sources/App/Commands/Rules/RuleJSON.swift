import Bookkeeping
import Categorization
import Foundation
import Operations
import Storage

// What the rule commands print for programs.

struct RuleJSON: Encodable {
    let name: String
    let version: Int
    let enabled: Bool
    let priority: Int?
    let words: String
    /// Names of rules that it disagrees with.
    let conflicts: [String]

    init(_ listed: ListRules.Listed, _ conflicts: [RuleConflict]) {
        (name, version, enabled) = (listed.rule.name, listed.version, listed.rule.isEnabled)
        (priority, words) = (listed.rule.priority, listed.words)
        let own = conflicts.filter { $0.rules.contains(listed.rule.name) }
        self.conflicts = Set(own.flatMap(\.rules)).subtracting([listed.rule.name]).sorted()
    }
}

struct RuleVersionJSON: Encodable {
    let version: Int
    let change: String
    let changed_at: String
    let changed_by: String
    let name: String?
    let words: String

    init(_ version: ListRules.Version) {
        (self.version, change) = (version.number, version.change.rawValue)
        (changed_at, changed_by) = (version.changedAt.text, version.changedBy)
        (name, words) = (version.rule?.name, version.words)
    }
}

struct LineJSON: Encodable {
    let line: Int64
    let date: String
    let amount: String
    let currency: String
    let text: String
    let state: String
    let method: String
    let account: String?

    init(_ record: LineStore.Record, _ accounts: [Account]) {
        (line, date) = (record.id.rawValue, record.line.date.description)
        (amount, currency) = (record.line.amount.decimalText, record.line.amount.currency.code)
        (text, state, method) = (record.line.text, record.state.rawValue, record.proposal.method)
        account = accounts.first { $0.id == record.proposal.account }?.code
    }
}

struct ConflictJSON: Encodable {
    let rules: [String]
    let lines: Int
    let example: LineJSON?

    init(_ conflict: RuleConflict, _ accounts: [Account] = []) {
        (rules, lines) = (conflict.rules, conflict.lines)
        example = conflict.example.map { LineJSON($0, accounts) }
    }
}

struct RuleTestJSON: Encodable {
    let matched, waiting, posted_by_machine, decided_by_people: Int
    let would_file, would_correct, agreeing, disagreeing: Int
    let held: [String: Int]
    let overruled: [String: Int]
    let conflicts: [ConflictJSON]
    let effects: [Effect]
    let sample: [Sample]

    struct Effect: Encodable {
        let account: String
        let currency: String
        let filing: String
        let correcting: String
    }

    struct Sample: Encodable {
        let rule: String
        let line: LineJSON
    }

    init(_ report: TestRule.Report, _ accounts: [Account]) {
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

struct RuleApplicationJSON: Encodable {
    let filed, corrected, left_to_other_rules, left_to_people: Int
    let held: [String: Int]

    init(_ summary: ApplyRule.Summary) {
        (filed, corrected) = (summary.filed, summary.corrected)
        (left_to_other_rules, left_to_people) = (summary.leftToOtherRules, summary.leftToPeople)
        held = Dictionary(summary.held.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
    }
}

struct SuggestionJSON: Encodable {
    let suggestion: Int64
    let vendor, account, name, words: String
    let answers, agreeing, disagreeing, waiting: Int
    let evidence: [LineJSON]

    init(_ suggestion: SuggestRules.Suggestion, _ accounts: [Account]) {
        self.suggestion = suggestion.id.rawValue
        (vendor, name) = (suggestion.vendor.name, suggestion.rule.name)
        account = accounts.first { $0.id == suggestion.account }?.code ?? ""
        words = RuleWords(accounts: accounts).text(of: suggestion.rule)
        (answers, agreeing, disagreeing) = (suggestion.answers, suggestion.agreeing, suggestion.disagreeing)
        waiting = suggestion.waiting
        evidence = suggestion.evidence.map { LineJSON($0, accounts) }
    }
}

struct RuleImportJSON: Encodable {
    let added, changed: [String]
    let unchanged: Int
    let posted: Int?

    init(_ summary: ImportRules.Summary) {
        added = summary.differences.filter { $0.before == nil }.map(\.name)
        changed = summary.differences.filter { $0.before != nil }.map(\.name)
        (unchanged, posted) = (summary.unchanged, summary.change?.posted)
    }
}

struct VendorJSON: Encodable {
    let vendor, name: String
    let lines, waiting, consistent_labels, labels_needed: Int
    let account: String?
    let merged: [String]

    init(_ listed: ListVendors.Listed, _ accounts: [Account]) {
        (vendor, name) = (listed.vendor.key, listed.vendor.name)
        (lines, waiting) = (listed.lines, listed.waiting)
        (consistent_labels, labels_needed) = (listed.consistentLabels, VendorMemory.labelsNeeded)
        account = accounts.first { $0.id == listed.account }?.code
        merged = listed.merged
    }
}

extension Terminal {
    /// One line.
    static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

extension Instant {
    /// `2025-12-07T12:00:00Z`.
    var text: String { Date(timeIntervalSince1970: Double(milliseconds) / 1_000).formatted(.iso8601) }
}
