import Bookkeeping

/// When the budget for the language model was used up; no other file names `llm_fallback`.
package struct LLMFallbackStore {
    let db: any Connection
    let tenant: TenantID

    /// Whose cap it was.
    package enum Cap: String, CaseIterable, SQLConvertible, Sendable { case tenant, global }

    package struct Record: Hashable, Sendable {
        package let month: SpendingMonth
        package let cap: Cap
        package let limit: MicroDollars
        /// As it stood when the fallback began.
        package let spent: MicroDollars
        package let beganAt: Instant
    }

    package func current() throws(StorageError) -> Record? {
        try db.first(
            """
            SELECT month, cap, cap_micro_dollars, spent_micro_dollars, began_at FROM llm_fallback
            WHERE tenant_id = \(tenant) AND ended_at IS NULL ORDER BY began_at DESC LIMIT 1
            """
        ) { (row) throws(StorageError) in
            Record(month: try row[0], cap: try row[1], limit: try row[2], spent: try row[3], beganAt: try row[4])
        }
    }

    /// - Returns: whether it is the first time for this cap in this month.
    package func begin(_ cap: Cap, limit: MicroDollars, spent: MicroDollars, in month: SpendingMonth, at now: Instant) throws(StorageError)
        -> Bool
    {
        let isNew =
            try db.execute(
                """
                INSERT INTO llm_fallback (tenant_id, month, cap, cap_micro_dollars, spent_micro_dollars, began_at)
                VALUES (\(tenant), \(month), \(cap), \(limit), \(spent), \(now)) ON CONFLICT DO NOTHING
                """) == 1
        if !isNew {
            try db.execute(
                """
                UPDATE llm_fallback SET ended_at = NULL
                WHERE tenant_id = \(tenant) AND month = \(month) AND cap = \(cap) AND cap_micro_dollars = \(limit)
                """)
        }
        return isNew
    }

    package func end(at now: Instant) throws(StorageError) {
        try db.execute("UPDATE llm_fallback SET ended_at = \(now) WHERE tenant_id = \(tenant) AND ended_at IS NULL")
    }
}
