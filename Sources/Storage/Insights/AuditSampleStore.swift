package import Bookkeeping

/// Lines that a machine would have posted and that a person looks at instead, drawn by chance; no other file names `audit_sample`.
package struct AuditSampleStore {
    let db: any Connection
    let tenant: TenantID

    /// What the machine would have posted.
    package func add(_ line: LineID, account: AccountID, method: String, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO audit_sample (tenant_id, line_id, account_id, method, drawn_at)
            VALUES (\(tenant), \(line), \(account), \(method), \(now))
            ON CONFLICT (tenant_id, line_id) DO UPDATE SET account_id = excluded.account_id, method = excluded.method
            """)
    }

    package struct Result: Hashable, Sendable {
        package let drawn: Int
        package let answered: Int
        /// Answers that named another account.
        package let wrong: Int

        package init(drawn: Int, answered: Int, wrong: Int) { (self.drawn, self.answered, self.wrong) = (drawn, answered, wrong) }
    }

    package func result() throws(StorageError) -> Result {
        try db.first(
            """
            SELECT COUNT(*), COUNT(d.id), CAST(COALESCE(SUM(CASE WHEN d.id IS NOT NULL AND d.account_id <> a.account_id THEN 1 ELSE 0 END), 0) AS BIGINT)
            FROM audit_sample a LEFT JOIN decision d ON d.tenant_id = a.tenant_id AND d.line_id = a.line_id AND d.id = (
                SELECT MIN(first.id) FROM decision first
                WHERE first.tenant_id = a.tenant_id AND first.line_id = a.line_id AND first.kind = 'file')
            WHERE a.tenant_id = \(tenant)
            """
        ) { (row) throws(StorageError) in Result(drawn: try row[0], answered: try row[1], wrong: try row[2]) }
            ?? Result(drawn: 0, answered: 0, wrong: 0)
    }
}
