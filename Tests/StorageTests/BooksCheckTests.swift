import Bookkeeping
import Storage
import TestSupport
import Testing

struct BooksCheckTests {
    @Test(arguments: Engine.available)
    func `books written by the program have no fault`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.post([sample.entry("2025-06-30", 12_34), sample.entry("2025-07-01", 99)])
        try await sample.audit(3)

        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `a total that differs from its postings is found by account and day`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.post([sample.entry("2025-06-30", 12_34)])
        try await sample.run("UPDATE account_total SET debits = debits + 5 WHERE account_id = \(sample.account(.bankFees))")

        let faults = try await sample.faults()
        #expect(faults.count == 1)
        #expect(faults.first?.contains("on 2025-06-30 in USD differs from its postings by 5 debit") == true)
    }

    @Test(arguments: Engine.available)
    func `a total of lines that differs from them is found by statement and day`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.addWaitingLine()
        #expect(try await sample.faults() == [])
        try await sample.run("UPDATE line_total SET lines_out = lines_out + 2")

        let faults = try await sample.faults()
        #expect(faults.count == 1)
        #expect(faults.first?.contains("count 2 lines too many as waiting") == true)
    }

    @Test func `an audit row that was changed, taken out or put in breaks the chain at its number`() async throws {
        for damage in [
            "UPDATE audit_event SET detail = 'other' WHERE sequence = 2", "DELETE FROM audit_event WHERE sequence = 2",
            "UPDATE audit_event SET actor = 'other' WHERE sequence = 2",
            "INSERT INTO audit_event SELECT tenant_id, 9, occurred_at, actor, action, subject, detail, previous_hash, hash, came_from FROM audit_event WHERE sequence = 3; UPDATE audit_event SET sequence = sequence + 10 WHERE sequence = 2",
        ] {
            let sample = try await SampleBooks.make(on: .sqlite)
            try await sample.audit(3)
            try await sample.run("DROP TRIGGER audit_event_stays; DROP TRIGGER audit_event_is_kept; \(damage)")

            #expect(try await sample.faults() == ["The audit chain breaks at row 2."])
        }
    }

    @Test func `rows taken off the end of the audit chain show, also after the next ones`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        try await sample.audit(5)
        try await sample.run("DROP TRIGGER audit_event_is_kept; DELETE FROM audit_event WHERE sequence > 3")
        #expect(try await sample.faults() == ["The audit chain breaks at row 4: 5 rows were written, and 3 are left."])

        for _ in 0..<4 {
            try await sample.audit(1)
            #expect(try await sample.faults() != [])
        }
    }

    @Test func `a chain that was made anew, whole in itself, is not the one that was noted`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        try await sample.audit(3)
        try await sample.run("DROP TRIGGER audit_event_is_kept; DELETE FROM audit_event; DROP TRIGGER audit_head_is_kept")
        try await sample.run("CREATE TABLE kept AS SELECT * FROM audit_head; DELETE FROM audit_head")
        try await sample.audit(3, by: "somebody else")
        #expect(try await sample.faults() == [])
        try await sample.run("DROP TRIGGER audit_head_moves_on; UPDATE audit_head SET hash = (SELECT hash FROM kept)")
        #expect(try await sample.faults() == ["The audit chain breaks at row 3."])
    }

    @Test(
        arguments: Engine.available, ["UPDATE audit_head SET sequence = 1", "DELETE FROM audit_head", "UPDATE audit_head SET sequence = 9"])
    func `where the audit chain ends is not turned back`(on engine: Engine, _ statement: String) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.audit(3)
        await #expect(throws: StorageError.auditChanged) { try await sample.run(statement) }
    }

    @Test(arguments: Engine.available, ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"])
    func `audit rows never change`(on engine: Engine, _ statement: String) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.audit(1)
        await #expect(throws: StorageError.auditChanged) { try await sample.run(statement) }
    }

    @Test func `an entry unbalanced behind the program's back is found by its number`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        try await sample.post([sample.entry("2025-06-30", 12_34)])
        try await sample.run("DROP TRIGGER posting_stays; UPDATE posting SET amount = 1200 WHERE side = 'debit'")

        let faults = try await sample.faults()
        #expect(faults.first == "Entry 2025-0001 does not balance: debits less credits are -34 minor units of USD.")
    }
}

extension SampleBooks {
    func audit(_ count: Int, by actor: String = "test") async throws {
        try await database.write(for: tenant) { books in
            for number in 1...count {
                try books.audit.append(.init(actor: actor, action: "tried", subject: "\(number)", detail: "détail"), at: .testNow)
            }
        }
    }
}
