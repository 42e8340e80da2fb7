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
        let faults = try await RestoreBackup(restored)(from: try SQLiteDatabase(readOnly: path))

        #expect(faults == [])
        let copy = SampleBooks(database: restored.database, tenant: sample.tenant, accounts: sample.accounts)
        #expect(try await copy.entries() == sample.entries())
        #expect(try await copy.waiting() == sample.waiting())
        #expect(try await copy.importText(csv("2025-06-03,Tea,-2.00"), name: "next.csv").duplicates == 0)
        await #expect(throws: OperationError.databaseNotEmpty) {
            _ = try await RestoreBackup(restored)(from: try SQLiteDatabase(readOnly: path))
        }
    }

    @Test(arguments: Engine.available)
    func `a backup carries every table and column of the schema`(on engine: Engine) async throws {
        let database = try await engine.emptyDatabase()
        let cells = try await database.read(.system) { db -> [(table: String, column: String)] in
            let query: SQL =
                switch engine {
                case .sqlite: "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
                case .postgres:
                    "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER'"
                }
            return try db.all(query) { (row) throws(StorageError) in (try row[0], try row[1]) }
        }
        let schema = Dictionary(grouping: cells, by: \.table).mapValues { Set($0.map(\.column)) }
        let own = BooksCopy.tablesLeftBehind.union(["schema_migration", "id_counter", "posting_run"])
        #expect(schema.filter { !own.contains($0.key) } == BooksCopy.columnsByTable)
        #expect(BooksCopy.tablesLeftBehind.isSubset(of: schema.keys))
    }

    @Test(arguments: Engine.available)
    func `people, their codes, tokens and webhooks travel with a backup; sessions and links to reset stay behind`(
        on engine: Engine
    ) async throws {
        let desk = try await WebhookDesk(on: engine)
        let (owner, member) = (desk.owner, desk.owner.member)
        let secret = try await SecondFactor(desk.reception.front).enroll(owner.user.id).secret
        let codes = try await SecondFactor(desk.reception.front).confirm(
            owner.user.id, code: App(secret: secret).code(at: desk.reception.clock.now))
        let token = try await CreateAPIToken(desk.reception.front)(
            for: owner.tenant, name: "Script", scope: .read, days: 9, by: member
        ).text
        _ = try await desk.add("https://hooks.example.org/", [.exportFinished])
        try await AnnounceExport(desk.reception.front.office)(for: owner.tenant, target: "qbo", posted: 1, by: "dana")
        try await RequestPasswordReset(desk.reception.front)(email: owner.user.email, from: Reception.caller)
        let link = try await desk.reception.mailbox.linkToken(to: owner.user.email)
        let path = TemporaryFolder.shared.path("people-\(UUID()).db")
        try await BackUp(desk.reception.front.office) { path in
            let file = try SQLiteDatabase(path: path)
            try await Migrator(file).up()
            return file
        }(to: path)

        let restored = try Reception(in: try await engine.emptyDatabase())
        let faults = try await RestoreBackup(restored.front.office)(from: try SQLiteDatabase(readOnly: path))

        #expect(faults == [])
        #expect(try await restored.find(owner.token) == nil)
        await #expect(throws: PeopleError.linkExpired) {
            try await ResetPassword(restored.front)(token: link, newPassword: "another long one", from: Reception.caller)
        }
        #expect(try await restored.signIn().pending != nil)
        #expect(try await restored.signIn(code: codes[0]).session?.memberships == owner.memberships)
        #expect(try await FindAPIToken(restored.front)(token)?.user == owner.user)
        #expect(try await DeliverWebhooks(restored.front, http: desk.http.sender)().delivered == 1)
        #expect(try await restored.audit(owner.tenant).contains { $0.origin == Reception.caller.address })
    }

    @Test func `an empty database is no backup, and stays as it is`() async throws {
        let path = TemporaryFolder.shared.path("empty-\(UUID()).db")
        let file = try SQLiteDatabase(path: path)
        try await Migrator(file).up()
        await file.close()
        let before = try Data(contentsOf: URL(filePath: path))
        let target = Office(database: try await Engine.sqlite.emptyDatabase()) { .testNow }

        await #expect(throws: OperationError.emptyBackup) { _ = try await RestoreBackup(target)(from: try SQLiteDatabase(readOnly: path)) }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
}
