import ArgumentParser
import Bookkeeping
import Categorization
import Operations
import Storage

extension RuleCommand {
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Say what a rule would do with the lines in the books, and change nothing.",
            discussion: """
                With options: a rule that is not saved yet, or a saved one as it would be. With a name alone: that rule as it is.
                bookkeeper rule test Internet --contains comcast --account 6310
                """)

        @Argument(help: "The rule's name.")
        var name: String
        @OptionGroup var options: RuleOptions
        @Option(help: "Show at most this many lines.")
        var sample = 20
        @Flag(help: "Print one JSON object.")
        var json = false
        @OptionGroup var books: BooksOptions

        func run() async throws {
            guard sample >= 0 else { throw UsageError.wrongValue(option: "--sample", value: "\(sample)", wanted: "a number from 0") }
            let (office, tenant) = try await books.open()
            let accounts = try await office.accounts(of: tenant.id)
            let rule = try await rule(office, tenant)
            let report = try await TestRule(office)(for: tenant.id, rule, sampleSize: sample)
            if json {
                try Terminal.printJSON(RuleTestJSON(report, accounts))
            } else {
                print("“\(rule.name)”: \(RuleWords(accounts: accounts).text(of: rule))\n\(report.text(accounts))", terminator: "")
            }
        }

        private func rule(_ office: Office, _ tenant: TenantStore.Record) async throws -> Rule {
            let (condition, action) = (try await options.condition(office, tenant), try await options.action(office, tenant))
            let saved = try await ListRules(office)(for: tenant.id).first { $0.rule.name == name }?.rule
            guard var rule = saved else { return try await options.rule(name, office, tenant) }
            rule.condition = condition ?? rule.condition
            rule.action = action ?? rule.action
            rule.priority = options.priority ?? rule.priority
            return rule
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "apply", abstract: "Have a rule file the lines that are in the books already.",
            discussion: "Waiting lines are posted. What a person decided stays. See first what it would do: bookkeeper rule test NAME")

        @Argument(help: "The rule's name.")
        var name: String
        @Flag(help: "Correct lines that machines posted otherwise, by a reversal and a new entry.")
        var alsoPosted = false
        @Flag(help: "Print one JSON object.")
        var json = false
        @OptionGroup var books: BooksOptions

        func run() async throws {
            let (office, tenant) = try await books.open()
            let summary = try await ApplyRule(office)(
                for: tenant.id, name: name, alsoPosted ? .alsoPosted : .waitingLines, by: Terminal.actor)
            guard !json else { return try Terminal.printJSON(RuleApplicationJSON(summary)) }
            print("Posted \(summary.filed.of("waiting line")).")
            if alsoPosted { print("Corrected \(summary.corrected.of("posted line")).") }
            for (reason, count) in summary.held.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                print("\(count) stay: \(reason.rawValue.replacing("_", with: " "))")
            }
            if summary.leftToOtherRules > 0 { print("\(summary.leftToOtherRules) are decided or disputed by other rules.") }
            if summary.leftToPeople > 0 { print("\(summary.leftToPeople) were decided by people and stay as they are.") }
        }
    }
}

extension TestRule.Report {
    func text(_ accounts: [Account]) -> String {
        var lines = [
            "holds for \(matched.of("line")): \(waiting) waiting, \(postedByMachine) posted by machine, \(decidedByPeople) decided by people",
            "would post \(wouldFile.of("waiting line")): bookkeeper rule apply",
        ]
        if wouldCorrect > 0 { lines.append("would correct \(wouldCorrect.of("posted line")) with --also-posted") }
        if agreeing + disagreeing > 0 { lines.append("agrees with people on \(agreeing) of \((agreeing + disagreeing).of("line"))") }
        for (reason, count) in held.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lines.append("\(count) would stay: \(reason.rawValue.replacing("_", with: " "))")
        }
        for (name, count) in overruled.sorted(by: { $0.key < $1.key }) {
            lines.append("\(count) are decided by the stronger rule “\(name)”")
        }
        lines += conflicts.map(\.words)
        let labels = Dictionary(accounts.map { ($0.id, $0.label) }) { first, _ in first }
        let text = lines.map { "  \($0)\n" }.joined()
        return text + effectTable(labels) + sampleTable(labels)
    }

    private func effectTable(_ labels: [AccountID: String]) -> String {
        guard !effects.isEmpty else { return "" }
        let rows = effects.map { effect -> ReportTable.Row in
            .init(
                .line,
                [
                    .text(labels[effect.account] ?? ""), .text(effect.filing.currency.code), .amount(effect.filing),
                    .amount(effect.correcting),
                ])
        }
        let table = TextTable(
            columns: [
                .init("Account, debits less credits"), .init("Currency"), .init("By filing", .trailing), .init("By correcting", .trailing),
            ],
            rows: rows)
        return "\n" + rows.reduce(into: table.header) { $0 += table.line(for: $1) }
    }

    private func sampleTable(_ labels: [AccountID: String]) -> String {
        guard !sample.isEmpty else { return "" }
        let rows = sample.map { sample -> ReportTable.Row in
            let record = sample.record
            let account = record.state == .posted ? record.proposal.account.flatMap { labels[$0] } ?? "split" : record.state.rawValue
            return .init(
                .line,
                [
                    .text("\(record.id)"), .text("\(record.line.date)"), .text("\(record.line.amount)"),
                    .text(String(record.line.text.prefix(48))),
                    .text(account), .text(sample.kind.rawValue),
                ])
        }
        let table = TextTable(
            columns: [
                .init("Line", .trailing), .init("Date"), .init("Amount", .trailing), .init("Bank text"), .init("Now"), .init("The rule"),
            ],
            rows: rows)
        return "\n" + rows.reduce(into: table.header) { $0 += table.line(for: $1) }
    }
}
