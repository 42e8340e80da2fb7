package import Bookkeeping
package import Storage

extension Instant {
    /// Noon on 7 December 2025, UTC: when tests happen.
    package static let testNow = Instant(milliseconds: 1_765_108_800_000)
}

/// A tenant with the US chart, for tests that need books to write in.
package struct SampleBooks: Sendable {
    package let database: any Database
    package let tenant: TenantID
    package let accounts: [String: Account]

    package init(database: any Database, tenant: TenantID, accounts: [String: Account]) {
        (self.database, self.tenant, self.accounts) = (database, tenant, accounts)
    }

    package static func make(on engine: Engine, name: String = "Acme") async throws -> SampleBooks {
        try await make(in: engine.emptyDatabase(), name: name)
    }

    package static func make(in database: any Database, name: String = "Acme") async throws -> SampleBooks {
        let chart = ChartTemplate.usSmallBusiness
        let added = try await TenantStore(database).add(name: name, baseCurrency: .usd, chart: chart.identifier, at: .testNow)
        guard let tenant = added else { preconditionFailure("a tenant without a condition is added") }
        let accounts = try await database.write(for: tenant) { books in
            var accounts: [String: Account] = [:]
            for line in chart.accounts { accounts[line.code] = try books.accounts.add(code: line.code, name: line.name, kind: line.kind) }
            return accounts
        }
        return SampleBooks(database: database, tenant: tenant, accounts: accounts)
    }

    /// The account that every template has in this part.
    package func account(_ role: ChartTemplate.Role) -> AccountID {
        guard let account = accounts[role.code] else { preconditionFailure("every template has \(role)") }
        return account.id
    }

    /// Debits one account and credits another.
    package func entry(
        _ date: String, _ cents: Int64, debit: ChartTemplate.Role = .bankFees, credit: ChartTemplate.Role = .checking,
        _ narration: String = "Sample"
    ) throws -> JournalEntry {
        guard let day = CalendarDate(iso: date) else { preconditionFailure("\(date) is no day") }
        let amount = Money(minorUnits: cents, .usd)
        return try JournalEntry(
            date: day, narration: narration, postings: [Posting(.debit, account(debit), amount), Posting(.credit, account(credit), amount)])
    }

    /// Posts entries and returns their ids.
    @discardableResult
    package func post(_ entries: [JournalEntry]) async throws -> [EntryID] {
        try await database.write(for: tenant) { books in
            try books.entries.post(entries.map { EntryStore.Draft($0, source: .manual) }, by: "test", at: .testNow)
        }
    }
}
