import Bookkeeping
import Storage
import TestSupport
import Testing

/// What a row refers to is there, whoever writes: SQLite holds it by foreign keys, PostgreSQL for the largest tables once a statement.
struct ReferenceTests {
    @Test(
        arguments: Engine.available,
        [
            "INSERT INTO posting VALUES (TENANT, 900001, 0, 424242, 20250630, 'debit', 5, 'USD')",
            "INSERT INTO posting SELECT tenant_id, 900004, ordinal, account_id, date, side, amount, currency FROM posting; INSERT INTO entry SELECT tenant_id, 900004, number + 1, date, narration, source, line_id, 424242, NULL, NULL, posted_at, posted_by FROM entry",
            "UPDATE statement_line SET account_id = 424242",
            "UPDATE statement_line SET statement_id = 424242",
            "INSERT INTO statement_line SELECT tenant_id, 900002, 424242, account_id, row_number, date, amount, currency, text, counterparty, reference, fingerprint, 2, vendor, state, method, proposed_account_id, confidence, held, reason, entry_id FROM statement_line",
            "DELETE FROM account",
            "UPDATE account SET id = id + 1000000",
            "DELETE FROM statement",
            "UPDATE statement SET id = id + 1000000",
        ])
    func `no row loses what it refers to`(on engine: Engine, _ statement: String) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.post([sample.entry("2025-06-30", 12_34)])
        try await sample.addLine()

        await #expect(throws: StorageError.self) {
            try await sample.execute(statement.replacing("TENANT", with: "\(sample.tenant)"))
        }
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.check.faults() }.isEmpty)
    }

    @Test(arguments: Engine.available)
    func `an account that nothing refers to may go`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.execute(
            "INSERT INTO account (tenant_id, id, code, name, kind) VALUES (\(sample.tenant), 900003, '99', 'Spare', 'bank')")

        try await sample.execute("DELETE FROM account WHERE id = 900003")
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.accounts.account(AccountID(900_003)) } == nil)
    }

    /// A batch of rows large enough that the engines take them at once, with one whose parent is missing.
    @Test(arguments: Engine.available)
    func `one line among thousands without its account has all of them refused`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let (tenant, cash) = (sample.tenant, sample.account(.checking))

        await #expect(throws: StorageError.self) {
            try await sample.database.write(for: tenant) { books in
                let entries = try (0..<5_000).map { index in
                    let strange = index == 4_321 ? AccountID(424_242) : cash
                    let amount = Money(minorUnits: Int64(index), .usd)
                    let entry = try JournalEntry(
                        date: CalendarDate(dayNumber: 20_000), narration: "Line \(index)",
                        postings: [Posting(.debit, cash, amount), Posting(.credit, strange, amount)])
                    return EntryStore.Draft(entry, source: .manual)
                }
                _ = try books.entries.post(entries, by: "test", at: .testNow)
            }
        }
        #expect(try await sample.database.read(for: tenant) { books in try books.entries.count() } == 0)
    }
}

extension SampleBooks {
    fileprivate func execute(_ text: String) async throws {
        try await database.write(.tenant(tenant)) { db in try db.runScript(text) }
    }

    fileprivate func addLine() async throws {
        let account = account(.checking)
        try await database.write(for: tenant) { books in
            let id = try books.imports.begin(fileName: "a.csv", hash: [1], format: "csv", mapping: nil, by: "test", at: .testNow)
            let statement = try books.imports.addStatement(to: id, account: account, currency: .usd)
            let day = CalendarDate(dayNumber: 20_000)
            let draft = LineStore.Draft(
                id: try books.lines.reserveIDs(1)[0],
                line: StatementLine(row: 2, date: day, amount: Money(minorUnits: -1, .usd), text: "Coffee"),
                occurrence: .init(date: day, fingerprint: 1, number: 1), vendor: "coffee",
                proposal: .init(method: "none", account: nil, confidence: 0, held: "cold_start", reason: ""), entry: nil)
            try books.lines.insert([draft], into: statement, account: account)
        }
    }
}
