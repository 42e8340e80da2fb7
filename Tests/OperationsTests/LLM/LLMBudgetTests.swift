import Bookkeeping
import Categorization
import Operations
import Storage
import StorageSQLite
import Synchronization
import TestSupport
import Testing

struct LLMBudgetTests {
    private func books(on engine: Engine, lines: Int, in database: (any Database)? = nil) async throws -> SampleBooks {
        let sample =
            if let database { try await SampleBooks.make(in: database, name: "Other") } else { try await SampleBooks.make(on: engine) }
        let rows = (0..<lines).map { "2025-06-15,Shop \($0),-\($0 + 1).25" }
        _ = try await sample.importText("Date,Description,Amount\n" + rows.joined(separator: "\n") + "\n")
        return sample
    }

    private func total(_ sample: SampleBooks) async throws -> LLMCallStore.Total {
        try await sample.database.read(for: sample.tenant) { books in try books.llmCalls.total(of: SpendingMonth(202_512)) }
    }

    @Test(arguments: Engine.available, [LLMFallbackStore.Cap.tenant, .global])
    func `thirty-two workers side by side never spend more than the cap`(on engine: Engine, cap: LLMFallbackStore.Cap) async throws {
        let first = try await books(on: engine, lines: 400)
        let second = try await books(on: engine, lines: 400, in: first.database)
        let (small, large) = (MicroDollars(60_000), MicroDollars(1_000_000_000))
        let caps = LLMTier.Caps(tenant: cap == .tenant ? small : large, global: cap == .global ? small : large)
        // Each call costs all that it can cost.
        let tier = LLMTier.scripted(caps: caps) { request in
            try? await Task.sleep(for: .milliseconds(5))
            return first.reply(
                lines: request.lineCount, promptTokens: request.mostPromptTokens, completionTokens: request.mostCompletionTokens
            ) { _ in ("6400", 0.9) }
        }
        let tenants = [first, second]
        try await withThrowingTaskGroup { group in
            for worker in 0..<32 {
                let sample = tenants[worker % 2]
                group.addTask { _ = try await AskLLM(sample.office, tier)(for: sample.tenant, mostCalls: 30) }
            }
            try await group.waitForAll()
        }
        let spent = [try await total(first).spent, try await total(second).spent]
        switch cap {
        case .tenant: #expect(spent.allSatisfy { $0 <= small && $0 > MicroDollars(30_000) })
        case .global: #expect(spent[0] + spent[1] <= small && spent[0] + spent[1] > MicroDollars(30_000))
        }
        let all = try await first.database.read(for: first.tenant) { books in
            (try books.llmSpend.spent(in: SpendingMonth(202_512)), try books.llmSpend.held(in: SpendingMonth(202_512), at: .testNow))
        }
        #expect(all.0 == spent[0] + spent[1])
        #expect(all.1 == .zero)
        // No line was paid for twice.
        for sample in tenants {
            let calls = try await sample.database.read(for: sample.tenant) { books in try books.llmCalls.latest(limit: 1_000) }
            let asked = try await sample.database.read(for: sample.tenant) { books in try books.lines.waiting(limit: 1_000) }
            #expect(calls.reduce(0) { $0 + $1.lines } == asked.filter { $0.proposal.method == "llm" }.count)
        }
    }

    @Test(arguments: Engine.available)
    func `at the cap the fallback begins once, is audited, and marks the lines that would have been asked about`(on engine: Engine)
        async throws
    {
        let sample = try await books(on: engine, lines: 30)
        let tier = LLMTier.scripted(caps: .init(tenant: MicroDollars(1), global: MicroDollars(1_000_000))) { _ throws(LLMError) in
            throw .timedOut
        }
        for _ in 1...3 { #expect(try await AskLLM(sample.office, tier)(for: sample.tenant).end == .budgetUsedUp) }
        #expect(try await sample.waiting().allSatisfy { $0.proposal.held == HoldReason.budgetFallback.rawValue })
        let audit = try await sample.database.read(for: sample.tenant) { books in try books.audit.page(limit: 100).map(\.event.action) }
        #expect(audit.filter { $0 == "llm.fallback_began" }.count == 1)
        // An answer looks again at lines, and they wait for the budget still.
        try await sample.decide([sample.waiting()[0]], .file(sample.account(.bankFees)))
        #expect(try await sample.waiting().allSatisfy { $0.proposal.held == HoldReason.budgetFallback.rawValue })
    }

    @Test(arguments: Engine.available, [true, false])
    func `a fallback ends with the month, or with a higher cap`(on engine: Engine, byMonth: Bool) async throws {
        let sample = try await books(on: engine, lines: 20)
        let low = LLMTier.Caps(tenant: MicroDollars(1), global: MicroDollars(1_000_000_000))
        _ = try await AskLLM(sample.office, .scripted(caps: low) { _ throws(LLMError) in throw .timedOut })(for: sample.tenant)
        let january = Instant.testNow.advanced(bySeconds: 40 * 86_400)
        let office = Office(database: sample.database) { byMonth ? january : .testNow }
        let enough = LLMTier.Caps(tenant: MicroDollars(byMonth ? 1 : 50_000_000), global: MicroDollars(1_000_000_000))
        let tier = LLMTier.scripted(caps: enough) { request in sample.reply(lines: request.lineCount) { _ in ("6400", 0.9) } }
        let summary = try await AskLLM(office, tier)(for: sample.tenant)
        let audit = try await sample.database.read(for: sample.tenant) { books in try books.audit.page(limit: 100).map(\.event.action) }
        #expect(audit.contains("llm.fallback_ended"))
        #expect(summary.proposed == (byMonth ? 0 : 20))
        // The new month has the same low cap: it begins again, with a row of its own.
        #expect(audit.filter { $0 == "llm.fallback_began" }.count == (byMonth ? 2 : 1))
    }

    @Test(arguments: Engine.available)
    func `a process that dies in the middle of a call holds nothing for ever`(on engine: Engine) async throws {
        let sample = try await books(on: engine, lines: 20)
        let month = SpendingMonth(202_512)
        let lines = try await sample.waiting().map(\.id)
        // As a process leaves it that was killed between the two transactions.
        let call = try await sample.database.write(for: sample.tenant) { books throws in
            try books.llmCalls.reserve(
                MicroDollars(900), for: lines, model: "m", in: month, until: Instant.testNow.advanced(bySeconds: 600), at: .testNow)
        }
        let caps = LLMTier.Caps(tenant: MicroDollars(1_000_000), global: MicroDollars(1_000_000))
        #expect(try await AskLLM(sample.office, .unasked(caps: caps))(for: sample.tenant).end == .nothingToAsk)
        let later = Instant.testNow.advanced(bySeconds: 601)
        try await sample.database.write(for: sample.tenant) { books throws in
            #expect(try books.llmSpend.held(in: month, at: .testNow) == MicroDollars(900))
            #expect(try books.llmSpend.held(in: month, at: later) == .zero)
        }
        let afterwards = Office(database: sample.database) { later }
        #expect(try await AskLLM(afterwards, .unasked(caps: caps))(for: sample.tenant).end == .nothingToAsk)
        let state = try await sample.database.read(for: sample.tenant) { books in try books.llmCalls.record(call)?.state }
        #expect(state == .lost)
        // Ten minutes later its lines are asked about again; and should the call end after all, it is known.
        let muchLater = Office(database: sample.database) { later.advanced(bySeconds: 700) }
        let tier = LLMTier.scripted(caps: caps) { request in sample.reply(lines: request.lineCount) { _ in ("6400", 0.9) } }
        #expect(try await AskLLM(muchLater, tier)(for: sample.tenant).proposed == 20)
        try await sample.database.write(for: sample.tenant) { books throws in
            let before = try books.llmSpend.spent(in: month)
            try books.llmCalls.settle(call, .init(.answered, promptTokens: 1, completionTokens: 1, cost: MicroDollars(5)), at: later)
            #expect(try books.llmSpend.spent(in: month) == before + MicroDollars(5))
            try books.llmCalls.settle(call, .init(.answered, promptTokens: 1, completionTokens: 1, cost: MicroDollars(5)), at: later)
            #expect(try books.llmSpend.spent(in: month) == before + MicroDollars(5))
        }
    }

    @Test(arguments: [(3, 0), (4, 1), (40, 2)])
    func `no more than thirty calls are made for a hundred lines of the month`(lines: Int, calls: Int) async throws {
        let sample = try await books(on: .sqlite, lines: lines)
        let tier = LLMTier.scripted { request in sample.reply(lines: request.lineCount) { _ in ("6400", 0.9) } }
        let summary = try await AskLLM(sample.office, tier)(for: sample.tenant)
        #expect(summary.calls == calls)
        #expect(summary.end == (lines == 3 ? .tooFewLines : .nothingToAsk))
    }

    @Test func `a call that may have been worked on counts in full, one that cannot have been counts for nothing`() async throws {
        for (error, hasCost) in [(LLMError.timedOut, true), (.busy, false), (.unreachable("x"), false), (.tooLarge, true)] {
            let sample = try await books(on: .sqlite, lines: 20)
            let summary = try await AskLLM(sample.office, .scripted { _ throws(LLMError) in throw error })(for: sample.tenant)
            #expect(summary.end == .failed(error))
            let call = try await sample.database.read(for: sample.tenant) { books in try books.llmCalls.latest(limit: 1)[0] }
            #expect(call.state == .failed)
            #expect(call.cost == (hasCost ? call.reserved : .zero))
        }
    }

    @Test func `two processes on one file share one budget`() async throws {
        let path = TemporaryFolder.shared.path("shared-budget.db")
        let (one, two) = (try SQLiteDatabase(path: path), try SQLiteDatabase(path: path))
        try await Migrator(one).up()
        let first = try await SampleBooks.make(in: one)
        let rows = (0..<400).map { "2025-06-15,Shop \($0),-\($0 + 1).25" }
        _ = try await first.importText("Date,Description,Amount\n" + rows.joined(separator: "\n") + "\n")
        let second = SampleBooks(database: two, tenant: first.tenant, accounts: first.accounts)
        let cap = MicroDollars(60_000)
        let tier = LLMTier.scripted(caps: .init(tenant: cap, global: MicroDollars(1_000_000_000))) { request in
            first.reply(
                lines: request.lineCount, promptTokens: request.mostPromptTokens, completionTokens: request.mostCompletionTokens
            ) { _ in ("6400", 0.9) }
        }
        try await withThrowingTaskGroup { group in
            for worker in 0..<32 {
                let sample = worker % 2 == 0 ? first : second
                group.addTask { _ = try await AskLLM(sample.office, tier)(for: sample.tenant, mostCalls: 30) }
            }
            try await group.waitForAll()
        }
        #expect(try await total(first).spent <= cap)
    }

    @Test(arguments: [
        ("0.15", 150_000), ("50", 50_000_000), ("0", 0), ("12.5", 12_500_000), ("0.000001", 1), ("999999999.999999", 999_999_999_999_999),
    ])
    func `dollars are read exactly`(text: String, value: Int64) { #expect(MicroDollars(dollars: text)?.rawValue == value) }

    @Test(arguments: ["", ".", "1.", ".5", "-1", "+1", "1,5", "1e3", "0.0000001", "1000000000", "1 ", "１", "1.2.3"])
    func `what is no amount in dollars is none`(_ text: String) { #expect(MicroDollars(dollars: text) == nil) }

    @Test func `every begun millionth of a dollar counts`() {
        let prices = LLMTier.Prices(input: MicroDollars(150_000), output: MicroDollars(600_000))
        #expect(prices.cost(promptTokens: 1, completionTokens: 0) == MicroDollars(1))
        #expect(prices.cost(promptTokens: 1_000_000, completionTokens: 1_000_000) == MicroDollars(750_000))
        #expect(prices.cost(promptTokens: 1_001, completionTokens: 334) == MicroDollars(151 + 201))
        #expect(prices.cost(promptTokens: .max, completionTokens: -5) == MicroDollars(15_000_000))
        #expect("\(MicroDollars(50_124_999)) \(MicroDollars(50_125_000)) \(MicroDollars(4_999))" == "50.12 50.13 0.00")
    }
}
