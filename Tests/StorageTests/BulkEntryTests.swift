import Bookkeeping
import Storage
import TestSupport
import Testing

/// Invariants 1 and 2 for entries that arrive together, which both engines look at in one statement: the same refusals as one by one.
struct BulkEntryTests {
    /// On SQLite few go past the triggers and many do not; on PostgreSQL the answer to very many is awaited later.
    static let sizes = [3, 200, 2_000]

    /// What is wrong with one of many entries, as rows that should not be among the postings.
    enum Fault: CaseIterable {
        case oneSided, acrossCurrencies, anotherDay

        func rows(_ entry: EntryID, in sample: SampleBooks) -> [[SQLValue]] {
            switch self {
            case .oneSided: [posting(entry, in: sample, "debit", 1)]
            case .acrossCurrencies:
                [posting(entry, in: sample, "debit", 5, currency: "EUR"), posting(entry, in: sample, "credit", 5, ordinal: 3)]
            case .anotherDay: [posting(entry, in: sample, "debit", 0, day: 20_250_629)]
            }
        }
    }

    @Test(arguments: Engine.available, sizes)
    func `one wrong entry among many is refused, and all of them with it`(on engine: Engine, _ count: Int) async throws {
        let sample = try await SampleBooks.make(on: engine)
        for fault in Fault.allCases {
            await #expect(throws: StorageError.unbalancedEntry, "\(fault)") {
                try await sample.postTogether(count) { rows in
                    for row in fault.rows(rows.ids[count / 2], in: sample) { rows.postings.append(row) }
                }
            }
        }
        await #expect(throws: StorageError.unbalancedEntry) {
            try await sample.postTogether(count) { rows in rows.postings = BulkRows(into: "posting", rows.postings.columns) }
        }
        #expect(try await sample.postedCount() == 0)
    }

    /// PostgreSQL looks at a stretch of ids as one; what is thinly sown it asks for one by one.
    @Test(arguments: Engine.available, sizes)
    func `one wrong entry among many is refused however far apart their ids are`(on engine: Engine, _ count: Int) async throws {
        let sample = try await SampleBooks.make(on: engine)
        await #expect(throws: StorageError.unbalancedEntry) {
            try await sample.postTogether(count, apart: 1_000) { rows in
                rows.postings.append(posting(rows.ids[count - 1], in: sample, "debit", 1))
            }
        }
        try await sample.postTogether(count, apart: 1_000) { _ in }
        #expect(try await sample.postedCount() == count)
    }

    @Test(arguments: Engine.available, sizes)
    func `a posting among many that belongs to none of them has all refused`(on engine: Engine, _ count: Int) async throws {
        let sample = try await SampleBooks.make(on: engine)
        for apart in [1, 1_000] {
            await #expect(throws: StorageError.self) {
                try await sample.postTogether(count, apart: apart) { rows in
                    rows.postings.append(posting(EntryID(rows.ids[count - 1].rawValue + 1), in: sample, "debit", 1))
                }
            }
        }
        await #expect(throws: StorageError.self, "between two of them") {
            try await sample.postTogether(count, apart: 1_000) { rows in
                rows.postings.append(posting(EntryID(rows.ids[0].rawValue + 1), in: sample, "debit", 1))
            }
        }
        #expect(try await sample.postedCount() == 0)
    }

    @Test(arguments: Engine.available, sizes)
    func `an entry in two currencies may be among many`(on engine: Engine, _ count: Int) async throws {
        let sample = try await SampleBooks.make(on: engine)
        for place in [0, count - 1] {
            try await sample.postTogether(count) { rows in
                rows.postings.append(posting(rows.ids[place], in: sample, "debit", 5, currency: "EUR"))
                rows.postings.append(posting(rows.ids[place], in: sample, "credit", 5, currency: "EUR", ordinal: 3))
            }
        }
        #expect(try await sample.postedCount() == 2 * count)
    }

    @Test(arguments: Engine.available, sizes)
    func `many entries bring no posting to one that is there, and none comes twice`(on engine: Engine, _ count: Int) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let there = try await sample.postTogether(count) { _ in }

        await #expect(throws: StorageError.postedEntryChanged) {
            try await sample.postTogether(count) { rows in rows.postings.append(posting(there.ids[1], in: sample, "debit", 0)) }
        }
        await #expect(throws: StorageError.self) {
            try await sample.database.write(for: sample.tenant) { books in try books.entries.post(there) }
        }
        #expect(try await sample.postedCount() == count)
    }

    @Test(arguments: Engine.available, sizes)
    func `many entries are refused when one lies in a closed period`(on engine: Engine, _ count: Int) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let june = try #require(Period.month(6, year: 2025))
        try await sample.database.write(for: sample.tenant) { books in try books.closings.close(june, by: "test", at: .testNow) }

        await #expect(throws: StorageError.periodClosed) { try await sample.postTogether(count) { _ in } }
        #expect(try await sample.postedCount() == 0)
    }

    @Test(arguments: Engine.available, sizes)
    func `many entries are refused when an account of one is not there`(on engine: Engine, _ count: Int) async throws {
        let sample = try await SampleBooks.make(on: engine)
        await #expect(throws: StorageError.self) {
            try await sample.postTogether(count) { rows in
                var row = posting(rows.ids[count / 2], in: sample, "debit", 0)
                row[3] = .integer(9_999_999)
                rows.postings.append(row)
            }
        }
        #expect(try await sample.postedCount() == 0)
    }

    @Test(arguments: Engine.available, sizes)
    func `many entries are refused when one reverses an entry that is not there`(on engine: Engine, _ count: Int) async throws {
        let sample = try await SampleBooks.make(on: engine)
        await #expect(throws: StorageError.self) {
            try await sample.database.write(for: sample.tenant) { books in
                try books.entries.post(sample.rows(count, reversing: EntryID(9_999_999), in: books))
            }
        }
        #expect(try await sample.postedCount() == 0)
    }

    @Test
    func `on SQLite no foreign key asks more of a new row than many entries are asked together`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        let keys: [String] = try await sample.database.read(.system) { db in
            try db.all(
                """
                SELECT t.name || '.' || k."from" FROM sqlite_schema t, pragma_foreign_key_list(t.name) k
                WHERE t.name IN ('entry', 'posting') ORDER BY 1
                """)
        }
        #expect(
            keys == [
                "entry.reverses", "entry.tenant_id", "entry.tenant_id", "posting.account_id", "posting.entry_id", "posting.tenant_id",
                "posting.tenant_id",
            ])
    }

    @Test
    func `on SQLite no trigger asks more of a new row than many entries are asked together`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        let triggers: [String] = try await sample.database.read(.system) { db in
            try db.all(
                """
                SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('entry', 'posting') AND sql LIKE '% INSERT ON %'
                ORDER BY name
                """)
        }
        #expect(triggers == ["entry_is_posted_right", "posting_comes_first"])
    }

    @Test
    func `on SQLite a refusal that is caught leaves nothing, and the triggers go on`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        try await sample.database.write(for: sample.tenant) { books in
            var rows = try sample.rows(200, in: books)
            rows.postings.append(posting(rows.ids[7], in: sample, "debit", 1))
            #expect(throws: StorageError.unbalancedEntry) { try books.entries.post(rows) }
            try books.entries.post(sample.rows(100, in: books))
        }
        await #expect(throws: StorageError.self, "foreign keys, too") {
            try await sample.database.write(.tenant(sample.tenant)) { db in
                try db.execute("INSERT INTO closing SELECT tenant_id + 1, 1, 1, 1, 1 FROM account LIMIT 1")
            }
        }

        #expect(try await sample.postedCount() == 100)
        await #expect(throws: StorageError.postedEntryChanged) {
            try await sample.database.write(.tenant(sample.tenant)) { db in
                try db.execute(
                    """
                    INSERT INTO posting SELECT tenant_id, entry_id, 9, account_id, date, side, 0, currency FROM posting
                    WHERE tenant_id = \(sample.tenant) LIMIT 1
                    """)
            }
        }
    }
}

/// A posting as a row, on 30 June 2025.
private func posting(
    _ entry: EntryID, in sample: SampleBooks, _ side: String, _ amount: Int64, currency: String = "USD", ordinal: Int64 = 2,
    day: Int64 = 20_250_630
) -> [SQLValue] {
    [
        sample.tenant.sqlValue, entry.sqlValue, .integer(ordinal), sample.account(.checking).sqlValue, .integer(day), .text(side),
        .integer(amount), .text(currency),
    ]
}

extension SampleBooks {
    /// - Parameters:
    ///   - apart: how far each id is from the one before
    ///   - reversed: what the last one says it reverses
    fileprivate func rows(_ count: Int, apart: Int = 1, reversing reversed: EntryID? = nil, in books: Books) throws -> EntryRows {
        let drafts = try (1...count).map {
            EntryStore.Draft(try entry("2025-06-30", Int64($0)), source: .manual, reverses: $0 == count ? reversed : nil)
        }
        var numbers = try books.entries.lastNumbers(in: [2025])
        let reserved = try books.entries.reserveIDs(count * apart)
        let ids = stride(from: 0, to: reserved.count, by: apart).map { reserved[$0] }
        return try EntryRows(drafts, of: tenant, ids: ids, numbers: &numbers, by: "test", at: .testNow)
    }

    @discardableResult
    fileprivate func postTogether(
        _ count: Int, apart: Int = 1, _ change: @escaping @Sendable (inout EntryRows) -> Void
    ) async throws -> EntryRows {
        try await database.write(for: tenant) { books in
            var rows = try self.rows(count, apart: apart, in: books)
            change(&rows)
            try books.entries.post(rows)
            return rows
        }
    }

    fileprivate func postedCount() async throws -> Int {
        try await database.read(for: tenant) { books in try books.entries.count() }
    }
}
