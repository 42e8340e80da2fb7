import Bookkeeping
import Storage
import TestSupport
import Testing

struct MigrationTests {
    @Test(arguments: Engine.available)
    func `an empty database goes up to the newest schema and down to nothing, one migration at a time`(on engine: Engine) async throws {
        let migrator = Migrator(try await engine.bareDatabase())
        let ids = Migration.all.map(\.id)

        #expect(try await migrator.up() == ids)
        #expect(try await migrator.up() == [])
        #expect(try await migrator.status().filter(\.isApplied).map(\.id) == ids)
        #expect(try await migrator.down(to: "002_tenant_settings") == Array(ids.dropFirst(2).reversed()))
        #expect(try await migrator.down(to: nil) == ["002_tenant_settings", "001_initial"])
        #expect(try await migrator.up() == ids)
    }

    @Test(arguments: Engine.available)
    func `going down and up again keeps the rows of the migrations that stay`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.post([sample.entry("2025-06-30", 12_34)])
        let migrator = Migrator(sample.database)

        _ = try await migrator.down(to: "001_initial")
        _ = try await migrator.up()

        let count = try await sample.database.read(for: sample.tenant) { books in try books.entries.count() }
        #expect(count == 1)
        #expect(try await sample.database.read(for: sample.tenant) { books in try books.settings.current() } == .initial)
    }

    @Test(arguments: Engine.available)
    func `a rule that was made before rules had versions has its first one`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let other = try await SampleBooks.make(in: sample.database, name: "Other")
        let migrator = Migrator(sample.database)
        try await migrator.down(to: "003_auth_users")
        for tenant in [sample.tenant, other.tenant] {
            _ = try await sample.database.write(.tenant(tenant)) { db in
                try db.execute(
                    """
                    INSERT INTO rule (tenant_id, id, name, definition, created_at, created_by)
                    VALUES (\(tenant), \(4_711 + tenant.rawValue), 'Rent', '{}', 7, 'dana')
                    """)
            }
        }

        try await migrator.up()

        for tenant in [sample.tenant, other.tenant] {
            let history = try await sample.database.read(for: tenant) { books in try books.rules.history(name: "Rent") }
            #expect(history.map(\.number) == [1])
            #expect(history.first?.changedBy == "dana")
            #expect(history.first?.changedAt == Instant(milliseconds: 7))
        }
    }

    @Test(arguments: Engine.available)
    func `a message that was logged before deliveries had states keeps whether it was sent`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let migrator = Migrator(sample.database)
        try await migrator.down(to: "015_waiting_lines")
        _ = try await sample.database.write(.tenant(sample.tenant)) { [tenant = sample.tenant] db in
            for (id, sent) in [(4_711, 1), (4_712, 0)] {
                try db.execute(
                    """
                    INSERT INTO notification_log (id, tenant_id, channel, type, payload_json, sent, created_at)
                    VALUES (\(id), \(tenant), 'email', 'psi_alert', '{}', \(sent), 7)
                    """)
            }
        }

        try await migrator.up()
        try await migrator.down(to: "015_waiting_lines")
        try await migrator.up()

        let log = try await sample.database.read(for: sample.tenant) { books in try books.notificationLog.page(limit: 10) }
        #expect(log.map(\.state) == [.failed, .sent])
        #expect(log.map(\.attempts) == [0, 0])
    }

    @Test(arguments: Engine.available)
    func `an audit chain that was begun before its end was noted goes on, and has an end`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let other = try await SampleBooks.make(in: sample.database, name: "Other")
        for _ in 0..<2 { try await sample.audit(1) }
        try await other.audit(1)
        let migrator = Migrator(sample.database)
        try await migrator.down(to: "015_waiting_lines")
        try await migrator.up()

        try await sample.audit(1)
        for (books, count) in [(sample, 3), (other, 1)] {
            let head = try await books.database.read(for: books.tenant) { books in try books.audit.head() }
            #expect(head?.sequence == Int64(count))
            #expect(try await books.faults() == [])
        }
    }

    @Test(arguments: Engine.available)
    func `lines that wait already are counted when the queue gets its counts`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let other = try await SampleBooks.make(in: sample.database, name: "Other")
        for books in [sample, other] { try await books.addWaitingLine() }
        let migrator = Migrator(sample.database)
        let before = try await sample.database.read(for: sample.tenant) { books in try books.queue.totals() }

        _ = try await migrator.down(to: "015_waiting_lines")
        _ = try await migrator.up()

        for tenant in [sample.tenant, other.tenant] {
            let (totals, faults) = try await sample.database.read(for: tenant) { books in
                (try books.queue.totals(), try books.check.faults().filter { $0.text.contains("queue") })
            }
            #expect(totals == before && !totals.isEmpty)
            #expect(faults.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `lines that are there already are counted when the totals come`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let other = try await SampleBooks.make(in: sample.database, name: "Other")
        for books in [sample, other] { try await books.addWaitingLine() }
        let migrator = Migrator(sample.database)

        _ = try await migrator.down(to: "024_preferences")
        _ = try await migrator.up()

        for books in [sample, other] {
            let months = try await books.database.read(for: books.tenant) { books in
                try books.lineTotals.waitingMonths(during: #require(Period(from: .earliest, through: .latest)))
            }
            #expect(months.map(\.count) == [1])
            #expect(try await books.faults() == [])
        }
    }

    @Test(arguments: Engine.available)
    func `a schema that a newer program made is refused by name`(on engine: Engine) async throws {
        let database = try await engine.emptyDatabase()
        let ids = Migration.all.map(\.id)
        let older = Migrator(database, migrations: Array(Migration.all.dropLast()))

        await #expect(throws: StorageError.newerSchema(found: ids[ids.count - 1], known: ids[ids.count - 2])) { try await older.prepare() }
    }

    @Test(arguments: Engine.available)
    func `a schema that is behind waits for the operator`(on engine: Engine) async throws {
        let database = try await engine.bareDatabase()
        try await Migrator(database).up(to: "001_initial")

        await #expect(throws: StorageError.olderSchema(found: "001_initial", needed: Migration.all.map(\.id).last ?? "")) {
            try await Migrator(database).prepare()
        }
    }

    @Test(arguments: Engine.available)
    func `an unknown migration is named with the known ones`(on engine: Engine) async throws {
        let migrator = Migrator(try await engine.emptyDatabase())

        await #expect(throws: StorageError.unknownMigration("004_typo", known: Migration.all.map(\.id))) {
            try await migrator.down(to: "004_typo")
        }
    }

    @Test(arguments: Engine.available)
    func `two processes that migrate at once apply each migration once`(on engine: Engine) async throws {
        let migrator = Migrator(try await engine.bareDatabase())

        async let first: Void = migrator.prepare()
        async let second: Void = migrator.prepare()
        _ = try await (first, second)

        #expect(try await migrator.status().allSatisfy(\.isApplied))
    }
}

extension SampleBooks {
    func addWaitingLine() async throws {
        try await database.write(for: tenant) { books in
            let id = try books.imports.begin(fileName: "a.csv", hash: [1], format: "csv", mapping: nil, by: "test", at: .testNow)
            let statement = try books.imports.addStatement(to: id, account: account(.checking), currency: .usd)
            let day = CalendarDate(dayNumber: 20_000)
            let draft = LineStore.Draft(
                id: try books.lines.reserveIDs(1)[0],
                line: StatementLine(
                    row: 1, date: day, amount: Money(minorUnits: -350, .usd), text: "COFFEE", counterparty: nil, reference: nil),
                occurrence: .init(date: day, fingerprint: 1, number: 1), vendor: "coffee",
                proposal: .init(method: "none", account: nil, confidence: 0, held: "cold_start", reason: "nothing known"), entry: nil)
            try books.lines.insert([draft], into: statement, account: account(.checking))
        }
    }
}
