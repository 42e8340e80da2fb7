import Bookkeeping
import Foundation
import Operations
import Storage
import StorageSQLite
import TestSupport
import Testing

struct BackupTests {
    @Test(arguments: Engine.available, Engine.available)
    func `a backup from either engine restores into either, and verifies`(from source: Engine, to target: Engine) async throws {
        let sample = try await SampleBooks.make(on: source)
        _ = try await sample.importText(csv("2025-06-01,Coffee,-3.50", "2025-06-02,Salary,1200.00"))
        try await sample.decide(Array(sample.waiting().prefix(1)), .file(sample.account(.bankFees)))
        try await ClosePeriod(sample.office)(for: sample.tenant, try #require(Period.month(5, year: 2025)), by: "dana")
        let path = TemporaryFolder.shared.path("backup-\(UUID()).db")

        try await BackUp(sample.office) { path in
            let file = try SQLiteDatabase(path: path)
            try await Migrator(file).up()
            return file
        }(to: path)
        let restored = Office(database: try await target.emptyDatabase()) { .testNow }
        let faults = try await RestoreBackup(restored)(from: try SQLiteDatabase(path: path))

        #expect(faults == [])
        let copy = SampleBooks(database: restored.database, tenant: sample.tenant, accounts: sample.accounts)
        #expect(try await copy.entries() == sample.entries())
        #expect(try await copy.waiting() == sample.waiting())
        #expect(try await copy.importText(csv("2025-06-03,Tea,-2.00"), name: "next.csv").duplicates == 0)
        await #expect(throws: OperationError.databaseNotEmpty) {
            _ = try await RestoreBackup(restored)(from: try SQLiteDatabase(path: path))
        }
    }

    @Test(arguments: Engine.available)
    func `a backup carries every table of the schema`(on engine: Engine) async throws {
        let database = try await engine.emptyDatabase()
        let tables = try await database.read(.system) { db -> [String] in
            switch engine {
            case .sqlite: try db.all("SELECT name FROM sqlite_master WHERE type = 'table'")
            case .postgres: try db.all("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            }
        }
        #expect(Set(tables).subtracting(["schema_migration", "id_counter"]) == Set(BooksCopy.tableNames))
    }
}
