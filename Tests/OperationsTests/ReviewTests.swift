import Bookkeeping
import Categorization
import Operations
import Storage
import TestSupport
import Testing

/// The review queue: what it counts, splits and transfers, and answers that are taken back.
struct ReviewTests {
    @Test(arguments: Engine.available)
    func `groups come with the most lines first and count all that wait, by reason too`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(
            csv("2025-06-01,BLUE CAFE,-1.00", "2025-06-01,ACME CLOUD,-2.00", "2025-06-02,ACME CLOUD,-3.00", "2025-06-03,DELTA FUEL,-9.00"))

        let page = try await ReadReview(sample.office)(for: sample.tenant, held: nil, after: nil)

        #expect(page.groups.map(\.group.lines) == [2, 1, 1])
        #expect(page.groups.map(\.name) == ["Acme Cloud", "Delta Fuel", "Blue Cafe"])
        #expect(page.groups[0].group.amount.minorUnits == -500)
        #expect(page.totals.filter { $0.held == nil }.map(\.lines) == [4])
        #expect(page.totals.filter { $0.held == "cold_start" }.map(\.groups) == [3])
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `a page begins where the one before ended`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(
            csv((1...5).map { "2025-06-0\($0),VENDOR \("ABCDE".map(String.init)[$0 - 1])X,-\($0).00" }.joined(separator: "\n")))

        let groups = try await sample.database.read(for: sample.tenant) { books in
            var found: [QueueStore.Group] = []
            var last: QueueStore.Position?
            repeat {
                let next = try books.queue.groups(held: nil, after: last, limit: 2)
                found += next
                last = next.last.map {
                    .init(lines: $0.lines, minorUnits: $0.amount.minorUnits, vendor: $0.vendor, currency: $0.amount.currency)
                }
            } while last != nil
            return found
        }

        #expect(groups.map(\.amount.minorUnits) == [-500, -400, -300, -200, -100])
    }

    @Test(arguments: Engine.available)
    func `a split posts every part and teaches nothing`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,ACME CLOUD,-10.00"))
        let line = try await sample.waiting()[0]
        let (fees, other) = (sample.account(.bankFees), sample.account(.uncategorizedExpense))
        func part(_ account: AccountID, _ units: Int64) -> DecideLines.Share {
            .init(account, Money(minorUnits: units, line.line.amount.currency))
        }

        let wrong = try await sample.decide([line], .split([part(fees, -7_00), part(other, -2_00)]))
        #expect(
            wrong.refused.map(\.reason) == [
                "The parts add up to 9.00 USD, and the line is 10.00 USD. Change a part, so that nothing is left."
            ])
        #expect(try await sample.decide([line], .split([part(fees, -10_00)])).refused.count == 1)
        let right = try await sample.decide([line], .split([part(fees, -7_50), part(other, -2_50)]))

        #expect(right.filed == 1)
        #expect(try await sample.balance(.bankFees) == 750)
        #expect(try await sample.balance(.uncategorizedExpense) == 250)
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.decisions.lessons(after: DecisionID(0)).isEmpty })
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `an answer that is taken back reverses its entry, teaches nothing, and leaves the line to a person`(on engine: Engine) async throws
    {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.autoPost()
        _ = try await sample.importText(csv((1...5).map { "2025-06-0\($0),ACME CLOUD,-\($0).00" }.joined(separator: "\n")))
        let lines = try await sample.waiting()
        let summary = try await sample.decide(Array(lines.prefix(3)), .file(sample.account(.bankFees)))
        let batch = try #require(summary.batch)

        let undone = try await UndoDecision(sample.office)(for: sample.tenant, batch, by: "olga")

        #expect(undone.lines == lines.prefix(3).map(\.id))
        #expect(undone.reversed == 3)
        let page = try await ReadReview(sample.office)(for: sample.tenant, held: nil, after: nil)
        #expect(page.groups.first?.consistentLabels == 0)
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.decisions.lessons(after: DecisionID(0)).isEmpty })
        for line in lines.prefix(3) {
            let record = try await sample.database.read(for: sample.tenant) { books in try books.lines.line(line.id) }
            #expect(record?.state == .waiting && record?.proposal.held == "reversed")
        }
        #expect(try await sample.faults() == [])
        await #expect(throws: OperationError.decisionUndone) {
            _ = try await UndoDecision(sample.office)(for: sample.tenant, batch, by: "olga")
        }
        // Answered again, it stands.
        #expect(try await sample.decide(Array(lines.prefix(1)), .file(sample.account(.bankFees))).filed == 1)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `an earlier answer is not taken back under a later one, nor in a closed period`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-05-31,ACME CLOUD,-10.00"))
        let line = try await sample.waiting()
        let first = try #require(try await sample.decide(line, .file(sample.account(.bankFees))).batch)
        let second = try #require(try await sample.decide(line, .file(sample.account(.uncategorizedExpense))).batch)

        await #expect(throws: OperationError.decidedAgain) {
            _ = try await UndoDecision(sample.office)(for: sample.tenant, first, by: "dana")
        }
        try await ClosePeriod(sample.office)(for: sample.tenant, try #require(Period.month(5, year: 2025)), by: "dana")
        await #expect(throws: PeriodError.self) { _ = try await UndoDecision(sample.office)(for: sample.tenant, second, by: "dana") }
        #expect(try await sample.balance(.uncategorizedExpense) == 10_00)
        await #expect(throws: OperationError.noSuchDecision) {
            _ = try await UndoDecision(sample.office)(for: sample.tenant, DecisionID(999_999), by: "dana")
        }
    }

    @Test(arguments: Engine.available)
    func `an approval does what is suggested, and says so where nothing is`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,ACME CLOUD,-1.00", "2025-06-02,ACME CLOUD,-2.00"))
        let lines = try await sample.waiting()
        #expect(
            try await sample.decide([lines[0]], .approve).refused.map(\.reason) == [
                "Nothing is suggested for this line. Choose an account for it."
            ])

        try await sample.decide([lines[0]], .file(sample.account(.bankFees)))
        #expect(try await sample.decide([lines[1]], .approve).filed == 1)
        #expect(try await sample.balance(.bankFees) == 3_00)
    }

    @Test(arguments: Engine.available)
    func `lines are found by text, amount, account, state and date, newest first`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(
            csv("2025-05-01,Blue Café 50%,-14.94", "2025-06-01,ACME_CLOUD,-1494.00", "2025-06-02,Delta,1494.50", "2025-06-03,Delta,-3.00"))
        try await sample.decide(
            [try #require(try await sample.waiting().first { $0.line.text == "ACME_CLOUD" })], .file(sample.account(.bankFees)))
        func found(_ change: (inout LineStore.Search) -> Void) async throws -> [String] {
            var search = LineStore.Search()
            change(&search)
            let wanted = search
            return try await sample.database.read(for: sample.tenant) { books in
                try books.lines.search(wanted, after: nil, limit: 10).records.map(\.line.text)
            }
        }

        #expect(try await found { _ in } == ["Delta", "Delta", "ACME_CLOUD", "Blue Café 50%"])
        #expect(try await found { $0.text = "delta" } == ["Delta", "Delta"])
        #expect(try await found { $0.text = "50%" } == ["Blue Café 50%"])
        #expect(try await found { $0.text = "E_C" } == ["ACME_CLOUD"])
        #expect(try await found { $0.amounts = 1494_00...1494_99 } == ["Delta", "ACME_CLOUD"])
        #expect(try await found { $0.states = [.posted] } == ["ACME_CLOUD"])
        #expect(try await found { $0.account = sample.account(.bankFees) } == ["ACME_CLOUD"])
        #expect(try await found { $0.period = Period.month(5, year: 2025) } == ["Blue Café 50%"])
        let pages = try await sample.database.read(for: sample.tenant) { books in
            let first = try books.lines.search(.init(), after: nil, limit: 3)
            return (first.records.count, try books.lines.search(.init(), after: first.next, limit: 3).records.map(\.line.text))
        }
        #expect(pages.0 == 3 && pages.1 == ["Blue Café 50%"])
    }
}
