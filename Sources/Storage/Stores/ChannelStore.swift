import Bookkeeping

/// How a tenant's channels do; no other file names `notification_channel`.
package struct ChannelStore {
    let db: any Connection
    let tenant: TenantID

    package struct Health: Hashable, Sendable {
        /// Refusals for good, one after the other, since the last message that went through.
        package var refusals = 0
        /// Nothing is sent from then on, until the Owner saves the channel anew or a test goes through.
        package var disabledAt: Instant?
        package var lastSentAt: Instant?
        package var lastError: String?

        package init() {}
    }

    static let columns: [BulkRows.Column] = [
        .integer("tenant_id"), .text("channel"), .integer("refusals"), .integer("disabled_at"), .integer("last_sent_at"),
        .text("last_error"),
    ]

    package func health(_ channel: AlertChannel) throws(StorageError) -> Health {
        try db.first(
            """
            SELECT refusals, disabled_at, last_sent_at, last_error FROM notification_channel
            WHERE tenant_id = \(tenant) AND channel = \(channel)
            """
        ) { (row) throws(StorageError) in
            var health = Health()
            (health.refusals, health.disabledAt) = (try row[0], try row[1])
            (health.lastSentAt, health.lastError) = (try row[2], try row[3])
            return health
        } ?? Health()
    }

    package func save(_ health: Health, of channel: AlertChannel) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO notification_channel (tenant_id, channel, refusals, disabled_at, last_sent_at, last_error)
            VALUES (\(tenant), \(channel), \(health.refusals), \(health.disabledAt), \(health.lastSentAt), \(health.lastError))
            ON CONFLICT (tenant_id, channel) DO UPDATE SET refusals = excluded.refusals, disabled_at = excluded.disabled_at,
                last_sent_at = excluded.last_sent_at, last_error = excluded.last_error
            """)
    }
}
