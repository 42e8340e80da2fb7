import Bookkeeping
import Categorization
import Operations
import Storage
import TestSupport
import Testing

/// The dry run of a rule, and its application to the past.
struct RuleTestingTests {
    /// Four coffees: one filed as the rule will say, one otherwise, one posted by another rule, one waiting. And a tea.
    private static func books(on engine: Engine) async throws -> SampleBooks {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-05-01,COFFEE ONE,-1.00", "2025-05-02,COFFEE TWO,-2.00"), name: "a.csv")
        let lines = try await sample.waiting().sorted { $0.line.date < $1.line.date }
        try await sample.decide([lines[0]], .file(sample.account(.bankFees)))
        try await sample.decide([lines[1]], .file(sample.account(.uncategorizedExpense)))
        try await sample.autoPost()
        try await sample.add(sample.rule("Old", contains: "three", .uncategorizedExpense))
        _ = try await sample.importText(csv("2025-06-03,COFFEE THREE,-4.00"), name: "b.csv")
        try await ChangeSettings(sample.office)(for: sample.tenant, by: "dana") { $0.autoPost = false }
        _ = try await sample.importText(csv("2025-06-04,COFFEE FOUR,-8.00", "2025-06-05,TEA,-16.00"), name: "c.csv")
        return sample
    }

    private static func coffee(_ sample: SampleBooks) -> Rule { sample.rule("Coffee", contains: "coffee", .bankFees, priority: 1) }

    @Test(arguments: Engine.available)
    func `a dry run counts lines by whose word holds, and the effect on each account`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)

        let report = try await TestRule(sample.office)(for: sample.tenant, Self.coffee(sample))

        #expect((report.waiting, report.postedByMachine, report.decidedByPeople) == (1, 1, 2))
        #expect((report.wouldFile, report.wouldCorrect) == (1, 1))
        #expect((report.agreeing, report.disagreeing) == (1, 1))
        let effects = Dictionary(uniqueKeysWithValues: report.effects.map { ($0.account, [$0.filing, $0.correcting].map(\.decimalText)) })
        #expect(
            effects == [
                sample.account(.bankFees): ["8.00", "4.00"], sample.account(.uncategorizedExpense): ["0.00", "-4.00"],
                sample.account(.checking): ["-8.00", "0.00"],
            ])
        #expect(
            report.sample.map { "\($0.kind) \($0.record.line.text)" } == [
                "disagrees COFFEE TWO", "corrects COFFEE THREE", "files COFFEE FOUR", "agrees COFFEE ONE",
            ])
    }

    @Test(arguments: Engine.available)
    func `a dry run changes nothing`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)
        let before = (try await sample.entries(), try await sample.waiting(), try await sample.auditActions())

        _ = try await TestRule(sample.office)(for: sample.tenant, Self.coffee(sample))

        #expect(try await sample.entries() == before.0)
        #expect(try await sample.waiting() == before.1)
        #expect(try await sample.auditActions() == before.2)
        #expect(try await sample.rules().map(\.name) == ["Old"])
    }

    @Test func `the sample is bounded, and the most telling lines are in it`() async throws {
        let sample = try await Self.books(on: .sqlite)
        let report = try await TestRule(sample.office)(for: sample.tenant, Self.coffee(sample), sampleSize: 2)
        #expect(report.sample.map(\.kind) == [.disagrees, .corrects])
    }

    @Test(arguments: Engine.available)
    func `what a stronger rule decides, or an equal one disputes, is told`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)
        try await sample.add(sample.rule("Equal", contains: "four", .uncategorizedExpense, priority: 1))
        let strong = try await TestRule(sample.office)(for: sample.tenant, Self.coffee(sample))
        #expect(strong.conflicts.isEmpty)

        let equal = sample.rule("Coffee", contains: "coff", .bankFees, priority: 1)
        let disputed = try await TestRule(sample.office)(for: sample.tenant, equal)
        #expect(disputed.conflicts.map(\.rules) == [["Equal", "Coffee"]])
        #expect(disputed.conflicts.first?.example?.line.text == "COFFEE FOUR")

        let weak = try await TestRule(sample.office)(for: sample.tenant, sample.rule("Weak", contains: "four", .bankFees))
        #expect(weak.overruled == ["Equal": 1])
        #expect(weak.wouldFile == 0)
    }

    @Test(arguments: Engine.available)
    func `applying a rule posts the lines that wait and touches nothing else`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)
        try await sample.add(Self.coffee(sample))

        let summary = try await ApplyRule(sample.office)(for: sample.tenant, name: "Coffee", by: "dana")

        #expect((summary.filed, summary.corrected, summary.leftToPeople) == (1, 0, 2))
        #expect(try await sample.waiting().map(\.line.text) == ["TEA"])
        #expect(try await sample.balance(.bankFees) == 9_00)
        #expect(try await sample.balance(.uncategorizedExpense) == 6_00)
        #expect(try await sample.auditActions().last == "rule.applied")
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `machine-posted lines are corrected by a reversal and a new entry when asked, and people's never`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)
        try await sample.add(Self.coffee(sample))

        let summary = try await ApplyRule(sample.office)(for: sample.tenant, name: "Coffee", .alsoPosted, by: "dana")
        let again = try await ApplyRule(sample.office)(for: sample.tenant, name: "Coffee", .alsoPosted, by: "dana")

        #expect((summary.filed, summary.corrected, summary.leftToPeople) == (1, 1, 2))
        #expect((again.filed, again.corrected) == (0, 0))
        #expect(try await sample.entries().map(\.source) == [.statement, .statement, .statement, .reversal, .statement, .statement])
        #expect(try await sample.balance(.bankFees) == 13_00)
        #expect(try await sample.balance(.uncategorizedExpense) == 2_00)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `a dry run says what applying then does`(on engine: Engine) async throws {
        let sample = try await Self.books(on: engine)
        let before = try await (sample.balance(.bankFees), sample.balance(.uncategorizedExpense), sample.balance(.checking))
        let report = try await TestRule(sample.office)(for: sample.tenant, Self.coffee(sample))
        try await sample.add(Self.coffee(sample))

        let summary = try await ApplyRule(sample.office)(for: sample.tenant, name: "Coffee", .alsoPosted, by: "dana")

        #expect((summary.filed, summary.corrected) == (report.wouldFile, report.wouldCorrect))
        func effect(_ role: ChartTemplate.Role) -> Int64 {
            report.effects.filter { $0.account == sample.account(role) }.reduce(0) { $0 + $1.filing.minorUnits + $1.correcting.minorUnits }
        }
        #expect(try await sample.balance(.bankFees) == before.0 + effect(.bankFees))
        #expect(try await sample.balance(.uncategorizedExpense) == before.1 + effect(.uncategorizedExpense))
        #expect(try await sample.balance(.checking) == before.2 + effect(.checking))
    }

    @Test(arguments: Engine.available)
    func `a closed period, a large amount and what a person reversed stay as they are`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(
            csv("2025-05-01,COFFEE CLOSED,-1.00", "2025-06-01,COFFEE LARGE,-5000.01", "2025-06-02,COFFEE REVERSED,-2.00"))
        try await sample.decide(sample.waiting().filter { $0.line.text.hasSuffix("REVERSED") }, .file(sample.account(.bankFees)))
        _ = try await ReverseEntry(sample.office)(for: sample.tenant, try #require(try await sample.entries().first).id, by: "dana")
        try await ClosePeriod(sample.office)(for: sample.tenant, try #require(Period.month(5, year: 2025)), by: "dana")
        try await sample.add(Self.coffee(sample))

        let report = try await TestRule(sample.office)(for: sample.tenant, Self.coffee(sample))
        let summary = try await ApplyRule(sample.office)(for: sample.tenant, name: "Coffee", .alsoPosted, by: "dana")

        #expect(report.held == [.periodClosed: 1, .largeAmount: 1])
        #expect(summary.held == report.held)
        #expect((summary.filed, summary.leftToPeople) == (0, 1))
        #expect(try await sample.waiting().count == 3)
    }

    @Test(arguments: Engine.available)
    func `an excluded line and a split are judged as people left them`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,COFFEE OUT,-1.00", "2025-06-02,COFFEE SPLIT,-10.00"))
        try await sample.decide(sample.waiting().filter { $0.line.text.hasSuffix("OUT") }, .exclude)
        let shares: [Rule.Share] = [
            .init(sample.account(.bankFees), .basisPoints(7_000)), .init(sample.account(.uncategorizedExpense), .basisPoints(3_000)),
        ]
        let split = Rule(name: "Split", condition: .text(.text, .contains("coffee")), action: .split(shares))
        try await sample.add(split)
        #expect(try await ApplyRule(sample.office)(for: sample.tenant, name: "Split", by: "dana").filed == 1)

        let same = try await TestRule(sample.office)(for: sample.tenant, split)
        #expect((same.wouldCorrect, same.disagreeing) == (0, 1))
        let other = try await TestRule(sample.office)(for: sample.tenant, Self.coffee(sample))
        #expect((other.wouldCorrect, other.disagreeing) == (1, 1))
        #expect(other.effects.map(\.correcting.minorUnits).reduce(0, +) == 0)
    }

    @Test func `a rule for an account that is not there is not tested either`() async throws {
        let sample = try await Self.books(on: .sqlite)
        var rule = Self.coffee(sample)
        rule.action = .file(AccountID(999_999))
        await #expect(throws: OperationError.noSuchAccount("999999")) { _ = try await TestRule(sample.office)(for: sample.tenant, rule) }
    }

    @Test func `a rule that is switched off is not applied`() async throws {
        let sample = try await Self.books(on: .sqlite)
        var rule = Self.coffee(sample)
        rule.isEnabled = false
        try await sample.add(rule)
        await #expect(throws: OperationError.ruleSwitchedOff("Coffee")) {
            _ = try await ApplyRule(sample.office)(for: sample.tenant, name: "Coffee", by: "dana")
        }
    }
}
