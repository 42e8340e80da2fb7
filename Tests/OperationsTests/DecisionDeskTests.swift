import Bookkeeping
import Categorization
import Operations
import Storage
import TestSupport
import Testing

/// Answers that are decided together, and a categorizer that is kept in memory between them.
struct DecisionDeskTests {
    @Test(arguments: Engine.available)
    func `answers given at the same time are each carried out and told to whoever gave them`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv((1...24).map { "2025-06-\($0 + 5 < 10 ? "0" : "")\($0 + 5),SHOP \($0),-\($0).00" }))
        let lines = try await sample.waiting()
        let (office, tenant) = (sample.office, sample.tenant)
        let (fees, own) = (sample.account(.bankFees), sample.account(.checking))

        // Every third answer cannot be: a line never goes to the account it stands on.
        let summaries = try await withThrowingTaskGroup(of: (Int, DecideLines.Summary).self) { group in
            for (index, line) in lines.enumerated() {
                group.addTask {
                    let choice = DecideLines.Choice.file(index % 3 == 0 ? own : fees)
                    let summary = try await DecideLines(office)(
                        for: tenant, [.init(line.id, choice)], by: "person \(index)", consequences: .nearestFirst)
                    return (index, summary)
                }
            }
            var all: [Int: DecideLines.Summary] = [:]
            for try await (index, summary) in group { all[index] = summary }
            return all
        }

        for (index, line) in lines.enumerated() {
            #expect(summaries[index]?.filed == (index % 3 == 0 ? 0 : 1))
            #expect(summaries[index]?.refused.map(\.line) == (index % 3 == 0 ? [line.id] : []))
        }
        #expect(try await sample.entries().count == 16)
        let audit = try await sample.database.read(for: tenant) { books in try books.audit.page(.init(action: "line.filed"), limit: 100) }
        #expect(Set(audit.map(\.event.actor)) == Set((0..<24).filter { $0 % 3 != 0 }.map { "person \($0)" }))
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `an answer that the books cannot take fails alone`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv((1...8).map { "2025-06-0\($0),SHOP \($0),-\($0).00" }))
        let lines = try await sample.waiting()
        let office = Office(database: Picky(base: sample.database)) { .testNow }
        let (tenant, fees) = (sample.tenant, sample.account(.bankFees))

        let failed = await withTaskGroup(of: Int?.self) { group in
            for (index, line) in lines.enumerated() {
                group.addTask {
                    do {
                        _ = try await DecideLines(office)(
                            for: tenant, [.init(line.id, .file(fees))], by: index == 3 ? Picky.unwanted : "dana",
                            consequences: .nearestFirst)
                        return nil
                    } catch {
                        return index
                    }
                }
            }
            var failed: [Int] = []
            for await index in group { if let index { failed.append(index) } }
            return failed
        }

        #expect(failed == [3])
        #expect(try await sample.entries().count == 7)
        #expect(try await sample.waiting().map(\.id) == [lines[3].id])
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `what one process learned and changed, another one knows at its next answer`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let (first, second) = (sample.office, sample.office)
        let (fees, other) = (sample.account(.bankFees), sample.account(.uncategorizedExpense))
        _ = try await sample.importText(csv((1...9).map { "2025-06-0\($0),ACME CLOUD,-\($0).00" }))
        var lines = try await sample.waiting().sorted { $0.line.date < $1.line.date }[...]

        func answer(_ office: Office, _ account: AccountID) async throws -> DecideLines.Summary {
            try await DecideLines(office)(for: sample.tenant, [.init(lines.removeFirst().id, .file(account))], by: "dana")
        }
        // In turns: each counts the other's answers, so the third graduates the vendor.
        #expect(try await answer(first, fees).graduated == [])
        #expect(try await answer(second, fees).graduated == [])
        #expect(try await answer(first, fees).graduated == ["Acme Cloud"])

        // A rule that one process made decides for the other's waiting lines.
        _ = try await AddRule(first)(
            for: sample.tenant, Rule(name: "Acme", condition: .text(.text, .contains("acme")), action: .file(other)), by: "dana")
        _ = try await answer(second, fees)
        #expect(try await sample.waiting().allSatisfy { $0.proposal.account == other && $0.proposal.method == "rule" })
        _ = try await RemoveRule(second)(for: sample.tenant, name: "Acme", by: "dana")
        _ = try await answer(first, fees)
        #expect(try await sample.waiting().allSatisfy { $0.proposal.account == fees && $0.proposal.method == "vendor" })
        try await sample.expectProposalsAsLearnedAnew()
    }

    @Test(arguments: Engine.available)
    func `an import undone by one process is unlearned by the other`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let (first, second) = (sample.office, sample.office)
        let (fees, other) = (sample.account(.bankFees), sample.account(.uncategorizedExpense))
        let wrong = try #require(
            try await sample.importText(csv((1...4).map { "2025-05-0\($0),ACME CLOUD,-\($0).00" }), name: "may.csv").id)
        let answers = try await sample.waiting().map { DecideLines.Answer($0.id, .file(other)) }
        #expect(try await DecideLines(first)(for: sample.tenant, answers, by: "dana").graduated == ["Acme Cloud"])
        _ = try await sample.importText(csv((1...4).map { "2025-06-0\($0),ACME CLOUD,-\($0).50" }))

        _ = try await UndoImport(second)(for: sample.tenant, wrong, by: "dana")
        let line = try #require(try await sample.waiting().first)
        _ = try await DecideLines(first)(for: sample.tenant, [.init(line.id, .file(fees))], by: "dana")

        #expect(try await sample.waiting().map(\.proposal.account) == [fees, fees, fees])
        try await sample.expectProposalsAsLearnedAnew()
    }

    @Test(arguments: Engine.available)
    func `vendors merged by one process are one for the other`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let (first, second) = (sample.office, sample.office)
        let fees = sample.account(.bankFees)
        _ = try await sample.importText(
            csv([
                "2025-06-01,ACME CLOUD,-1.00", "2025-06-02,ACME CLOUD,-2.00", "2025-06-03,NIMBUS HOSTING,-3.00",
                "2025-06-04,NIMBUS HOSTING,-4.00",
            ]))
        let lines = try await sample.waiting().sorted { $0.line.date < $1.line.date }
        func answer(_ office: Office, _ line: LineStore.Record) async throws -> [String] {
            try await DecideLines(office)(for: sample.tenant, [.init(line.id, .file(fees))], by: "dana").graduated
        }
        #expect(try await answer(first, lines[0]) == [])
        #expect(try await answer(first, lines[1]) == [])

        _ = try await MergeVendors(second)(for: sample.tenant, lines[2].vendor, into: lines[0].vendor, by: "dana")

        #expect(try await answer(first, lines[2]) == ["Acme Cloud"])
        try await sample.expectProposalsAsLearnedAnew()
    }

    @Test(arguments: Engine.available)
    func `an answer that was rolled back has taught nothing`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let office = Office(database: Picky(base: sample.database)) { .testNow }
        let fees = sample.account(.bankFees)
        _ = try await sample.importText(csv((1...6).map { "2025-06-0\($0),ACME CLOUD,-\($0).00" }))
        let lines = try await sample.waiting()
        func answer(_ index: Int, by person: String = "dana") async throws -> [String] {
            try await DecideLines(office)(for: sample.tenant, [.init(lines[index].id, .file(fees))], by: person).graduated
        }
        #expect(try await answer(0) == [])
        #expect(try await answer(1) == [])

        await #expect(throws: StorageError.self) { try await answer(2, by: Picky.unwanted) }

        #expect(try await answer(3) == ["Acme Cloud"])
        try await sample.expectProposalsAsLearnedAnew()
    }

    @Test(arguments: Engine.available)
    func `the lines found by index are those that an answer touches`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let names = ["SHOP", "SHOP EAST", "SHOP WEST", "SHOPPING MALL", "SHO", "ÉPICERIE", "ÉPICERIE FINE", "ZOO", "A", "7 SEAS", "\"\""]
        var random = SeededGenerator(state: 7)
        let rows = (0..<160).map { _ in
            "2025-06-1\(Int.random(in: 0...9, using: &random)),\(names.randomElement(using: &random) ?? ""),-\(Int.random(in: 1...40, using: &random)).00"
        }
        _ = try await sample.importText(csv(rows))
        var categorizer = Categorizer()
        for _ in 0..<25 {
            let waiting = try await sample.waiting()
            let answered = try #require(waiting.randomElement(using: &random))
            let facts = { (record: LineStore.Record) in
                LineFacts(date: record.line.date, amount: record.line.amount, text: record.line.text, bankAccount: record.account)
            }
            let scanned = waiting.filter { categorizer.isTouched(facts($0), by: facts(answered)) }.map(\.id)
            let found = try await sample.database.read(for: sample.tenant) { books in
                let likenesses: [LineStore.Likeness] = [
                    .vendor(answered.vendor), .firstWord(answered.vendor.firstWord), .amount(answered.line.amount),
                ]
                return try likenesses.flatMap { likeness in
                    var (all, last): ([LineStore.Record], LineStore.LikenessPosition?) = ([], nil)
                    // Two at a time, so that a piece ends between lines of every kind.
                    repeat {
                        let piece = try books.lines.waiting(alike: likeness, after: last, limit: 2)
                        (all, last) = (all + piece, piece.last.map(LineStore.LikenessPosition.init))
                    } while last != nil
                    #expect(Set(all.map(\.id)).count == all.count)
                    return all
                }
            }
            #expect(Set(found.map { $0.id }) == Set(scanned))
            try await sample.decide([answered], .file(sample.account(.bankFees)))
        }
    }

    @Test(arguments: Engine.available)
    func `lines that an answer leaves for later have had their turn when the office has settled`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let (office, fees) = (sample.office, sample.account(.bankFees))
        _ = try await sample.importText(
            csv((0..<700).map { "2025-06-1\($0 % 10),SHOP \($0 % 7 < 3 ? "EAST" : "WEST"),-\($0 / 10 + 1).0\($0 % 10)" }))
        let line = try #require(try await sample.waiting().first)

        _ = try await DecideLines(office)(for: sample.tenant, [.init(line.id, .file(fees))], by: "dana", consequences: .nearestFirst)
        let atOnce = try await sample.waiting().filter { $0.proposal.account == fees }
        await office.settle()

        #expect((1..<699).contains(atOnce.count))
        #expect(atOnce.allSatisfy { $0.vendor == line.vendor })
        #expect(try await sample.waiting().filter { $0.proposal.account == fees }.count == 699)
    }
}

/// A database that refuses the work of one person, as it would when a constraint does not hold.
private struct Picky: Database {
    static let unwanted = "nobody we know"

    let base: any Database
    var engine: Engine { base.engine }

    func read<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await base.read(scope, body)
    }

    func write<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await base.write(scope) { db in try body(PickyConnection(base: db)) }
    }

    func copyFile(to path: String) async throws -> Bool { try await base.copyFile(to: path) }
    func close() async {}
}

private struct PickyConnection: Connection {
    let base: any Connection
    var engine: Engine { base.engine }

    func run(_ text: String, _ arguments: [SQLValue], _ eachRow: (Row) throws(StorageError) -> Void) throws(StorageError) -> Int {
        try base.run(text, arguments, eachRow)
    }

    /// The audit row is the last thing written for an answer, so all before it has to go.
    func insert(_ rows: BulkRows) throws(StorageError) {
        let isUnwanted = rows.table == "audit_event" && String(decoding: rows.bytes, as: UTF8.self).contains(Picky.unwanted)
        if isUnwanted { throw .unexpected("refused") }
        try base.insert(rows)
    }
    func reserveIDs(_ count: Int) throws(StorageError) -> Range<Int64> { try base.reserveIDs(count) }
    func enter(_ tenant: TenantID) throws(StorageError) { try base.enter(tenant) }
    func lastReservedID() throws(StorageError) -> Int64 { try base.lastReservedID() }
    func runScript(_ text: String) throws(StorageError) { try base.runScript(text) }
}

extension SampleBooks {
    /// What a categorizer that was kept has proposed is what one proposes that reads everything anew, as a change of the rules does.
    fileprivate func expectProposalsAsLearnedAnew() async throws {
        let kept = try await waiting()
        _ = try await AddRule(office)(
            for: tenant, Rule(name: "Never", condition: .text(.text, .contains("no such text")), action: .file(account(.bankFees))),
            by: "dana")
        #expect(!kept.isEmpty)
        #expect(try await waiting() == kept)
    }
}

/// A file with the given rows under the plainest header.
private func csv(_ rows: [String]) -> String { OperationsTests.csv(rows.joined(separator: "\n")) }
