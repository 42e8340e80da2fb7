import Bookkeeping

/// What the Owner has decided; no other file names `tenant_settings`.
package struct SettingsStore {
    let db: any Connection
    let tenant: TenantID

    package struct Settings: Hashable, Sendable {
        /// Whether machines may post at all.
        package var autoPost: Bool
        /// Basis points of probability from which a machine may post: 8000 to 9900.
        package var threshold: Int
        /// Minor units from which a line always waits for a person.
        package var largeAmount: Int64
        /// Month in which the fiscal year begins, 1 to 12.
        package var fiscalYearStart: Int

        package init(autoPost: Bool, threshold: Int, largeAmount: Int64, fiscalYearStart: Int) {
            (self.autoPost, self.threshold, self.largeAmount, self.fiscalYearStart) = (autoPost, threshold, largeAmount, fiscalYearStart)
        }

        /// Nothing posts by itself; 0.90; 5,000.00 in a currency with two decimals; calendar years.
        package static let initial = Settings(autoPost: false, threshold: 9_000, largeAmount: 500_000, fiscalYearStart: 1)
    }

    package func current() throws(StorageError) -> Settings {
        let query: SQL = "SELECT auto_post, threshold, large_amount, fiscal_year_start FROM tenant_settings WHERE tenant_id = \(tenant)"
        return try db.first(query) { (row) throws(StorageError) in
            Settings(autoPost: try row[0], threshold: try row[1], largeAmount: try row[2], fiscalYearStart: try row[3])
        } ?? .initial
    }

    /// How many of ten thousand entries that machines post may be wrong.
    package func errorBudget() throws(StorageError) -> Int {
        try db.first("SELECT error_budget FROM tenant_settings WHERE tenant_id = \(tenant)") ?? Self.initialErrorBudget
    }

    /// Two in a hundred.
    private static let initialErrorBudget = 200

    /// - Precondition: there are settings: see `begin`
    package func setErrorBudget(_ basisPoints: Int, by actor: String, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            UPDATE tenant_settings SET error_budget = \(basisPoints), updated_at = \(now), updated_by = \(actor)
            WHERE tenant_id = \(tenant)
            """)
    }

    /// Gives a tenant without settings the first ones, for rows that hang on them.
    package func begin(by actor: String, at now: Instant) throws(StorageError) {
        guard try db.first("SELECT 1 FROM tenant_settings WHERE tenant_id = \(tenant)") as Int64? == nil else { return }
        try save(.initial, by: actor, at: now)
    }

    package func save(_ settings: Settings, by actor: String, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO tenant_settings (tenant_id, auto_post, threshold, large_amount, fiscal_year_start, updated_at, updated_by)
            VALUES (\(tenant), \(settings.autoPost), \(settings.threshold), \(settings.largeAmount), \(settings.fiscalYearStart), \(now), \(actor))
            ON CONFLICT (tenant_id) DO UPDATE SET auto_post = excluded.auto_post, threshold = excluded.threshold,
                large_amount = excluded.large_amount, fiscal_year_start = excluded.fiscal_year_start,
                updated_at = excluded.updated_at, updated_by = excluded.updated_by
            """)
    }
}
