import Bookkeeping
import Storage
import TestSupport
import Testing

struct SQLTests {
    @Test func `interpolated values become parameters in order, those of a fragment too`() {
        let name = "x'; DROP TABLE account; --"
        let fragment: SQL = "AND code = \("10")"
        let sql: SQL = "SELECT * FROM account WHERE name = \(name) \(fragment) AND id IN \(list: [1, 2])"

        #expect(sql.text == "SELECT * FROM account WHERE name = $1 AND code = $2 AND id IN ($3, $4)")
        #expect(sql.arguments == [.text(name), .text("10"), .integer(1), .integer(2)])
    }

    @Test(arguments: Engine.available)
    func `every kind of cell comes back as it went in, alone and in bulk`(on engine: Engine) async throws {
        let database = try await engine.bareDatabase()
        let rows: [[SQLValue]] = [
            [.integer(1), .text(""), .blob([])],
            [.integer(.max), .text("naïve 'quoted' \\ \n {NULL} ☃︎ 𝄞"), .blob([0, 255, 10])],
            [.integer(.min), .null, .null],
        ]
        try await database.write(.system) { db in
            let types = engine == .sqlite ? "n INTEGER, t TEXT, b BLOB" : "n BIGINT, t TEXT, b BYTEA"
            try db.runScript("CREATE TABLE cells (\(types))")
            var bulk = BulkRows(into: "cells", [.integer("n"), .text("t"), .blob("b")])
            for row in rows { bulk.append(row) }
            try db.insert(bulk)
            for row in rows { try db.run("INSERT INTO cells VALUES ($1, $2, $3)", row) { (_) throws(StorageError) in } }
            for row in rows {
                let found = try db.all("SELECT n, t, b FROM cells WHERE n = \(Int64(sqlValue: row[0]))") { (row) throws(StorageError) in
                    row.values
                }
                #expect(found == [row, row])
            }
        }
    }

    @Test(arguments: Engine.available)
    func `nothing of a transaction that throws remains`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        await #expect(throws: StorageError.locked) {
            try await sample.database.write(for: sample.tenant) { books in
                try books.accounts.add(code: "9999", name: "Gone", kind: .expense)
                throw StorageError.locked
            }
        }
        let codes = try await sample.database.read(for: sample.tenant) { books in try books.accounts.all().map(\.code) }
        #expect(!codes.contains("9999"))
    }

    @Test(arguments: Engine.available)
    func `a code that is taken is refused by that name`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        await #expect(throws: StorageError.taken("account code")) {
            try await sample.database.write(for: sample.tenant) { books in
                _ = try books.accounts.add(code: "1000", name: "Again", kind: .bank)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `ids reserved side by side never meet`(on engine: Engine) async throws {
        let database = try await engine.emptyDatabase()
        let ranges = try await withThrowingTaskGroup(of: Range<Int64>.self) { group in
            for count in 1...20 {
                group.addTask { try await database.write(.system) { db in try db.reserveIDs(count) } }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let ids = ranges.flatMap { $0.map(\.self) }
        #expect(Set(ids).count == 210)
    }
}
