import Bookkeeping

/// The payment pages that a tenant's Owner was sent to; no other file names `billing_checkout`.
package struct CheckoutStore {
    let db: any Connection
    let tenant: TenantID

    package enum State: String, Sendable, SQLConvertible { case open, complete, expired }

    package struct Record: Hashable, Sendable {
        package let session: String
        package let isLive: Bool
        package let plan: Plan
        package let coupon: String?
        package let state: State
        package let createdAt: Instant
        package let createdBy: String
    }

    package func add(
        _ session: String, isLive: Bool, plan: Plan, coupon: String?, by actor: String, at now: Instant
    ) throws(StorageError) {
        let id = try db.reserveIDs(1).lowerBound
        try db.execute(
            """
            INSERT INTO billing_checkout (tenant_id, id, session_id, livemode, plan, coupon, state, created_at, created_by)
            VALUES (\(tenant), \(id), \(session), \(isLive), \(plan), \(coupon), \(State.open), \(now), \(actor))
            ON CONFLICT (session_id) DO NOTHING
            """)
    }

    package func set(_ state: State, _ session: String) throws(StorageError) {
        try db.execute("UPDATE billing_checkout SET state = \(state) WHERE tenant_id = \(tenant) AND session_id = \(session)")
    }

    package func record(_ session: String) throws(StorageError) -> Record? { try records("session_id = \(session)").first }

    /// Open ones that were made before this one, oldest first.
    package func open(before session: String, isLive: Bool) throws(StorageError) -> [Record] {
        try records(
            """
            livemode = \(isLive) AND state = \(State.open)
                AND id < (SELECT id FROM billing_checkout WHERE tenant_id = \(tenant) AND session_id = \(session))
            """)
    }

    package func all() throws(StorageError) -> [Record] { try records("id > 0") }

    private func records(_ condition: SQL) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT session_id, livemode, plan, coupon, state, created_at, created_by
            FROM billing_checkout WHERE tenant_id = \(tenant) AND \(condition) ORDER BY id
            """
        ) { (row) throws(StorageError) in
            Record(
                session: try row[0], isLive: try row[1], plan: try row[2], coupon: try row[3], state: try row[4], createdAt: try row[5],
                createdBy: try row[6])
        }
    }
}
