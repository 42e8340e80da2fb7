package import Bookkeeping

/// What language models cost all tenants together, and what calls under way may still cost; no other file names `llm_month` and `llm_hold`.
///
/// These rows belong to no tenant. On PostgreSQL `lock` makes transactions of several tenants follow each other from there on, as SQLite's do
/// anyway, so that what one reserves the next one sees.
package struct LLMSpendStore {
    let db: any Connection

    /// Holds the month until the transaction ends.
    package func lock(_ month: SpendingMonth) throws(StorageError) {
        try db.execute("INSERT INTO llm_month (month, micro_dollars) VALUES (\(month), 0) ON CONFLICT (month) DO NOTHING")
        try db.execute("UPDATE llm_month SET micro_dollars = micro_dollars WHERE month = \(month)")
    }

    package func spent(in month: SpendingMonth) throws(StorageError) -> MicroDollars {
        try db.first("SELECT micro_dollars FROM llm_month WHERE month = \(month)") ?? .zero
    }

    /// What calls under way may cost at most: a tenant's, or everybody's.
    package func held(by tenant: TenantID? = nil, in month: SpendingMonth, at now: Instant) throws(StorageError) -> MicroDollars {
        let isTheirs: SQL = tenant.map { "AND tenant_id = \($0)" } ?? ""
        return try db.first(
            "SELECT CAST(COALESCE(SUM(micro_dollars), 0) AS BIGINT) FROM llm_hold WHERE month = \(month) AND expires_at > \(now) \(isTheirs)"
        )
            ?? .zero
    }

    func hold(
        _ amount: MicroDollars, for call: LLMCallID, of tenant: TenantID, in month: SpendingMonth, until expiry: Instant
    ) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO llm_hold (call_id, tenant_id, month, micro_dollars, expires_at)
            VALUES (\(call), \(tenant), \(month), \(amount), \(expiry))
            """)
    }

    func release(_ call: LLMCallID) throws(StorageError) { try db.execute("DELETE FROM llm_hold WHERE call_id = \(call)") }

    func add(_ amount: MicroDollars, to month: SpendingMonth) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO llm_month (month, micro_dollars) VALUES (\(month), \(amount))
            ON CONFLICT (month) DO UPDATE SET micro_dollars = llm_month.micro_dollars + excluded.micro_dollars
            """)
    }
}
