package import Bookkeeping

/// The tenants of this database; no other file names the table `tenant`. The only store that is not inside one tenant.
package struct TenantStore: Sendable {
    let database: any Database

    package init(_ database: any Database) { self.database = database }

    package struct Record: Hashable, Sendable {
        package let id: TenantID
        package let name: String
        package let baseCurrency: Currency
        /// The template its chart of accounts was made from.
        package let chart: String

        package init(id: TenantID, name: String, baseCurrency: Currency, chart: String) {
            (self.id, self.name, self.baseCurrency, self.chart) = (id, name, baseCurrency, chart)
        }
    }

    package enum Condition: Sendable {
        case always
        /// Only where the database has no tenant yet, whoever asks at the same time.
        case ifFirst
    }

    /// Adds a tenant, and whatever `fill` puts into its books, in one transaction.
    /// - Returns: what `fill` does; nil when `condition` did not hold.
    package func add<Value: Sendable>(
        name: String, baseCurrency: Currency, chart: String, at now: Instant, _ condition: Condition = .always,
        fill: @escaping @Sendable (Books) throws -> Value
    ) async throws -> Value? {
        try await database.write(.system) { db in
            if condition == .ifFirst, let count: Int = try db.first("SELECT COUNT(*) FROM tenant"), count > 0 { return nil }
            let id: TenantID = try db.newID()
            try db.execute(
                """
                INSERT INTO tenant (id, name, base_currency, chart, created_at)
                VALUES (\(id), \(name), \(baseCurrency), \(chart), \(now))
                """)
            try db.enter(id)
            return try fill(Books(db: db, tenant: id))
        }
    }

    /// Adds a tenant with empty books.
    package func add(name: String, baseCurrency: Currency, chart: String, at now: Instant) async throws -> TenantID? {
        try await add(name: name, baseCurrency: baseCurrency, chart: chart, at: now) { books in books.tenant }
    }

    package func all() async throws -> [Record] {
        try await database.read(.system) { db in try Self.records("id > 0", db) }
    }

    package func record(_ id: TenantID) async throws -> Record? {
        try await database.read(.system) { db in try Self.records("id = \(id)", db).first }
    }

    private static func records(_ condition: SQL, _ db: any Connection) throws(StorageError) -> [Record] {
        try db.all("SELECT id, name, base_currency, chart FROM tenant WHERE \(condition) ORDER BY id") { (row) throws(StorageError) in
            Record(id: try row[0], name: try row[1], baseCurrency: try row[2], chart: try row[3])
        }
    }

    static func names(of tenants: [TenantID], _ db: any Connection) throws(StorageError) -> [TenantID: String] {
        let pairs = try db.all("SELECT id, name FROM tenant WHERE id IN \(list: tenants)") { (row) throws(StorageError) in
            (try row[0] as TenantID, try row[1] as String)
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
