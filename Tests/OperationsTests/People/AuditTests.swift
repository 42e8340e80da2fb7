import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

struct AuditTests {
    @Test(arguments: Engine.available)
    func `rows come newest first, page by page, by actor, action and time`(on engine: Engine) async throws {
        let reception = try await Reception(on: engine)
        let owner = try await reception.signUp()
        let database = reception.database
        for number in 1...25 {
            reception.clock.advance(seconds: 60)
            let now = reception.clock.now
            try await database.write(for: owner.tenant) { books in
                try books.audit.append(
                    .init(
                        actor: number % 2 == 0 ? "dana" : "sam", action: number % 5 == 0 ? "rule.added" : "entry.posted",
                        subject: "\(number)"),
                    at: now)
            }
        }
        let page = { (filter: AuditStore.Filter, last: Int64?, limit: Int) in
            try await database.read(for: owner.tenant) { books in try books.audit.page(filter, before: last, limit: limit) }
        }

        var seen: [String] = []
        var last: Int64?
        while true {
            let rows = try await page(.init(), last, 7)
            guard let end = rows.last else { break }
            seen += rows.map(\.event.subject)
            last = end.sequence
        }
        #expect(seen == (1...25).reversed().map { "\($0)" } + ["Acme"])
        #expect(try await page(.init(actor: "sam", action: "rule.added"), nil, 100).map(\.event.subject) == ["25", "15", "5"])
        let (from, to) = (Instant.testNow.advanced(bySeconds: 180), Instant.testNow.advanced(bySeconds: 300))
        #expect(try await page(.init(from: from, to: to), nil, 100).map(\.event.subject) == ["5", "4", "3"])
        let eve = try await reception.signUp("eve@example.com", company: "Eve")
        #expect(try await reception.audit(eve.tenant).count == 1)
    }

    @Test(arguments: Engine.available)
    func `rows with and without a place stand in one chain, from which neither can be changed`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let broken = { try await sample.database.read(for: sample.tenant) { books in try books.audit.firstBrokenSequence() } }
        try await ClosePeriod(sample.office)(for: sample.tenant, try #require(Period.month(5, year: 2025)), by: "dana")
        let away = sample.office.from(Caller(address: "203.0.113.9"))
        try await ClosePeriod(away)(for: sample.tenant, try #require(Period.month(6, year: 2025)), by: "dana")
        try await ClosePeriod(sample.office).reopen(for: sample.tenant, try #require(Period.month(6, year: 2025)), by: "dana")

        let rows = try await sample.database.read(for: sample.tenant) { books in try books.audit.page(limit: 10) }
        #expect(rows.map(\.origin) == [nil, "203.0.113.9", nil])
        #expect(try await broken() == nil)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: [(2, "NULL"), (2, "'203.0.113.8'"), (1, "'203.0.113.9'"), (1, "''")])
    func `a place that is changed, taken off or put on by hand breaks the chain at its row`(sequence: Int, place: String) async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        try await ClosePeriod(sample.office)(for: sample.tenant, try #require(Period.month(5, year: 2025)), by: "dana")
        let away = sample.office.from(Caller(address: "203.0.113.9"))
        try await ClosePeriod(away)(for: sample.tenant, try #require(Period.month(6, year: 2025)), by: "dana")

        try await sample.database.write(.system) { db in
            try db.runScript("DROP TRIGGER audit_event_stays; UPDATE audit_event SET came_from = \(place) WHERE sequence = \(sequence)")
        }

        let broken = try await sample.database.read(for: sample.tenant) { books in try books.audit.firstBrokenSequence() }
        #expect(broken == Int64(sequence))
    }

    @Test(arguments: Engine.available)
    func `a chain that was begun before the place could be noted still verifies`(on engine: Engine) async throws {
        let database = try await engine.bareDatabase()
        try await Migrator(database).up(to: "003_auth_users")
        let tenant = TenantID(7)
        // Two rows as the program before wrote them, with the hashes it gave them.
        try await database.write(.tenant(tenant)) { db in
            try db.execute("INSERT INTO tenant (id, name, base_currency, chart, created_at) VALUES (7, 'Acme', 'USD', 'us', 0)")
            for (sequence, previous, hash) in [(1, AuditSample.zero, AuditSample.first), (2, AuditSample.first, AuditSample.second)] {
                try db.execute(
                    """
                    INSERT INTO audit_event (tenant_id, sequence, occurred_at, actor, action, subject, detail, previous_hash, hash)
                    VALUES (7, \(sequence), 1765108800000, 'dana', 'rule.added', 'rule Rent', '', \(previous), \(hash))
                    """)
            }
        }
        try await Migrator(database).up()
        try await database.from("192.0.2.1").write(for: tenant) { books in
            try books.audit.append(.init(actor: "dana", action: "rule.removed", subject: "rule Rent"), at: .testNow)
        }
        let broken = try await database.read(for: tenant) { books in try books.audit.firstBrokenSequence() }
        #expect(broken == nil)
        #expect(try await database.read(for: tenant) { books in try books.audit.page(limit: 9) }.map(\.origin) == ["192.0.2.1", nil, nil])
    }
}

/// Hashes of a chain of tenant 7, made with Python's hashlib.
private enum AuditSample {
    static let zero = [UInt8](repeating: 0, count: 32)
    static let first = bytes("bcc85ec5638d5e7478179d8cc488d1ffd42baf58a2baaea32f773c73dcb0c98a")
    static let second = bytes("caea309aead19050c38a517d0183edac014cb4e2cf602af89282b550a0d1635d")

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
