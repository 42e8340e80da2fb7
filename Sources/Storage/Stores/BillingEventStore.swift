package import Bookkeeping

/// Every event that the payment provider sent, whatever became of it; no other file names `billing_events`.
package struct BillingEventStore {
    let db: any Connection

    /// An event as it came in.
    package struct Delivery: Hashable, Sendable {
        package let id: String
        package let type: String
        package let payload: String
        package let isLive: Bool?
        package let occurredAt: Instant?
        package let apiVersion: String?
        package let object: String?

        package init(
            id: String, type: String, payload: String, isLive: Bool?, occurredAt: Instant?, apiVersion: String?, object: String?
        ) {
            (self.id, self.type, self.payload, self.isLive) = (id, type, payload, isLive)
            (self.occurredAt, self.apiVersion, self.object) = (occurredAt, apiVersion, object)
        }
    }

    package enum Outcome: String, CaseIterable, Sendable, SQLConvertible {
        /// It changed something.
        case applied
        /// What it says was known, or is older than what is known.
        case unchanged
        /// Of a type that nothing follows from, or nobody's here.
        case ignored
        /// It could not be worked on; a repeat or a replay tries again.
        case failed
    }

    package struct Record: Hashable, Sendable {
        package let delivery: Delivery
        package let tenant: TenantID?
        /// Nil while it waits.
        package let outcome: Outcome?
        package let note: String?
        package let attempts: Int
        package let receivedAt: Instant
        package let processedAt: Instant?
        package let isProcessed: Bool
    }

    /// Keeps an event once: whoever comes second, at the same moment too, finds the row of the first.
    /// - Returns: whether nothing is left to do for it.
    package func receive(_ delivery: Delivery, at now: Instant) throws(StorageError) -> Bool {
        try db.execute(
            """
            INSERT INTO billing_events
                (stripe_event_id, type, payload_json, processed, created_at, livemode, occurred_at, api_version, object_id)
            VALUES (\(delivery.id), \(delivery.type), \(delivery.payload), 0, \(now), \(delivery.isLive), \(delivery.occurredAt),
                \(delivery.apiVersion), \(delivery.object))
            ON CONFLICT (stripe_event_id) DO NOTHING
            """)
        return try db.first("SELECT processed FROM billing_events WHERE stripe_event_id = \(delivery.id)") ?? false
    }

    /// Nothing is left to do for it.
    package func finish(_ id: String, _ outcome: Outcome, of tenant: TenantID?, note: String?, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            UPDATE billing_events SET processed = 1, processed_at = \(now), outcome = \(outcome), note = \(note), attempts = attempts + 1,
                tenant_id = COALESCE(\(tenant), tenant_id)
            WHERE stripe_event_id = \(id)
            """)
    }

    /// What went wrong, for whoever looks. An event that somebody else has finished meanwhile stays finished.
    package func fail(_ id: String, of tenant: TenantID?, note: String) throws(StorageError) {
        try db.execute(
            """
            UPDATE billing_events SET outcome = \(Outcome.failed), note = \(note), attempts = attempts + 1,
                tenant_id = COALESCE(\(tenant), tenant_id)
            WHERE stripe_event_id = \(id) AND processed = 0
            """)
    }

    package func record(_ id: String) throws(StorageError) -> Record? { try records("stripe_event_id = \(id)", limit: 1).first }

    /// A tenant's, the latest first.
    package func latest(of tenant: TenantID, limit: Int) throws(StorageError) -> [Record] {
        try records("tenant_id = \(tenant)", limit: limit)
    }

    /// Those whose type begins like that.
    package func latest(of tenant: TenantID, type prefix: String, limit: Int) throws(StorageError) -> [Record] {
        try records("tenant_id = \(tenant) AND substr(type, 1, \(prefix.utf8.count)) = \(prefix)", limit: limit)
    }

    private func records(_ condition: SQL, limit: Int) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT stripe_event_id, type, payload_json, livemode, occurred_at, api_version, object_id, tenant_id, outcome, note, attempts,
                created_at, processed_at, processed
            FROM billing_events WHERE \(condition) ORDER BY created_at DESC, occurred_at DESC, stripe_event_id LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            let delivery = Delivery(
                id: try row[0], type: try row[1], payload: try row[2], isLive: try row[3], occurredAt: try row[4], apiVersion: try row[5],
                object: try row[6])
            return Record(
                delivery: delivery, tenant: try row[7], outcome: try row[8], note: try row[9], attempts: try row[10],
                receivedAt: try row[11], processedAt: try row[12], isProcessed: try row[13])
        }
    }
}
