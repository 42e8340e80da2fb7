import Bookkeeping
import Storage
import TestSupport
import Testing

/// Invariants 1 and 2: the schema itself holds to them, whoever writes.
struct PostedEntryTests {
    @Test(arguments: Engine.available)
    func `the database refuses an entry whose postings do not balance`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        for amounts in [(100, 99), (100, 0)] {
            await #expect(throws: StorageError.unbalancedEntry) {
                try await sample.insertRaw(debit: amounts.0, credit: amounts.1)
            }
        }
        #expect(try await sample.entryCount() == 0)
        try await sample.insertRaw(debit: 100, credit: 100)
        #expect(try await sample.entryCount() == 1)
    }

    @Test(arguments: Engine.available)
    func `the database refuses an entry that balances only across currencies`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        await #expect(throws: StorageError.unbalancedEntry) {
            try await sample.insertRaw(debit: 100, credit: 100, creditCurrency: "EUR")
        }
    }

    @Test(arguments: Engine.available)
    func `an entry that balances in each of its currencies is posted`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.insertRaw([("debit", 100, "USD", 0), ("credit", 100, "USD", 0), ("debit", 7, "EUR", 0), ("credit", 7, "EUR", 0)])
        #expect(try await sample.entryCount() == 1)
        await #expect(throws: StorageError.unbalancedEntry) {
            try await sample.insertRaw([
                ("debit", 100, "USD", 0), ("credit", 99, "USD", 0), ("debit", 7, "EUR", 0), ("credit", 8, "EUR", 0),
            ])
        }
    }

    @Test(arguments: Engine.available)
    func `the database refuses an entry with a posting of another day`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        for days in [(0, 1), (-1, 0), (1, 1)] {
            await #expect(throws: StorageError.unbalancedEntry) {
                try await sample.insertRaw([("debit", 100, "USD", days.0), ("credit", 100, "USD", days.1)])
            }
        }
    }

    @Test(arguments: Engine.available)
    func `the database refuses an entry without postings and postings without an entry`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        await #expect(throws: StorageError.unbalancedEntry) { try await sample.insertRaw(debit: nil, credit: nil) }
        await #expect(throws: (any Error).self) { try await sample.insertRaw(debit: 100, credit: 100, withEntry: false) }
        #expect(try await sample.entryCount() == 0)
    }

    @Test(
        arguments: Engine.available,
        [
            "UPDATE posting SET amount = amount + 1", "DELETE FROM posting", "UPDATE entry SET narration = 'other'", "DELETE FROM entry",
        ])
    func `what is posted is neither changed nor deleted, by SQL either`(on engine: Engine, _ statement: String) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.post([sample.entry("2025-06-30", 12_34)])

        await #expect(throws: StorageError.postedEntryChanged) { try await sample.run(statement) }
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `no posting joins an entry that is posted`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let id = try await sample.post([sample.entry("2025-06-30", 12_34)])[0]

        await #expect(throws: StorageError.postedEntryChanged) {
            try await sample.run(
                "INSERT INTO posting VALUES (\(sample.tenant), \(id), 9, \(sample.account(.checking)), 20250630, 'debit', 0, 'USD')")
        }
    }

    @Test(arguments: Engine.available)
    func `the database refuses an entry in a closed period`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let june = try #require(Period.month(6, year: 2025))
        try await sample.database.write(for: sample.tenant) { books in
            try books.closings.close(june, by: "test", at: .testNow)
        }

        await #expect(throws: StorageError.periodClosed) { try await sample.post([sample.entry("2025-06-30", 1)]) }
        try await sample.post([sample.entry("2025-07-01", 1)])
    }

    @Test(arguments: Engine.available)
    func `entries are numbered without a gap within each year, across batches`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.post([sample.entry("2024-12-31", 1), sample.entry("2025-01-01", 2), sample.entry("2025-01-02", 3)])
        try await sample.post([sample.entry("2024-11-30", 4), sample.entry("2025-02-01", 5)])

        let numbers = try await sample.database.read(for: sample.tenant) { books in
            try books.entries.page(after: nil, limit: 10).map { "\($0.number) \($0.entry.date)" }
        }
        #expect(
            numbers == [
                "2024-0002 2024-11-30", "2024-0001 2024-12-31", "2025-0001 2025-01-01", "2025-0002 2025-01-02", "2025-0003 2025-02-01",
            ])
    }

    @Test(arguments: Engine.available)
    func `a repeated key stores the entry once, and a different entry under it is refused`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let rent = try sample.entry("2025-06-01", 120_000, "Rent")
        let other = try sample.entry("2025-06-01", 120_001, "Rent")

        let first = try await sample.postOnce(rent, key: "rent-june")
        let again = try await sample.postOnce(rent, key: "rent-june")

        #expect(first == again)
        #expect(try await sample.entryCount() == 1)
        await #expect(throws: StorageError.keyReused("rent-june")) { try await sample.postOnce(other, key: "rent-june") }
    }

    @Test(arguments: Engine.available)
    func `pages hold every entry once, in order of date and number`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.post((1...25).map { day in try sample.entry(day % 2 == 0 ? "2025-03-01" : "2025-02-01", Int64(day)) })

        var all: [PostedEntry] = []
        while true {
            let last = all.last
            let page = try await sample.database.read(for: sample.tenant) { books in
                try books.entries.page(after: last, limit: 4)
            }
            guard !page.isEmpty else { break }
            all += page
        }

        #expect(all.count == 25)
        #expect(all.map(\.number) == all.sorted { ($0.entry.date, $0.number) < ($1.entry.date, $1.number) }.map(\.number))
    }
}

extension PostedEntryTests {
    @Test(arguments: [
        "INSERT OR REPLACE INTO entry SELECT tenant_id, id, number, date, 'FORGED', source, line_id, reverses, idempotency_key, fingerprint, posted_at, posted_by FROM entry",
        "INSERT OR REPLACE INTO posting SELECT tenant_id, entry_id, ordinal, account_id, date, side, amount + 1, currency FROM posting",
    ])
    func `SQLite's INSERT OR REPLACE replaces nothing that is posted`(_ statement: String) async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        try await sample.post([sample.entry("2025-06-30", 12_34)])
        await #expect(throws: StorageError.postedEntryChanged) { try await sample.run(statement) }
    }
}

extension SampleBooks {
    /// Writes rows past every type of the program, as an intruder or a fault would.
    func insertRaw(debit: Int?, credit: Int?, creditCurrency: String = "USD", withEntry: Bool = true) async throws {
        let (cash, fees) = (account(.checking), account(.bankFees))
        try await database.write(.tenant(tenant)) { db in
            let id = try db.reserveIDs(1).lowerBound
            if let debit {
                try db.execute("INSERT INTO posting VALUES (\(tenant), \(id), 0, \(fees), 20250630, 'debit', \(debit), 'USD')")
            }
            if let credit {
                try db.execute(
                    "INSERT INTO posting VALUES (\(tenant), \(id), 1, \(cash), 20250630, 'credit', \(credit), \(creditCurrency))")
            }
            guard withEntry else { return }
            try db.execute(
                """
                INSERT INTO entry (tenant_id, id, number, date, narration, source, posted_at, posted_by)
                VALUES (\(tenant), \(id), \(20_250_000_000 + id), 20250630, 'raw', 'manual', 0, 'test')
                """)
        }
    }

    /// An entry of 15 June 2025 with these postings; the last number is how many days later a posting has its date.
    func insertRaw(_ postings: [(side: String, amount: Int, currency: String, later: Int)]) async throws {
        let cash = account(.checking)
        try await database.write(.tenant(tenant)) { db in
            let id = try db.reserveIDs(1).lowerBound
            for (ordinal, posting) in postings.enumerated() {
                try db.execute(
                    """
                    INSERT INTO posting (tenant_id, entry_id, ordinal, account_id, date, side, amount, currency) VALUES
                        (\(tenant), \(id), \(ordinal), \(cash), \(20_250_615 + posting.later), \(posting.side), \(posting.amount), \(posting.currency))
                    """)
            }
            try db.execute(
                """
                INSERT INTO entry (tenant_id, id, number, date, narration, source, posted_at, posted_by)
                VALUES (\(tenant), \(id), \(20_250_000_000 + id), 20250615, 'raw', 'manual', 0, 'test')
                """)
        }
    }

    func run(_ text: String) async throws {
        try await database.write(.tenant(tenant)) { db in try db.runScript(text) }
    }

    func entryCount() async throws -> Int {
        try await database.read(for: tenant) { books in try books.entries.count() }
    }

    func faults() async throws -> [String] {
        try await database.read(for: tenant) { books in try books.check.faults().map(\.text) }
    }

    func postOnce(_ entry: JournalEntry, key: IdempotencyKey) async throws -> EntryID {
        try await database.write(for: tenant) { books in
            try books.entries.postOnce(EntryStore.Draft(entry, source: .manual, key: key), by: "test", at: .testNow).id
        }
    }
}
