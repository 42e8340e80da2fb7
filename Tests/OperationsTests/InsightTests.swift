import Bookkeeping
import Categorization
import Operations
import Storage
import TestSupport
import Testing

struct InsightTests {
    private func rows(_ count: Int, _ word: String, month: Int, amount: Int) -> String {
        (0..<count).map {
            "2025-\(month < 10 ? "0" : "")\(month)-\($0 % 28 < 9 ? "0" : "")\($0 % 28 + 1),\(word) \(["north", "south", "west"][$0 % 3]),\(amount).\(10 + $0 % 80)\n"
        }.joined()
    }

    private static let header = "Date,Description,Amount\n"

    @Test(arguments: Engine.available)
    func `drift is kept each day, told once when it passes the line, and audited`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(Self.header + rows(260, "Bakery", month: 1, amount: -5))
        #expect(try await WatchDrift(sample.office)(for: sample.tenant) == nil)
        try await sample.decide(try await sample.waiting(), .file(sample.account(.bankFees)))
        _ = try await sample.importText(Self.header + rows(220, "Casino", month: 9, amount: 700), name: "b.csv")
        for _ in 1...3 {
            let drift = try #require(try await WatchDrift(sample.office)(for: sample.tenant))
            #expect(drift.isOverLimit && drift.windowLines == 220 || drift.windowLines == 200)
        }
        let (snapshots, audit) = try await sample.database.read(for: sample.tenant) { books in
            (try books.metrics.latest(limit: 10), try books.audit.page(limit: 1_000).map(\.event.action))
        }
        #expect(snapshots.count == 1)
        #expect(snapshots[0].vendor > 200_000 && snapshots[0].amount > 200_000)
        #expect(audit.filter { $0 == "drift.detected" }.count == 1)
        let other = try await SampleBooks.make(in: sample.database, name: "Other")
        try await other.database.read(for: other.tenant) { books throws in
            #expect(try books.metrics.latest(limit: 10).isEmpty)
            #expect(try books.auditSample.result().drawn == 0)
            #expect(try books.settings.errorBudget() == 200)
        }
    }

    @Test(arguments: Engine.available)
    func `one in fifty lines that a machine may post waits for a look, and the look counts`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.autoPost()
        _ = try await sample.importText(Self.header + rows(200, "Bakery", month: 1, amount: -5))
        try await sample.decide(try await sample.waiting(), .file(sample.account(.bankFees)))
        let summary = try await sample.importText(Self.header + rows(1_000, "Bakery", month: 3, amount: -5), name: "b.csv")
        let drawn = try await sample.waiting().filter { $0.proposal.held == HoldReason.auditSample.rawValue }
        #expect((8...40).contains(drawn.count))
        #expect(summary.posted + drawn.count > 900)
        // Looked at again, the same ones are drawn.
        try await sample.decide(Array(drawn.prefix(2)), .file(sample.account(.bankFees)))
        try await sample.decide([drawn[2]], .file(sample.account(.uncategorizedExpense)))
        let result = try await sample.database.read(for: sample.tenant) { books in try books.auditSample.result() }
        #expect(result.drawn == drawn.count && result.answered == 3 && result.wrong == 1)
        let insights = try await ReadInsights(sample.office)(for: sample.tenant)
        #expect(insights.posted >= summary.posted)
        #expect(insights.changed == 0)
        #expect(insights.filed == insights.posted)
        #expect(insights.lines == 1_200)
        #expect(insights.evaluation.lines == 203)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `a smaller error budget asks for more proof, and only within its range`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(Self.header + rows(220, "Bakery", month: 1, amount: -5))
        try await sample.decide(try await sample.waiting(), .file(sample.account(.bankFees)))
        #expect(try await ReadInsights(sample.office)(for: sample.tenant).provenLevel != nil)
        try await ChangeErrorBudget(sample.office)(for: sample.tenant, basisPoints: 50, by: "dana")
        let strict = try await ReadInsights(sample.office)(for: sample.tenant)
        #expect(strict.provenLevel == nil && strict.errorBudget == 50)
        for wrong in [0, 49, 1_001, -1] {
            await #expect(throws: OperationError.errorBudgetOutOfRange) {
                try await ChangeErrorBudget(sample.office)(for: sample.tenant, basisPoints: wrong, by: "dana")
            }
        }
        // Saving the other settings leaves it alone.
        try await sample.autoPost()
        #expect(try await ReadInsights(sample.office)(for: sample.tenant).errorBudget == 50)
    }
}
