import Bookkeeping
import Categorization
import Operations
import Storage
import TestSupport
import Testing

struct RuleHistoryTests {
    @Test(arguments: Engine.available)
    func `every change of a rule keeps the version before, with who made it`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let account = sample.account(.uncategorizedExpense)
        try await sample.add(sample.rule("Coffee", contains: "coffee", .bankFees))
        try await ChangeRule(sample.office)(for: sample.tenant, name: "Coffee", by: "erin") { $0.action = .file(account) }
        try await ChangeRule(sample.office)(for: sample.tenant, name: "Coffee", by: "erin") { $0.name = "Espresso" }
        try await RemoveRule(sample.office)(for: sample.tenant, name: "Espresso", by: "dana")

        let history = try await ListRules(sample.office).history(of: .name("Coffee"), for: sample.tenant)

        #expect(history.map(\.number) == [1, 2, 3, 4])
        #expect(history.map(\.change) == [.added, .changed, .changed, .removed])
        #expect(history.map(\.changedBy) == ["dana", "erin", "erin", "dana"])
        #expect(history.map(\.rule?.name) == ["Coffee", "Coffee", "Espresso", nil])
        #expect(history.map(\.rule?.action) == [.file(sample.account(.bankFees)), .file(account), .file(account), nil])
        #expect(try await sample.auditActions() == ["rule.added", "rule.changed", "rule.changed", "rule.removed"])
    }

    @Test(arguments: Engine.available)
    func `a rollback brings a version back as a new one, a removed rule too`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let first = sample.rule("Coffee", contains: "coffee", .bankFees)
        try await sample.add(first)
        try await ChangeRule(sample.office)(for: sample.tenant, name: "Coffee", by: "dana") { $0.priority = 7 }
        try await RollBackRule(sample.office)(for: sample.tenant, .name("Coffee"), version: 1, by: "dana")
        #expect(try await sample.rules() == [first])

        try await RemoveRule(sample.office)(for: sample.tenant, name: "Coffee", by: "dana")
        try await RollBackRule(sample.office)(for: sample.tenant, .name("Coffee"), version: 2, by: "dana")

        #expect(try await sample.rules().map(\.priority) == [7])
        let history = try await ListRules(sample.office).history(of: .name("Coffee"), for: sample.tenant)
        #expect(history.map(\.change) == [.added, .changed, .rolledBack, .removed, .rolledBack])
        await #expect(throws: OperationError.noSuchRuleVersion("Coffee", 9, newest: 5)) {
            try await RollBackRule(sample.office)(for: sample.tenant, .name("Coffee"), version: 9, by: "dana")
        }
        await #expect(throws: OperationError.ruleVersionRemoved("Coffee", 4)) {
            try await RollBackRule(sample.office)(for: sample.tenant, .name("Coffee"), version: 4, by: "dana")
        }
    }

    @Test(arguments: Engine.available)
    func `a change counts at once for the lines that wait, and a change to the same makes no version`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,COFFEE,-3.50"))
        try await sample.add(sample.rule("Coffee", contains: "coffee", .bankFees))
        let account = sample.account(.uncategorizedExpense)
        for _ in 1...2 {
            try await ChangeRule(sample.office)(for: sample.tenant, name: "Coffee", by: "dana") { $0.action = .file(account) }
        }

        #expect(try await sample.waiting().map(\.proposal.account) == [account])
        #expect(try await ListRules(sample.office)(for: sample.tenant).map(\.version) == [2])
    }

    @Test(arguments: Engine.available)
    func `a rule that somebody renamed or removed meanwhile is not the one that was read`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.add(sample.rule("Coffee", contains: "coffee", .bankFees))
        let change = ChangeRule(sample.office)
        try await change(for: sample.tenant, name: "Coffee", expecting: 1, by: "erin") { $0.name = "Espresso" }
        await #expect(throws: OperationError.stale("rule")) {
            try await change(for: sample.tenant, name: "Coffee", expecting: 1, by: "dana") { $0.name = "Mocha" }
        }
        try await RemoveRule(sample.office)(for: sample.tenant, name: "Espresso", by: "erin")
        await #expect(throws: OperationError.stale("rule")) {
            try await change(for: sample.tenant, name: "Espresso", expecting: 2, by: "dana") { $0.priority = 7 }
        }
    }

    @Test(arguments: Engine.available)
    func `a change that cannot be is refused and leaves no trace`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.add(sample.rule("Coffee", contains: "coffee", .bankFees))
        try await sample.add(sample.rule("Tea", contains: "tea", .bankFees))
        let change = ChangeRule(sample.office)

        await #expect(throws: OperationError.noSuchAccount("999999")) {
            try await change(for: sample.tenant, name: "Coffee", by: "dana") { $0.action = .file(AccountID(999_999)) }
        }
        await #expect(throws: OperationError.noSuchAccount("999998")) {
            try await change(for: sample.tenant, name: "Coffee", by: "dana") { $0.condition = .bankAccount(AccountID(999_998)) }
        }
        await #expect(throws: RuleError.emptyGroup) {
            try await change(for: sample.tenant, name: "Coffee", by: "dana") { $0.condition = .all([]) }
        }
        await #expect(throws: StorageError.self) {
            try await change(for: sample.tenant, name: "Coffee", by: "dana") { $0.name = "Tea" }
        }
        await #expect(throws: OperationError.noSuchRule("Milk")) {
            try await change(for: sample.tenant, name: "Milk", by: "dana") { $0.priority = 1 }
        }
        #expect(try await ListRules(sample.office)(for: sample.tenant).map(\.version) == [1, 1])
    }

    @Test(arguments: Engine.available)
    func `a rule that disagrees with another is told when it is made, with a line that shows it`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,COFFEE AND CAKES,-3.50", "2025-06-02,COFFEE AND CAKES,-4.50"))
        #expect(try await sample.add(sample.rule("Coffee", contains: "coffee", .bankFees)).conflicts.isEmpty)

        let change = try await sample.add(sample.rule("Cakes", contains: "cakes", .uncategorizedExpense, priority: nil))
        #expect(change.conflicts.isEmpty, "the longer text is the narrower condition")
        let equal = try await sample.add(sample.rule("Cake", contains: "d cake", .uncategorizedExpense))
        #expect(equal.conflicts.map(\.rules) == [["Coffee", "Cake"]])
        #expect(equal.conflicts.map(\.lines) == [2])
        #expect(equal.conflicts.first?.example?.line.date.description == "2025-06-02")
    }

    @Test(arguments: Engine.available)
    func `conflicts are listed until one rule is the stronger`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,BOTH ONE,-3.50", "2025-06-02,BOTH TWO,-4.50"))
        try await sample.add(sample.rule("First", contains: "both", .bankFees))
        try await sample.add(sample.rule("Second", contains: "both", .uncategorizedExpense))
        try await sample.add(sample.rule("Unseen one", contains: "nowhere", .bankFees))
        try await sample.add(sample.rule("Unseen two", contains: "nowhere", .uncategorizedExpense))

        let conflicts = try await ListRules(sample.office).conflicts(for: sample.tenant)
        #expect(conflicts.map(\.rules) == [["First", "Second"], ["Unseen one", "Unseen two"]])
        #expect(conflicts.map(\.lines) == [2, 0])
        #expect(conflicts.map(\.example?.line.text) == ["BOTH TWO", nil])

        for name in ["First", "Unseen one"] {
            try await ChangeRule(sample.office)(for: sample.tenant, name: name, by: "dana") { $0.priority = 1 }
        }
        #expect(try await ListRules(sample.office).conflicts(for: sample.tenant).isEmpty)
    }
}
