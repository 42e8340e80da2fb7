import Bookkeeping
import Categorization
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The rules in the browser: a new one with a trial first, what answers ask for, and each rule's past.
struct RulePages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/rules", may: .readBooks) { call in try await page(call) },
            .member(.post, "/rules", may: .manageRules, .form(limit: 16 << 10), page: { call in try await page(call) }, use: create),
            .member(.get, "/rules/{id}", may: .readBooks) { call in try await show(call) },
            .member(.post, "/rules/{id}", may: .manageRules, .form(limit: 16 << 10), page: { call in try await show(call) }, use: change),
            .member(.post, "/rules/{id}/removal", may: .manageRules, .form(limit: 4 << 10), use: remove),
            .member(.post, "/rules/{id}/rollback", may: .manageRules, .form(limit: 4 << 10), use: rollBack),
            .member(.post, "/rules/{id}/application", may: .manageRules, .form(limit: 4 << 10), use: apply),
            .member(.post, "/rules/suggestions/{id}/acceptance", may: .manageRules, .form(limit: 4 << 10), use: accept),
            .member(.post, "/rules/suggestions/{id}/dismissal", may: .manageRules, .form(limit: 4 << 10), use: dismiss),
        ]
    }

    // MARK: All rules

    private struct RulesContent: Sendable {
        let mayChange: Bool
        let rules: [Item]
        let hasRules: Bool
        let conflicts: [String]
        let suggestions: [Suggestion]
        let editor: RuleEditor?
    }

    /// A rule that people's answers ask for.
    private struct Suggestion: Sendable {
        let name, words, evidence, acceptance, dismissal: String
    }

    private struct Item: Sendable {
        let name, address, words: String
        let isOff: Bool
    }

    private func page(_ call: Call<Seat>, _ draft: RuleDraft? = nil, trial: RuleTrial? = nil) async throws -> Response {
        let draft = draft ?? call.typedAgain.map(RuleDraft.init) ?? RuleDraft()
        let (accounts, mayChange) = (try await call.accounts(), call.party.may(.manageRules))
        let rules = try await ListRules(call.office)(for: call.tenant)
        let conflicts = try await ListRules(call.office).conflicts(for: call.tenant).map(\.sentence)
        let content = RulesContent(
            mayChange: mayChange,
            rules: rules.map { Item(name: $0.rule.name, address: "/rules/\($0.id)", words: $0.words, isOff: !$0.rule.isEnabled) },
            hasRules: !rules.isEmpty, conflicts: conflicts, suggestions: try await suggestions(call, accounts),
            editor: mayChange
                ? RuleEditor(draft, accounts, trial: trial, address: "/rules", save: ("add", "Add rule"), version: nil)
                : nil)
        let facts =
            rules.isEmpty
            ? "There are no rules yet." : "\(counted(rules.count, "rule")). The most specific one wins; a priority you set wins over that."
        return try await site.page(
            call, "rules", title: "Rules", facts: facts,
            head: PageHead(actions: [.download("YAML", "/api/rules/file")], scripts: ["dry-run.js"]), content)
    }

    private func suggestions(_ call: Call<Seat>, _ accounts: [Account]) async throws -> [Suggestion] {
        let words = RuleWords(accounts: accounts)
        return try await SuggestRules(call.office)(for: call.tenant).map { suggestion in
            let people = suggestion.agreeing + suggestion.disagreeing
            let place = "/rules/suggestions/\(suggestion.id)"
            return Suggestion(
                name: suggestion.rule.name, words: words.text(of: suggestion.rule),
                evidence: "\(suggestion.agreeing.grouped) of \(counted(people, "answer")) agree"
                    + (suggestion.waiting == 0 ? "" : ", \(counted(suggestion.waiting, "line waits", "lines wait"))"),
                acceptance: place + "/acceptance", dismissal: place + "/dismissal")
        }
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let draft = RuleDraft(call.form)
        let rule = try draft.rule(accounts: try await call.accounts(), currency: try await call.currency())
        return try await draft.explaining {
            guard call.form["do"] == "try" else {
                let change = try await AddRule(call.office)(for: call.tenant, rule, by: call.actor)
                return site.seeOther("/rules", said: "“\(rule.name)” is a rule. \(counted(change.posted, "waiting line")) posted by it.")
            }
            let report = try await TestRule(call.office)(for: call.tenant, rule)
            return try await page(call, draft, trial: RuleTrial(report, try await call.accounts()))
        }
    }

    /// An existing rule as it was typed: tried, or saved as its next version.
    private func change(_ call: Call<Seat>) async throws -> Response {
        let (draft, read) = (RuleDraft(call.form), try await call.rule())
        let rule = try draft.rule(accounts: try await call.accounts(), currency: try await call.currency())
        return try await draft.explaining {
            guard call.form["do"] == "try" else {
                // Saved over what this person saw, or not at all.
                let seen = Int(call.form["version"] ?? "") ?? read.version
                try await ChangeRule(call.office)(for: call.tenant, name: read.rule.name, expecting: seen, by: call.actor) { $0 = rule }
                return site.seeOther("/rules/\(read.id)", said: "Saved as version \(seen + 1).")
            }
            let report = try await TestRule(call.office)(for: call.tenant, rule)
            return try await show(call, draft: draft, trial: RuleTrial(report, try await call.accounts()))
        }
    }

    private func remove(_ call: Call<Seat>) async throws -> Response {
        let name = try await call.rule().rule.name
        try await RemoveRule(call.office)(for: call.tenant, name: name, by: call.actor)
        return site.seeOther("/rules", said: "“\(name)” is removed. What it filed stays.")
    }

    private func accept(_ call: Call<Seat>) async throws -> Response {
        _ = try await AcceptSuggestion(call.office)(for: call.tenant, call.id("suggestion"), by: call.actor)
        return .seeOther("/rules")
    }

    private func dismiss(_ call: Call<Seat>) async throws -> Response {
        try await DismissSuggestion(call.office)(for: call.tenant, call.id("suggestion"), by: call.actor)
        return .seeOther("/rules")
    }

    // MARK: One rule

    private struct RuleContent: Sendable {
        let id: String
        let versions: Table
        /// A rule that is there; a removed one has a past alone.
        let mayApply: Bool
        let editor: RuleEditor?
        /// What applying it did.
        let applied: String?
        /// Why the form cannot show it.
        let isLarger: Bool
    }

    private func show(
        _ call: Call<Seat>, draft: RuleDraft? = nil, trial: RuleTrial? = nil, applied: String? = nil
    ) async throws -> Response {
        let id: RuleID = try call.id("rule")
        let versions = try await ListRules(call.office).history(of: .id(id), for: call.tenant)
        guard let latest = versions.last else { throw Refusal.notFound("rule") }
        let (mayChange, accounts) = (call.party.may(.manageRules), try await call.accounts())
        let people = try await call.peopleNames()
        let shown = draft ?? call.typedAgain.map { RuleDraft($0) } ?? latest.rule.flatMap { RuleDraft($0) }
        let editor =
            mayChange && latest.rule != nil
            ? shown.map {
                RuleEditor(
                    $0, accounts, trial: trial, address: "/rules/\(id)",
                    save: ("save", "Save as version \(latest.number + 1)"),
                    version: latest.number)
            } : nil
        let rows = versions.reversed().map { version in
            let isOlder = version.number != latest.number && version.rule != nil
            return Table.Row(
                [
                    .number("\(version.number)"), .text(version.changedAt.dayAndTime), .text(people[version.changedBy]),
                    .text(version.change.rawValue.replacing("_", with: " ")), .text(version.words),
                ],
                action: mayChange && isOlder ? .init("/rules/\(id)/rollback", "Bring back", ("version", "\(version.number)")) : nil)
        }
        let table = Table(
            "Versions", [.number("Version"), .init("Changed (UTC)"), .init("By"), .init("What"), .init("When and where to")], rows,
            empty: "")
        let name = versions.last { $0.rule != nil }?.rule?.name
        let content = RuleContent(
            id: "\(id)", versions: table, mayApply: mayChange && latest.rule?.isEnabled == true, editor: editor, applied: applied,
            isLarger: mayChange && latest.rule != nil && shown == nil)
        return try await site.page(
            call, "rule", title: name ?? "Rule", facts: latest.words,
            head: PageHead(crumbs: [.init("Rules", "/rules")], isNarrow: true, scripts: ["dry-run.js"]), content)
    }

    private func rollBack(_ call: Call<Seat>) async throws -> Response {
        let id: RuleID = try call.id("rule")
        try await RollBackRule(call.office)(
            for: call.tenant, .id(id), version: Int(call.form["version"] ?? "") ?? 0, by: call.actor)
        return .seeOther("/rules/\(id)")
    }

    private func apply(_ call: Call<Seat>) async throws -> Response {
        let reach: ApplyRule.Reach = call.form["do"] == "also_posted" ? .alsoPosted : .waitingLines
        let summary = try await ApplyRule(call.office)(for: call.tenant, name: call.rule().rule.name, reach, by: call.actor)
        let held = summary.held.values.reduce(0, +)
        return try await show(
            call,
            applied: "\(summary.filed) waiting lines posted, \(summary.corrected) corrected, \(held) held back, "
                + "\(summary.leftToOtherRules) left to other rules, \(summary.leftToPeople) left as people decided.")
    }
}

/// What a rule would do, before it is saved.
struct RuleTrial: Sendable {
    let summary: String
    let figures: [Figure]
    let effects: Table
    let sample: Table

    struct Figure: Sendable {
        let name: String
        let count: String
    }

    init(_ report: TestRule.Report, _ accounts: [Account]) {
        figures = [
            Figure(name: "lines match", count: report.matched.grouped),
            Figure(name: "people filed so too", count: report.agreeing.grouped),
            Figure(name: "filed elsewhere by people; they stay", count: report.disagreeing.grouped),
            Figure(name: "waiting lines it would post", count: report.wouldFile.grouped),
        ]
        let held = report.held.values.reduce(0, +)
        summary =
            "It holds for \(report.matched) lines: \(report.wouldFile) waiting ones would be posted and \(report.wouldCorrect) posted ones "
            + "be booked otherwise if you ask for it; \(held) would be held back. People decided \(report.agreeing) the same way and "
            + "\(report.disagreeing) otherwise; those stay."
        let labels = Dictionary(accounts.map { ($0.id, $0.label) }) { first, _ in first }
        effects = Table(
            "What would change on each account", [.init("Account"), .number("By filing"), .number("By correcting")],
            report.effects.map {
                Table.Row([.text(labels[$0.account] ?? ""), .number($0.filing.grouped), .number($0.correcting.grouped)])
            }, empty: "No account would change.")
        sample = Table(
            "Lines it holds for", [.init("What"), .init("Date"), .init("Bank text"), .number("Amount")],
            report.sample.map {
                Table.Row([
                    .text($0.kind.rawValue), .text("\($0.record.line.date)"), .text($0.record.line.text),
                    .number($0.record.line.amount.grouped),
                ])
            }, empty: "It holds for no line.")
    }
}

extension RuleConflict {
    fileprivate var sentence: String {
        let names = rules.map { "“\($0)”" }.joined(separator: " and ")
        guard let example else { return "\(names) ask for the same lines and file them differently. Change or remove one of them." }
        let line = "\(example.line.date), \(example.line.amount), \(example.line.text.prefix(60))"
        return "\(names) disagree about \(lines) lines, like \(line). Remove one of them, or give one a higher priority."
    }
}
