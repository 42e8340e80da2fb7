import Bookkeeping
import Storage
import TestSupport
import Testing

/// Invariant 3: no query runs without its tenant.
struct TenantWallTests {
    @Test(arguments: Engine.available)
    func `another tenant sees nothing of an entry, a line, a rule or a total`(on engine: Engine) async throws {
        let acme = try await SampleBooks.make(on: engine)
        let other = try await SampleBooks.make(in: acme.database, name: "Other")
        let entry = try await acme.post([acme.entry("2025-06-30", 12_34)])[0]
        try await acme.database.write(for: acme.tenant) { books in
            try books.rules.add(name: "Rent", definition: "{}", by: "test", at: .testNow)
            try books.audit.append(.init(actor: "test", action: "rule.added", subject: "Rent"), at: .testNow)
        }

        try await other.database.read(for: other.tenant) { books throws in
            #expect(try books.entries.entry(entry) == nil)
            #expect(try books.entries.count() == 0)
            #expect(try books.totals.span() == nil)
            #expect(try books.rules.all().isEmpty)
            #expect(try books.audit.count() == 0)
            #expect(try books.accounts.account(acme.account(.checking)) == nil)
        }
    }

    @Test func `on PostgreSQL a query that forgets its tenant still sees no other tenant's rows`() async throws {
        let acme = try await SampleBooks.make(on: .postgres)
        let other = try await SampleBooks.make(in: acme.database, name: "Other")
        try await acme.post([acme.entry("2025-06-30", 12_34)])

        let seen = try await acme.database.read(.tenant(other.tenant)) { db -> Int? in
            try db.first("SELECT COUNT(*) FROM entry")
        }
        #expect(seen == 0)
    }

    @Test func `on PostgreSQL a tenant's table cannot be read or written outside a tenant`() async throws {
        let acme = try await SampleBooks.make(on: .postgres)

        await #expect(throws: StorageError.self) {
            _ = try await acme.database.read(.system) { db -> Int? in try db.first("SELECT COUNT(*) FROM account") }
        }
        let tenant = acme.tenant
        let other = try await SampleBooks.make(in: acme.database, name: "Other")
        await #expect(throws: StorageError.self) {
            try await acme.database.write(.tenant(other.tenant)) { db in
                try db.execute("INSERT INTO account (tenant_id, id, code, name, kind) VALUES (\(tenant), 999, '9', 'Slipped in', 'bank')")
            }
        }
    }
}
