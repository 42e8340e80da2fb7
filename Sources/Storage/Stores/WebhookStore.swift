package import Bookkeeping

/// Where a tenant wants to be told what happened, and what waits to be told; no other file names `webhook` and `webhook_delivery`.
package struct WebhookStore {
    let db: any Connection
    let tenant: TenantID

    package enum Event: String, CaseIterable, Sendable, SQLConvertible {
        case entryPosted = "entry.posted"
        case importFinished = "import.finished"
        case exportFinished = "export.finished"
    }

    package struct Record: Hashable, Sendable {
        package let id: WebhookID
        package let url: String
        package let sealedSecret: [UInt8]
        package let events: Set<Event>
        package let createdAt: Instant
        package let createdBy: String
    }

    package enum State: String, CaseIterable, Sendable, SQLConvertible {
        case waiting, delivered
        case givenUp = "given_up"
    }

    package struct Delivery: Hashable, Sendable {
        package let id: DeliveryID
        package let webhook: WebhookID
        package let event: Event
        /// JSON.
        package let payload: String
        package let state: State
        package let attempts: Int
        package let dueAt: Instant
        package let lastStatus: Int?
        package let lastError: String?
        package let createdAt: Instant
    }

    static let deliveryColumns: [BulkRows.Column] = [
        .integer("tenant_id"), .integer("id"), .integer("webhook_id"), .text("event"), .text("payload"), .text("state"),
        .integer("attempts"), .integer("due_at"), .integer("last_status"), .text("last_error"), .integer("created_at"),
        .integer("finished_at"),
    ]

    package func reserveID() throws(StorageError) -> WebhookID { try db.newID() }

    package func add(
        _ id: WebhookID, url: String, sealedSecret: [UInt8], events: Set<Event>, by actor: String, at now: Instant
    ) throws(StorageError) {
        let names = events.map(\.rawValue).sorted().joined(separator: " ")
        try db.execute(
            """
            INSERT INTO webhook (tenant_id, id, url, sealed_secret, events, created_at, created_by)
            VALUES (\(tenant), \(id), \(url), \(sealedSecret), \(names), \(now), \(actor))
            """)
    }

    /// Oldest first; removed ones are gone.
    package func all() throws(StorageError) -> [Record] { try records("removed_at IS NULL") }

    package func record(_ id: WebhookID) throws(StorageError) -> Record? { try records("removed_at IS NULL AND id = \(id)").first }

    /// What still waits for it is given up.
    /// - Returns: false when there is none.
    package func remove(_ id: WebhookID, at now: Instant) throws(StorageError) -> Bool {
        let isGone =
            try db.execute("UPDATE webhook SET removed_at = \(now) WHERE tenant_id = \(tenant) AND id = \(id) AND removed_at IS NULL") == 1
        if isGone {
            try db.execute(
                """
                UPDATE webhook_delivery SET state = 'given_up', last_error = 'the webhook was removed', finished_at = \(now)
                WHERE tenant_id = \(tenant) AND webhook_id = \(id) AND state = 'waiting'
                """)
        }
        return isGone
    }

    /// Whether anyone wants to hear of `event`: worth asking before making its payloads.
    package func listeners(to event: Event) throws(StorageError) -> [WebhookID] {
        try all().filter { $0.events.contains(event) }.map(\.id)
    }

    /// Has `payloads`, one delivery each, told to `listeners`: in the transaction of what they tell.
    package func enqueue(_ event: Event, _ payloads: [String], to listeners: [WebhookID], at now: Instant) throws(StorageError) {
        let count = payloads.count * listeners.count
        guard count > 0 else { return }
        var rows = BulkRows(into: "webhook_delivery", Self.deliveryColumns, capacity: count)
        var ids = try db.reserveIDs(count).makeIterator()
        for payload in payloads {
            for listener in listeners {
                guard let id = ids.next() else { continue }
                rows.append([
                    tenant.sqlValue, .integer(id), listener.sqlValue, event.sqlValue, .text(payload), State.waiting.sqlValue, .integer(0),
                    now.sqlValue, .null, .null, now.sqlValue, .null,
                ])
            }
        }
        try db.insert(rows)
    }

    /// Takes up to `limit` deliveries that are due, counts the attempt, and puts them off until `retryAt`, when someone else may take those
    /// that this process never came back from.
    package func claimDue(limit: Int, at now: Instant, retryAt: Instant) throws(StorageError) -> [Delivery] {
        let due = try deliveries("state = 'waiting' AND due_at <= \(now)", order: "due_at, id", limit: limit)
        for delivery in due {
            try db.execute(
                """
                UPDATE webhook_delivery SET attempts = attempts + 1, due_at = \(retryAt)
                WHERE tenant_id = \(tenant) AND id = \(delivery.id)
                """)
        }
        return due
    }

    package func hasDue(at now: Instant) throws(StorageError) -> Bool {
        let id: DeliveryID? = try db.first(
            "SELECT id FROM webhook_delivery WHERE tenant_id = \(tenant) AND state = 'waiting' AND due_at <= \(now) LIMIT 1")
        return id != nil
    }

    /// Notes how an attempt went.
    /// - Parameter dueAt: when to try again, for one that still waits
    /// - Returns: false when it was finished meanwhile.
    package func note(
        _ id: DeliveryID, _ state: State, status: Int?, error: String?, dueAt: Instant, at now: Instant
    ) throws(StorageError) -> Bool {
        try db.execute(
            """
            UPDATE webhook_delivery SET state = \(state), last_status = \(status), last_error = \(error), due_at = \(dueAt),
                finished_at = \(state == .waiting ? nil : now)
            WHERE tenant_id = \(tenant) AND id = \(id) AND state = 'waiting'
            """) == 1
    }

    /// Newest first, at most `limit`, before `last`.
    package func deliveries(before last: DeliveryID? = nil, limit: Int) throws(StorageError) -> [Delivery] {
        let older: SQL = last.map { "id < \($0)" } ?? "id > 0"
        return try deliveries(older, order: "id DESC", limit: limit)
    }

    private func records(_ condition: SQL) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT id, url, sealed_secret, events, created_at, created_by FROM webhook
            WHERE tenant_id = \(tenant) AND \(condition) ORDER BY id
            """
        ) { (row) throws(StorageError) in
            let names: String = try row[3]
            return Record(
                id: try row[0], url: try row[1], sealedSecret: try row[2],
                events: Set(names.split(separator: " ").compactMap { Event(rawValue: String($0)) }), createdAt: try row[4],
                createdBy: try row[5])
        }
    }

    private func deliveries(_ condition: SQL, order: SQL, limit: Int) throws(StorageError) -> [Delivery] {
        try db.all(
            """
            SELECT id, webhook_id, event, payload, state, attempts, due_at, last_status, last_error, created_at FROM webhook_delivery
            WHERE tenant_id = \(tenant) AND \(condition) ORDER BY \(order) LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            Delivery(
                id: try row[0], webhook: try row[1], event: try row[2], payload: try row[3], state: try row[4], attempts: try row[5],
                dueAt: try row[6], lastStatus: try row[7], lastError: try row[8], createdAt: try row[9])
        }
    }
}

/// Where a tenant wants to be told.
package enum Webhook {}
/// One thing to be told to one of them.
package enum WebhookDelivery {}

package typealias WebhookID = ID<Webhook>
package typealias DeliveryID = ID<WebhookDelivery>
