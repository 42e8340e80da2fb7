import Bookkeeping
import Categorization
import Foundation
import Operations
import Storage
import TestSupport
import Testing

struct DuplicateTests {
    /// A line that the books have, one of a later file, and what is made of the two. Both files hold 1 and 20 June as well.
    struct Case: Sendable, CustomTestStringConvertible {
        let known: String
        let later: String
        let evidence: DuplicateStore.Evidence?

        var testDescription: String { "\(known) | \(later)" }
    }

    static let overlapping: [Case] = [
        Case(known: "2025-06-10,TESCO,-20.00", later: "2025-06-10,TESCO STORES 3312,-20.00", evidence: .sameDay),
        Case(known: "2025-06-10,CARD PAYMENT,-20.00", later: "2025-06-10,Grocer,-20.00", evidence: .sameDay),
        Case(known: "2025-06-10,PENDING SHELL,-20.00", later: "2025-06-12,SHELL 5534,-20.00", evidence: .nearDay),
        Case(known: "2025-06-10,SHELL,-20.00", later: "2025-06-15,SHELL,-20.00", evidence: .nearDay),
        Case(known: "2025-06-10,SHELL,-20.00", later: "2025-06-16,SHELL,-20.00", evidence: nil),
        Case(known: "2025-06-10,SHELL,-20.00", later: "2025-06-10,SHELL,-20.01", evidence: nil),
        Case(known: "2025-06-10,SHELL,-20.00", later: "2025-06-10,SHELL,20.00", evidence: nil),
    ]

    @Test(arguments: Engine.available, overlapping)
    func `in overlapping statements a line that each lacks, of one amount and about one day, is a possible duplicate`(
        on engine: Engine, _ example: Case
    ) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let (first, last) = ("2025-06-01,Opening fee,-1.00", "2025-06-20,Closing fee,-2.00")
        _ = try await sample.importText(csv(first, example.known, last), name: "a.csv")

        let summary = try await sample.importText(csv(first, example.later, last), name: "b.csv")

        #expect((summary.lines, summary.duplicates) == (3, 2))
        #expect(summary.possibleDuplicates == (example.evidence == nil ? 0 : 1))
        #expect(try await sample.inDoubt().map(\.evidence) == [example.evidence].compactMap(\.self))
        #expect(try await sample.waiting().count == 4)
    }

    static let following: [Case] = [
        Case(known: "2025-06-29,PENDING UBER TRIP,-12.00", later: "2025-07-01,UBER TRIP,-12.00", evidence: .pending),
        Case(known: "2025-06-30,UBER TRIP 8812,-12.00", later: "2025-07-01,UBER TRIP 99120,-12.00", evidence: .pending),
        Case(known: "2025-06-30,UBER TRIP,-12.00", later: "2025-07-01,UBER TRIP,-12.00", evidence: nil),
        Case(known: "2025-06-29,UBER TRIP,-12.00", later: "2025-07-01,SHELL,-12.00", evidence: nil),
        Case(known: "2025-06-24,PENDING UBER TRIP,-12.00", later: "2025-07-01,UBER TRIP,-12.00", evidence: nil),
    ]

    @Test(arguments: Engine.available, following)
    func `in statements that follow each other a pending payment and its booking are a possible duplicate`(
        on engine: Engine, _ example: Case
    ) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,Opening fee,-1.00", example.known), name: "june.csv")

        let summary = try await sample.importText(csv(example.later, "2025-07-31,Closing fee,-2.00"), name: "july.csv")

        #expect(summary.duplicates == 0)
        #expect(try await sample.inDoubt().map(\.evidence) == [example.evidence].compactMap(\.self))
    }

    @Test func `a coffee of every day is no duplicate of yesterday's`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        _ = try await sample.importText(
            csv("2025-06-28,COFFEE,-3.50", "2025-06-29,COFFEE,-3.50", "2025-06-30,COFFEE,-3.50"), name: "june.csv")

        let summary = try await sample.importText(csv("2025-07-01,COFFEE,-3.50", "2025-07-02,COFFEE,-3.50"), name: "july.csv")

        #expect((summary.duplicates, summary.possibleDuplicates) == (0, 0))
    }

    @Test(arguments: Engine.available)
    func `what another format of the same statement says in the same words is known`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50", "2025-06-01,Coffee,-3.50", "2025-06-02,Tea,-2.00"), name: "a.csv")

        let statement = ofx(
            account: "1111",
            [
                ("2025-06-01", "-3.50", "FIT001", "COFFEE"), ("2025-06-01", "-3.50", "FIT002", "COFFEE"),
                ("2025-06-01", "-3.50", "FIT003", "COFFEE"), ("2025-06-02", "-2.00", "FIT004", "Tea house"),
            ])
        let summary = try await sample.importText(statement, name: "a.ofx", into: sample.account(.checking))

        #expect((summary.lines, summary.duplicates) == (4, 2))
        #expect(try await sample.inDoubt().map(\.line.text) == ["Tea house"])
        #expect(try await sample.importText(statement + "\n", name: "b.ofx").duplicates == 4)
    }

    @Test(arguments: Engine.available)
    func `one reference with another amount is a possible duplicate, and so is one that a file holds twice`(on engine: Engine) async throws
    {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(ofx(account: "1111", [("2025-06-01", "-20.00", "AUTH0001", "Restaurant")]), name: "a.ofx")
        _ = try await sample.importText(
            ofx(
                account: "1111",
                [
                    ("2025-06-03", "-24.00", "AUTH0001", "Restaurant"), ("2025-06-04", "-7.00", "AUTH0002", "Cab"),
                    ("2025-06-04", "-7.00", "AUTH0002", "Cab"),
                ]), name: "b.ofx")

        #expect(try await sample.inDoubt().map(\.evidence) == [.sameReference, .repeatedReference])
        #expect(try await sample.waiting().count == 4)
    }

    @Test(arguments: Engine.available)
    func `a possible duplicate is never posted by a machine, whatever rules say, until a person keeps it`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.autoPost()
        _ = try await AddRule(sample.office)(
            for: sample.tenant, .init(name: "Tesco", condition: .text(.text, .contains("tesco")), action: .file(sample.account(.bankFees))),
            by: "dana")
        try await sample.importTwoReadings()
        #expect(try await sample.entries().count == 1)
        let doubt = try #require(try await sample.inDoubt().first)
        _ = try await RemoveRule(sample.office)(for: sample.tenant, name: "Tesco", by: "dana")
        _ = try await AddRule(sample.office)(
            for: sample.tenant, .init(name: "Shops", condition: .text(.text, .contains("tesco")), action: .file(sample.account(.bankFees))),
            by: "dana")
        #expect(try await sample.entries().count == 1)

        let summary = try await KeepDuplicates(sample.office)(for: sample.tenant, [doubt.id], by: "dana")

        #expect((summary.kept, summary.posted) == (1, 1))
        #expect(try await sample.entries().count == 2)
        #expect(try await sample.inDoubt().isEmpty)
        #expect(try await sample.faults() == [])
        let again = try await KeepDuplicates(sample.office)(for: sample.tenant, [doubt.id], by: "dana")
        #expect(again.refused.map(\.duplicate) == [doubt.id])
    }

    @Test(arguments: Engine.available)
    func `what a person decided of a possible duplicate sticks with the next file`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.importTwoReadings()
        let doubt = try #require(try await sample.inDoubt().first?.lineID)
        _ = try await DecideLines(sample.office)(for: sample.tenant, [.init(doubt, .exclude)], by: "dana")

        let again = try await sample.importText(
            csv("2025-06-01,Fee,-1.00", "2025-06-10,TESCO STORES 3312,-20.00", "2025-06-21,Tea,-3.00"), name: "c.csv")

        #expect((again.duplicates, again.possibleDuplicates) == (2, 0))
        #expect(try await sample.inDoubt().isEmpty)
    }

    @Test(arguments: Engine.available, ["keep", "file"])
    func `what a person kept is not asked again when the known line's file is undone and comes back`(on engine: Engine, _ how: String)
        async throws
    {
        let sample = try await SampleBooks.make(on: engine)
        let first = try await sample.importTwoReadings()
        let doubt = try #require(try await sample.inDoubt().first)
        if how == "keep" {
            _ = try await KeepDuplicates(sample.office)(for: sample.tenant, [doubt.id], by: "dana")
        } else {
            let line = try #require(doubt.lineID)
            _ = try await DecideLines(sample.office)(for: sample.tenant, [.init(line, .file(sample.account(.bankFees)))], by: "dana")
        }
        _ = try await UndoImport(Office(database: sample.database) { .testNow.advanced(bySeconds: 60) })(
            for: sample.tenant, first, by: "dana")

        let again = try await sample.importFirstReading()

        #expect((again.lines, again.possibleDuplicates) == (3, 0))
        #expect(try await sample.inDoubt().isEmpty)
    }

    @Test(arguments: Engine.available)
    func `what an undone import left behind is asked again when its file comes back`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let first = try await sample.importTwoReadings()
        _ = try await UndoImport(sample.office)(for: sample.tenant, first, by: "dana")
        #expect(try await sample.inDoubt().isEmpty)

        #expect(try await sample.importFirstReading().possibleDuplicates == 1)

        #expect(try await sample.inDoubt().map(\.line.text) == ["TESCO"])
    }

    @Test(arguments: Engine.available)
    func `a row left out as certain can be seen and kept as a line of its own, and is known with the next file`(on engine: Engine)
        async throws
    {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50"), name: "morning.csv")
        let second = try #require(try await sample.importText(csv("2025-06-01,Coffee,-3.50", "2025-06-02,Tea,-2.00"), name: "noon.csv").id)
        let left = try await ListDuplicates(sample.office)(for: sample.tenant, .certain(second), limit: 10)
        #expect(left.map(\.knownFile) == ["morning.csv"])

        _ = try await KeepDuplicates(sample.office)(for: sample.tenant, left.map(\.id), by: "dana")

        #expect(try await sample.waiting().map(\.line.text) == ["Coffee", "Coffee", "Tea"])
        #expect(try await ListDuplicates(sample.office)(for: sample.tenant, .certain(second), limit: 10).isEmpty)
        let both = try await sample.importText(csv("2025-06-01,Coffee,-3.50", "2025-06-01,Coffee,-3.50"), name: "evening.csv")
        #expect(both.duplicates == 2)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `when a known line's import is undone, what was taken for it is a line of its own`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let first = try await sample.importTwoReadings()
        let doubt = try #require(try await sample.inDoubt().first?.lineID)
        _ = try await DecideLines(sample.office)(for: sample.tenant, [.init(doubt, .exclude)], by: "dana")

        let undone = try await UndoImport(sample.office)(for: sample.tenant, first, by: "dana")

        #expect((undone.lines, undone.keptByOthers) == (3, 3))
        #expect(try await sample.waiting().map(\.line.text).sorted() == ["Fee", "TESCO STORES 3312", "Tea"])
        #expect(try await sample.waiting().allSatisfy { $0.proposal.held != "possible_duplicate" })
        #expect(try await sample.faults() == [])
    }
}

extension SampleBooks {
    fileprivate func inDoubt() async throws -> [ListDuplicates.Comparison] {
        try await ListDuplicates(office)(for: tenant, .open, limit: 100)
    }

    /// Two files of one account, in the second of which the bank has changed a text.
    @discardableResult
    fileprivate func importTwoReadings() async throws -> ImportID {
        let first = try await importFirstReading()
        _ = try await importText(
            csv("2025-06-01,Fee,-1.00", "2025-06-10,TESCO STORES 3312,-20.00", "2025-06-20,Tea,-2.00"), name: "b.csv")
        return try #require(first.id)
    }

    fileprivate func importFirstReading() async throws -> ImportSummary {
        try await importText(csv("2025-06-01,Fee,-1.00", "2025-06-10,TESCO,-20.00", "2025-06-20,Tea,-2.00"), name: "a.csv")
    }
}
