package import Bookkeeping

/// Every message to a tenant's people: what waits to be sent, what was, and what was not and why; no other file names `notification_log`.
///
/// A row is the delivery itself, so nothing can be sent and not logged but in the moment between the answer and the note of it, and then
/// the same message goes out again under the same id.
package struct NotificationLogStore {
    let db: any Connection
    let tenant: TenantID

    package enum State: String, CaseIterable, Sendable, SQLConvertible {
        case waiting, sent, failed
        /// One of its type was sent within the window.
        case held
        /// The tenant does not want it, or the channel is switched off.
        case off
        /// The channel has no credentials: the message is kept as it would have been sent.
        case dryRun = "dry_run"
    }

    package struct Draft: Sendable {
        package let channel: AlertChannel
        /// An alert's, or `test`, or `channel_disabled`.
        package let type: String
        /// JSON.
        package let payload: String
        package let state: State
        package var error: String?
        package var alert: AlertID?

        package init(
            _ channel: AlertChannel, type: String, payload: String, _ state: State, error: String? = nil, alert: AlertID? = nil
        ) {
            (self.channel, self.type, self.payload, self.state) = (channel, type, payload, state)
            (self.error, self.alert) = (error, alert)
        }
    }

    package struct Record: Hashable, Sendable {
        package let id: NotificationID
        package let channel: AlertChannel
        package let type: String
        package let payload: String
        package let state: State
        package let error: String?
        /// What kind of failure it was, in one word.
        package let reason: String?
        package let attempts: Int
        package let dueAt: Instant?
        package let alert: AlertID?
        package let createdAt: Instant
        package let finishedAt: Instant?
    }

    static let columns: [BulkRows.Column] = [
        .integer("id"), .integer("tenant_id"), .text("channel"), .text("type"), .text("payload_json"), .integer("sent"),
        .text("error_message"), .integer("created_at"), .text("state"), .text("reason"), .integer("attempts"), .integer("due_at"),
        .integer("alert_id"), .integer("finished_at"),
    ]

    /// Drafts that wait are due at once.
    @discardableResult
    package func add(_ drafts: [Draft], at now: Instant) throws(StorageError) -> [NotificationID] {
        guard !drafts.isEmpty else { return [] }
        var rows = BulkRows(into: "notification_log", Self.columns, capacity: drafts.count)
        let ids = try db.reserveIDs(drafts.count)
        for (draft, id) in zip(drafts, ids) {
            let isOpen = draft.state == .waiting
            rows.append([
                .integer(id), tenant.sqlValue, draft.channel.sqlValue, .text(draft.type),
                .text(draft.payload), .integer(draft.state == .sent ? 1 : 0),
                draft.error.sqlValue, now.sqlValue, draft.state.sqlValue, .null, .integer(0), isOpen ? now.sqlValue : .null,
                draft.alert.sqlValue, isOpen ? .null : now.sqlValue,
            ])
        }
        try db.insert(rows)
        return ids.map { NotificationID($0) }
    }

    /// Takes up to `limit` messages that are due, counts the attempt, and puts them off until `retryAt`, when someone else may take those
    /// that this process never came back from.
    package func claimDue(limit: Int, at now: Instant, orAfter tooFarAhead: Instant, retryAt: Instant) throws(StorageError) -> [Record] {
        let due = try records("state = 'waiting' AND (due_at <= \(now) OR due_at > \(tooFarAhead))", order: "due_at, id", limit: limit)
        for record in due {
            try db.execute(
                """
                UPDATE notification_log SET attempts = attempts + 1, due_at = \(retryAt)
                WHERE tenant_id = \(tenant) AND id = \(record.id)
                """)
        }
        return due
    }

    /// Notes how an attempt ended.
    /// - Parameter dueAt: of the next attempt, for one that still waits
    /// - Returns: false when another process has noted its end meanwhile.
    package func note(
        _ id: NotificationID, _ state: State, error: String?, reason: String?, dueAt: Instant?, at now: Instant
    ) throws(StorageError) -> Bool {
        try db.execute(
            """
            UPDATE notification_log SET state = \(state), sent = \(state == .sent), error_message = \(error), reason = \(reason),
                due_at = \(dueAt), finished_at = \(state == .waiting ? nil : now)
            WHERE tenant_id = \(tenant) AND id = \(id) AND state = 'waiting'
            """) == 1
    }

    /// When the next message is due.
    package func nextDue() throws(StorageError) -> Instant? {
        try db.first("SELECT due_at FROM notification_log WHERE tenant_id = \(tenant) AND state = 'waiting' ORDER BY due_at LIMIT 1")
    }

    /// Whether a message of this alert still waits for its end.
    package func isWaiting(_ alert: AlertID) throws(StorageError) -> Bool {
        let id: NotificationID? = try db.first(
            "SELECT id FROM notification_log WHERE tenant_id = \(tenant) AND state = 'waiting' AND alert_id = \(alert) LIMIT 1")
        return id != nil
    }

    package func record(_ id: NotificationID) throws(StorageError) -> Record? { try records("id = \(id)", order: "id", limit: 1).first }

    /// Newest first, at most `limit`, before `last`.
    package func page(before last: NotificationID? = nil, limit: Int) throws(StorageError) -> [Record] {
        let older: SQL = last.map { "id < \($0)" } ?? "id > 0"
        return try records(older, order: "id DESC", limit: limit)
    }

    package func count(_ state: State) throws(StorageError) -> Int {
        let count: Int? = try db.first("SELECT COUNT(*) FROM notification_log WHERE tenant_id = \(tenant) AND state = \(state)")
        return count ?? 0
    }

    /// A row without a state was written by another program; `sent` says it for both.
    private func records(_ condition: SQL, order: SQL, limit: Int) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT id, channel, type, payload_json, COALESCE(state, CASE sent WHEN 1 THEN 'sent' ELSE 'failed' END), error_message, reason,
                attempts, due_at, alert_id, created_at, finished_at
            FROM notification_log WHERE tenant_id = \(tenant) AND \(condition) ORDER BY \(order) LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            Record(
                id: try row[0], channel: try row[1], type: try row[2], payload: try row[3], state: try row[4], error: try row[5],
                reason: try row[6], attempts: try row[7], dueAt: try row[8], alert: try row[9], createdAt: try row[10],
                finishedAt: try row[11])
        }
    }
}

/// One message to a tenant's people.
package enum Notification {}

package typealias NotificationID = ID<Notification>
