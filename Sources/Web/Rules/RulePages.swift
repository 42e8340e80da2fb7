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
            .member(.get, "/rules", may: .readBooks) { call in try await page(call, Draft()) },
            .member(.post, "/rules", may: .manageRules, .form(limit: 16 << 10), use: create),
            .member(.get, "/rules/{id}", may: .readBooks, use: show),
            .member(.post, "/rules/{id}/removal", may: .manageRules, .form(limit: 4 << 10), use: remove),
            .member(.post, "/rules/{id}/rollback", may: .manageRules, .form(limit: 4 << 10), use: rollBack),
            .member(.post, "/rules/{id}/application", may: .manageRules, .form(limit: 4 << 10), use: apply),
            .member(.post, "/rules/suggestions/{id}/acceptance", may: .manageRules, .form(limit: 4 << 10), use: accept),
            .member(.post, "/rules/suggestions/{id}/dismissal", may: .manageRules, .form(limit: 4 << 10), use: dismiss),
        ]
    }

    // MARK: All rules

    /// What is typed into the form for a new rule.
    private struct Draft: Sendable {
        var name = ""
        var contains = ""
        var account = ""

        init() {}

        init(_ form: Values) { (name, contains, account) = (form["name"] ?? "", form["contains"] ?? "", form["account"] ?? "") }

        func rule(for account: Account) -> Rule {
            Rule(name: name, condition: .text(.text, .contains(contains)), action: .file(account.id))
        }
    }

    private struct RulesContent: Sendable {
        let mayChange: Bool
        let accounts: [Choice]
        let table: Table
        let conflicts: [String]
        let suggestions: Table
        let name: String
        let contains: String
        let trial: RuleTrial?
    }

    private func page(_ call: Call<Seat>, _ draft: Draft, trial: RuleTrial? = nil) async throws -> Response {
        let (accounts, mayChange) = (try await call.accounts(), call.party.may(.manageRules))
        let rows = try await ListRules(call.office)(for: call.tenant).map { listed in
            Table.Row(
                [.link(listed.rule.name, "/rules/\(listed.id)"), .text(listed.words)],
                action: mayChange ? Table.Action("/rules/\(listed.id)/removal", "Remove") : nil,
                note: listed.rule.isEnabled ? nil : "switched off")
        }
        let content = RulesContent(
            mayChange: mayChange,
            accounts: accounts.map { Choice("\($0.id)", $0.label, isSelected: "\($0.id)" == draft.account) },
            table: Table("Rules", [.init("Name"), .init("When and where to")], rows, empty: "There are no rules yet."),
            conflicts: try await ListRules(call.office).conflicts(for: call.tenant).map(\.sentence),
            suggestions: try await suggestions(call, accounts, mayChange: mayChange), name: draft.name, contains: draft.contains,
            trial: trial)
        return try await site.page(call, "rules", title: "Rules", facts: "The most specific rule wins.", content)
    }

    private func suggestions(_ call: Call<Seat>, _ accounts: [Account], mayChange: Bool) async throws -> Table {
        let words = RuleWords(accounts: accounts)
        let rows = try await SuggestRules(call.office)(for: call.tenant).map { suggestion in
            let people = suggestion.agreeing + suggestion.disagreeing
            let place = "/rules/suggestions/\(suggestion.id)"
            return Table.Row(
                [
                    .text(suggestion.rule.name), .text(words.text(of: suggestion.rule)), .number("\(suggestion.agreeing) of \(people)"),
                    .number("\(suggestion.waiting)"),
                ], actions: mayChange ? [.init(place + "/acceptance", "Make it"), .init(place + "/dismissal", "No")] : [])
        }
        return Table(
            "Rules that your answers ask for", [.init("Name"), .init("When and where to"), .number("Agrees with"), .number("Waiting")],
            rows,
            empty: "Your answers ask for no rule yet.")
    }

    private func create(_ call: Call<Seat>) async throws -> Response {
        let draft = Draft(call.form)
        let rule = draft.rule(for: try await call.account(draft.account))
        guard call.form["do"] == "try" else {
            try await AddRule(call.office)(for: call.tenant, rule, by: call.actor)
            return .seeOther("/rules")
        }
        let report = try await TestRule(call.office)(for: call.tenant, rule)
        return try await page(call, draft, trial: RuleTrial(report, try await call.accounts()))
    }

    private func remove(_ call: Call<Seat>) async throws -> Response {
        try await RemoveRule(call.office)(for: call.tenant, name: call.rule().rule.name, by: call.actor)
        return .seeOther("/rules")
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
        let words: String
        let versions: Table
        /// A rule that is there, and may be applied; a removed one has a past alone.
        let mayApply: Bool
        /// What applying it did.
        let applied: String?
    }

    private func show(_ call: Call<Seat>) async throws -> Response { try await show(call, applied: nil) }

    private func show(_ call: Call<Seat>, applied: String?) async throws -> Response {
        let id: RuleID = try call.id("rule")
        let versions = try await ListRules(call.office).history(of: .id(id), for: call.tenant)
        guard let latest = versions.last else { throw Refusal.notFound("rule") }
        let mayChange = call.party.may(.manageRules)
        let rows = versions.reversed().map { version in
            let isOlder = version.number != latest.number && version.rule != nil
            return Table.Row(
                [
                    .number("\(version.number)"), .text(version.changedAt.dayAndTime), .text(version.changedBy),
                    .text(version.change.rawValue.replacing("_", with: " ")), .text(version.words),
                ],
                action: mayChange && isOlder ? .init("/rules/\(id)/rollback", "Bring back", ("version", "\(version.number)")) : nil)
        }
        let table = Table(
            "Versions", [.number("Version"), .init("Changed (UTC)"), .init("By"), .init("What"), .init("When and where to")], rows,
            empty: "")
        let name = versions.last { $0.rule != nil }?.rule?.name
        return try await site.page(
            call, "rule", title: name ?? "Rule", facts: latest.words,
            RuleContent(
                id: "\(id)", words: latest.words, versions: table, mayApply: mayChange && latest.rule?.isEnabled == true, applied: applied))
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
    let effects: Table
    let sample: Table

    init(_ report: TestRule.Report, _ accounts: [Account]) {
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
