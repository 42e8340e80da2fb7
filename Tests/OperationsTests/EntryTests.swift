import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

struct EntryTests {
    @Test(arguments: Engine.available)
    func `a reversal cancels its entry on every account, once`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let posted = try await RecordEntry(sample.office)(for: sample.tenant, sample.entry("2025-06-30", 500), by: "dana")

        let reversal = try await ReverseEntry(sample.office)(for: sample.tenant, posted.id, by: "dana")

        #expect(reversal.reverses == posted.id)
        #expect(try await sample.balance(.checking) == 0)
        await #expect(throws: OperationError.alreadyReversed(posted.number)) {
            _ = try await ReverseEntry(sample.office)(for: sample.tenant, posted.id, by: "dana")
        }
    }

    @Test(arguments: Engine.available)
    func `a reversal is not reversed, and never dated before its entry`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let posted = try await RecordEntry(sample.office)(for: sample.tenant, sample.entry("2025-06-30", 500), by: "dana")
        await #expect(throws: OperationError.self) {
            _ = try await ReverseEntry(sample.office)(
                for: sample.tenant, posted.id, on: CalendarDate(year: 2024, month: 1, day: 1), by: "dana")
        }
        let reversal = try await ReverseEntry(sample.office)(for: sample.tenant, posted.id, by: "dana")
        await #expect(throws: OperationError.reversalStays(reversal.number)) {
            _ = try await ReverseEntry(sample.office)(for: sample.tenant, reversal.id, by: "dana")
        }
    }

    @Test(arguments: Engine.available)
    func `an entry recorded twice under one key is one entry and one audit row, closed period or not`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let record = RecordEntry(sample.office)
        let first = try await record(for: sample.tenant, sample.entry("2025-06-30", 500), key: "rent", by: "dana")
        try await ClosePeriod(sample.office)(for: sample.tenant, try #require(Period.month(6, year: 2025)), by: "dana")
        let again = try await record(for: sample.tenant, sample.entry("2025-06-30", 500), key: "rent", by: "dana")

        #expect(first == again)
        #expect(try await VerifyBooks(sample.office)(for: sample.tenant).auditRows == 2)
    }

    @Test(arguments: Engine.available)
    func `reversing a line's entry puts the line back into the queue`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50"))
        try await sample.decide(sample.waiting(), .file(sample.account(.bankFees)))
        let entry = try #require(try await sample.entries().first)

        _ = try await ReverseEntry(sample.office)(for: sample.tenant, entry.id, by: "dana")

        #expect(try await sample.waiting().count == 1)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `a closed period takes no entry until it is opened again`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let june = try #require(Period.month(6, year: 2025))
        try await ClosePeriod(sample.office)(for: sample.tenant, june, by: "dana")
        await #expect(throws: PeriodError.self) {
            _ = try await RecordEntry(sample.office)(for: sample.tenant, sample.entry("2025-06-30", 500), by: "dana")
        }

        try await ClosePeriod(sample.office).reopen(for: sample.tenant, june, by: "dana")
        _ = try await RecordEntry(sample.office)(for: sample.tenant, sample.entry("2025-06-30", 500), by: "dana")
    }

    @Test func `every change leaves an audit row, and the chain is whole`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        let posted = try await RecordEntry(sample.office)(for: sample.tenant, sample.entry("2025-06-30", 500), by: "dana")
        _ = try await ReverseEntry(sample.office)(for: sample.tenant, posted.id, by: "dana")
        try await ClosePeriod(sample.office)(for: sample.tenant, try #require(Period.month(1, year: 2025)), by: "dana")

        let summary = try await VerifyBooks(sample.office)(for: sample.tenant)
        #expect(summary.auditRows == 3)
        #expect(summary.faults == [])
    }
}
