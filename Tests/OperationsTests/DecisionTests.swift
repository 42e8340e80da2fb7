import Bookkeeping
import Categorization
import Operations
import Storage
import TestSupport
import Testing

struct DecisionTests {
    @Test(arguments: Engine.available)
    func `a person's answer posts a balanced entry on the right sides`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50", "2025-06-02,Refund,1.25"))
        try await sample.decide(sample.waiting(), .file(sample.account(.bankFees)))

        let entries = try await sample.entries()
        #expect(entries.map { $0.entry.postings.map(\.side) } == [[.debit, .credit], [.debit, .credit]])
        #expect(entries.map { $0.entry.postings[0].account } == [sample.account(.bankFees), sample.account(.checking)])
        #expect(try await sample.balance(.bankFees) == 225)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `changing an answer reverses the first entry and posts another`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50"))
        let line = try await sample.waiting()
        try await sample.decide(line, .file(sample.account(.bankFees)))
        try await sample.decide(line, .file(sample.account(.uncategorizedExpense)))

        #expect(try await sample.entries().map(\.source) == [.statement, .reversal, .statement])
        #expect(try await sample.balance(.bankFees) == 0)
        #expect(try await sample.balance(.uncategorizedExpense) == 350)
        #expect(try await sample.balance(.checking) == -350)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `the same answer again posts nothing`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50"))
        let line = try await sample.waiting()
        for _ in 1...3 {
            #expect(try await sample.decide(line, .file(sample.account(.bankFees))).graduated == [])
        }

        #expect(try await sample.entries().count == 1)
        // One for the import, one for the answer.
        #expect(try await VerifyBooks(sample.office)(for: sample.tenant).auditRows == 2)
    }

    @Test(arguments: Engine.available)
    func `an excluded line leaves the queue, and its entry is reversed`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50", "2025-06-01,Test payment,-1.00"))
        let lines = try await sample.waiting()
        try await sample.decide([lines[0]], .file(sample.account(.bankFees)))
        try await sample.decide(lines, .exclude)

        #expect(try await sample.waiting().isEmpty)
        #expect(try await sample.balance(.checking) == 0)
        #expect(try await sample.importText(csv("2025-06-01,Test payment,-1.00")).duplicates == 1)
    }

    @Test(arguments: Engine.available)
    func `answers that cannot be carried out are told one by one and the others stand`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-05-31,Old,-1.00", "2025-06-01,New,-2.00"))
        try await ClosePeriod(sample.office)(for: sample.tenant, try #require(Period.month(5, year: 2025)), by: "dana")
        let lines = try await sample.waiting()
        let fees = sample.account(.bankFees)

        let summary = try await DecideLines(sample.office)(
            for: sample.tenant,
            lines.map { .init($0.id, .file(fees)) } + [
                .init(LineID(999_999), .file(fees)), .init(lines[1].id, .file(sample.account(.checking))),
            ],
            by: "dana")

        #expect(summary.filed == 1)
        #expect(summary.refused.count == 3)
        #expect(summary.refused[0].reason == "2025-05 is closed. Date the entry 2025-06-01 or later, or reopen the period.")
        #expect(try await sample.entries().count == 1)
    }

    @Test(arguments: Engine.available)
    func `three consistent answers graduate a vendor, and an inconsistent one starts the count again`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv((1...7).map { "2025-06-0\($0),ACME CLOUD,-\($0).00" }.joined(separator: "\n")))
        let lines = try await sample.waiting().sorted { $0.line.date < $1.line.date }
        let (fees, other) = (sample.account(.bankFees), sample.account(.uncategorizedExpense))

        var graduated: [[String]] = []
        for (line, account) in zip(lines, [fees, fees, other, fees, fees, fees]) {
            graduated.append(try await sample.decide([line], .file(account)).graduated)
        }

        #expect(graduated.map(\.count) == [0, 0, 0, 0, 0, 1])
        let last = try #require(try await sample.waiting().first)
        #expect(last.proposal.method == "vendor")
        #expect(last.proposal.account == fees)
    }

    @Test(arguments: Engine.available)
    func `an answer counts at once for the waiting lines of its kind`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,ACME CLOUD,-1.00", "2025-06-02,ACME CLOUD,-2.00"))
        let lines = try await sample.waiting()
        #expect(lines.allSatisfy { $0.proposal.account == nil })

        try await sample.decide([lines[0]], .file(sample.account(.bankFees)))

        #expect(try await sample.waiting().map(\.proposal.account) == [sample.account(.bankFees)])
    }

    @Test(arguments: Engine.available)
    func `what was learned is the same from a snapshot and from all answers anew`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let vendors = ["ACME CLOUD", "BLUE CAFE", "CITY WATER", "DELTA FUEL"]
        let rows = (0..<80).map { "2025-05-\($0 % 28 + 1 < 10 ? "0" : "")\($0 % 28 + 1),\(vendors[$0 % 4]) \($0),-\($0 + 1).00" }
        _ = try await sample.importText(csv(rows.joined(separator: "\n")))
        let accounts = [sample.account(.bankFees), sample.account(.uncategorizedExpense)]
        for line in try await sample.waiting() { try await sample.decide([line], .file(accounts[line.vendor.utf8.count % 2])) }

        let news = csv("2025-06-01,ACME CLOUD 1,-10.00", "2025-06-02,CITY WATER 9,-20.00")
        let kept = try await sample.database.read(for: sample.tenant) { books in try books.categorizer.snapshot() }
        let snapshot = try #require(kept)
        let id = try #require(try await sample.importText(news, name: "new.csv").id)
        let fromSnapshot = try await sample.waiting().map(\.proposal)
        // Undoing an import drops the snapshot, so the next one learns everything anew from the answers.
        _ = try await UndoImport(sample.office)(for: sample.tenant, id, by: "dana")
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.categorizer.snapshot() } == nil)
        let again = try #require(try await sample.importText(news, name: "new.csv").id)
        #expect(try await sample.waiting().map(\.proposal) == fromSnapshot)

        // A snapshot that another version of the program wrote counts for nothing either, whatever it claims to hold.
        _ = try await UndoImport(sample.office)(for: sample.tenant, again, by: "dana")
        try await sample.database.write(for: sample.tenant) { books in
            var bytes = snapshot.bytes
            bytes[4] &-= 1
            try books.categorizer.save(bytes, learnedThrough: snapshot.learnedThrough)
        }
        _ = try await sample.importText(news, name: "new.csv")
        #expect(try await sample.waiting().map(\.proposal) == fromSnapshot)
    }
}

struct AutoPostTests {
    @Test(arguments: Engine.available)
    func `a rule files a line at once when posting is on, and waits for it when posting is off`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.addRule("Coffee", contains: "coffee", .bankFees)
        let off = try await sample.importText(csv("2025-06-01,COFFEE HOUSE,-3.50"))
        #expect((off.filed.rule, off.posted) == (1, 0))
        #expect(try await sample.waiting().map(\.proposal.held) == ["auto_post_off"])

        try await sample.autoPost()
        let on = try await sample.importText(csv("2025-06-02,COFFEE HOUSE,-3.50"))

        #expect((on.filed.rule, on.posted) == (1, 1))
        #expect(try await sample.entries().map(\.source) == [.statement])
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `a line waits with its reason`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.autoPost()
        try await sample.addRule("Coffee", contains: "coffee", .bankFees)
        try await sample.addRule("Large", contains: "machine", .bankFees)
        try await sample.addRule("One", contains: "both", .bankFees)
        try await sample.addRule("Two", contains: "both", .uncategorizedExpense)
        try await ClosePeriod(sample.office)(for: sample.tenant, try #require(Period.month(5, year: 2025)), by: "dana")

        _ = try await sample.importText(
            csv("2025-05-01,COFFEE,-3.50", "2025-06-01,MACHINE,-5000.01", "2025-06-01,BOTH,-1.00", "2025-06-01,UNKNOWN,-1.00"))

        let held = try await sample.waiting().map { "\($0.line.text) \($0.proposal.held ?? "")" }.sorted()
        #expect(held == ["BOTH rule_conflict", "COFFEE period_closed", "MACHINE large_amount", "UNKNOWN cold_start"])
    }

    @Test(arguments: Engine.available)
    func `a machine never overwrites a person`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.autoPost()
        _ = try await sample.importText(csv("2025-06-01,COFFEE,-3.50"))
        let line = try await sample.waiting()
        try await sample.decide(line, .file(sample.account(.uncategorizedExpense)))

        try await sample.addRule("Coffee", contains: "coffee", .bankFees)

        let id = line[0].id
        let record = try await sample.database.read(for: sample.tenant) { books in try books.lines.line(id) }
        #expect(record?.proposal.method == "person")
        #expect(record?.proposal.account == sample.account(.uncategorizedExpense))
        #expect(try await sample.balance(.bankFees) == 0)
    }

    @Test(arguments: Engine.available)
    func `a machine never posts again what a person reversed`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.autoPost()
        try await sample.addRule("Coffee", contains: "coffee", .bankFees)
        _ = try await sample.importText(csv("2025-06-01,COFFEE,-3.50"))
        _ = try await ReverseEntry(sample.office)(for: sample.tenant, try #require(try await sample.entries().first).id, by: "dana")

        #expect(try await sample.addRule("Zebra", contains: "zebra", .bankFees) == 0)

        #expect(try await sample.waiting().map(\.proposal.held) == ["reversed"])
        #expect(try await sample.balance(.checking) == 0)
    }

    @Test(arguments: Engine.available)
    func `a rule never files a line to the account it stands on`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.autoPost()
        try await sample.addRule("Self", contains: "self", .checking)

        _ = try await sample.importText(csv("2025-06-01,SELF,-1.00"))

        #expect(try await sample.waiting().map(\.proposal.held) == ["own_account"])
    }

    @Test(arguments: Engine.available)
    func `a new rule files the lines that wait for it`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.autoPost()
        _ = try await sample.importText(csv("2025-06-01,COFFEE,-3.50", "2025-06-02,TEA,-2.00"))

        let posted = try await sample.addRule("Coffee", contains: "coffee", .bankFees)

        #expect(posted == 1)
        #expect(try await sample.waiting().map(\.line.text) == ["TEA"])
    }
}

extension SampleBooks {
    @discardableResult
    fileprivate func addRule(_ name: String, contains text: String, _ role: ChartTemplate.Role) async throws -> Int {
        try await AddRule(office)(
            for: tenant, Rule(name: name, condition: .text(.text, .contains(text)), action: .file(account(role))), by: "dana"
        ).posted
    }
}
