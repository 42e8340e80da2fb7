package import Bookkeeping

/// Alerts that wait to be told, and the windows in which one of a type is enough; no other file names `alert`, `alert_window` and
/// `notification_due`.
package struct AlertStore {
    let db: any Connection
    let tenant: TenantID

    package struct Record: Hashable, Sendable {
        package let id: AlertID
        package let type: AlertType
        package let message: String
        package let raisedAt: Instant
    }

    static let columns: [BulkRows.Column] = [
        .integer("tenant_id"), .integer("id"), .text("type"), .text("message"), .integer("raised_at"),
    ]

    static let windowColumns: [BulkRows.Column] = [
        .integer("tenant_id"), .text("type"), .integer("open_alert"), .integer("last_sent_at"), .integer("last_dry_at"),
        .integer("held_count"), .integer("held_since"),
    ]

    /// Puts alerts into the outbox, in the transaction of what they tell, so that both are there or neither.
    package func raise(_ type: AlertType, messages: [String], at now: Instant) throws(StorageError) {
        guard !messages.isEmpty else { return }
        var rows = BulkRows(into: "alert", Self.columns, capacity: messages.count)
        for (message, id) in zip(messages, try db.reserveIDs(messages.count)) {
            rows.append([tenant.sqlValue, .integer(id), type.sqlValue, .text(message), now.sqlValue])
        }
        try db.insert(rows)
        try lookIn(noLaterThan: now)
    }

    /// Oldest first.
    package func waiting(_ type: AlertType, limit: Int) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT id, type, message, raised_at FROM alert WHERE tenant_id = \(tenant) AND type = \(type) ORDER BY id LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            Record(id: try row[0], type: try row[1], message: try row[2], raisedAt: try row[3])
        }
    }

    package func waitingTypes() throws(StorageError) -> [AlertType] {
        try db.all("SELECT DISTINCT type FROM alert WHERE tenant_id = \(tenant) ORDER BY type")
    }

    /// Takes the oldest alerts of a type out of the outbox, through `last`: each has its rows in the log now.
    package func remove(_ type: AlertType, through last: AlertID) throws(StorageError) {
        try db.execute("DELETE FROM alert WHERE tenant_id = \(tenant) AND type = \(type) AND id <= \(last)")
    }

    /// The window of a type, as far as it has begun.
    package func window(_ type: AlertType) throws(StorageError) -> AlertWindow {
        try db.first(
            """
            SELECT open_alert, last_sent_at, last_dry_at, held_count, held_since FROM alert_window
            WHERE tenant_id = \(tenant) AND type = \(type)
            """
        ) { (row) throws(StorageError) in
            AlertWindow(
                open: try row[0], lastSentAt: try row[1], lastDryAt: try row[2], heldCount: try row[3], heldSince: try row[4])
        } ?? AlertWindow()
    }

    package func save(_ window: AlertWindow, of type: AlertType) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO alert_window (tenant_id, type, open_alert, last_sent_at, last_dry_at, held_count, held_since)
            VALUES (\(tenant), \(type), \(window.open), \(window.lastSentAt), \(window.lastDryAt), \(window.heldCount), \(window.heldSince))
            ON CONFLICT (tenant_id, type) DO UPDATE SET open_alert = excluded.open_alert, last_sent_at = excluded.last_sent_at,
                last_dry_at = excluded.last_dry_at, held_count = excluded.held_count, held_since = excluded.held_since
            """)
    }

    /// Has a worker look at this tenant at `instant` or before.
    package func lookIn(noLaterThan instant: Instant) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO notification_due (tenant_id, due_at) VALUES (\(tenant), \(instant))
            ON CONFLICT (tenant_id) DO UPDATE SET due_at = excluded.due_at WHERE notification_due.due_at > excluded.due_at
            """)
    }

    /// Has a worker look again at `instant`, and no sooner unless something else is raised; nil when there is nothing to look at.
    package func lookInNext(at instant: Instant?) throws(StorageError) {
        try db.execute("DELETE FROM notification_due WHERE tenant_id = \(tenant)")
        if let instant { try lookIn(noLaterThan: instant) }
    }
}

/// How far the telling of one type has come. Kept apart from the log, which may be shortened.
package struct AlertWindow: Hashable, Sendable {
    /// The alert that is on its way; the next ones wait for how it ends.
    package var open: AlertID?
    package var lastSentAt: Instant?
    /// Of the last one that no channel could have carried.
    package var lastDryAt: Instant?
    /// Held back since the last one that was told.
    package var heldCount: Int
    package var heldSince: Instant?

    package init(open: AlertID? = nil, lastSentAt: Instant? = nil, lastDryAt: Instant? = nil, heldCount: Int = 0, heldSince: Instant? = nil)
    {
        (self.open, self.lastSentAt, self.lastDryAt, self.heldCount, self.heldSince) = (open, lastSentAt, lastDryAt, heldCount, heldSince)
    }
}

/// Something that people are to be told.
package enum RaisedAlert {}

package typealias AlertID = ID<RaisedAlert>

extension Database {
    /// The tenants that have something to tell, the longest waiting first. A time too far ahead is a clock that was set back.
    package func tenantsWithAlerts(at now: Instant, orAfter tooFarAhead: Instant, limit: Int) async throws -> [TenantID] {
        try await read(.system) { db in
            try db.all(
                """
                SELECT tenant_id FROM notification_due WHERE due_at <= \(now) OR due_at > \(tooFarAhead) ORDER BY due_at LIMIT \(limit)
                """)
        }
    }
}
