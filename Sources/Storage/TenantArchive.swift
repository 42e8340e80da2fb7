package import Bookkeeping

/// Which tables make up one company for itself: all it recorded and proved, and nothing that lets anybody in or speaks for it outside. People,
/// tokens, webhooks, subscriptions, deliveries and connections to other services stay behind; they are made anew where the company goes.
package enum TenantArchive {
    package struct Table: Sendable {
        package let name: String
        package let columns: [BulkRows.Column]
    }

    /// Tables whose rows stay behind.
    package static let leftBehind: Set<String> = [
        "membership", "invitation", "api_token", "webhook", "webhook_delivery", "billing_subscriptions", "billing_customer",
        "billing_stripe_subscription", "billing_checkout", "tenant_notifications", "notification_log",
    ]

    /// Tables that begin so are about other services: connections with their secrets, letters under way, what was asked of a model.
    private static let connections = ["qbo_", "alert", "notification_", "llm_", "job"]

    private static func isCarried(_ name: String) -> Bool {
        !leftBehind.contains(name) && !connections.contains { name.hasPrefix($0) }
    }

    private static let sources = ([BooksCopy.tenantTable] + BooksCopy.tenantTables).filter { isCarried($0.name) }

    /// In the order in which they are written and read.
    package static let tables = sources.map { Table(name: $0.name, columns: $0.columns) }

    /// Hands over the rows of one company, table by table, as they stand at one moment.
    package static func read(
        _ books: Books, _ hand: (Table, [SQLValue]) throws -> Void
    ) throws {
        for table in sources {
            let key: SQL = table.name == "tenant" ? "WHERE id = \(books.tenant)" : "WHERE tenant_id = \(books.tenant)"
            let names = table.columns.map(\.name).joined(separator: ", ")
            var failure: (any Error)?
            // Names come from the schema's own list, never from outside.
            try books.db.run("SELECT \(names) FROM \(table.name) \(key.text) ORDER BY \(table.key)", key.arguments) {
                (row) throws(StorageError) in
                guard failure == nil else { return }
                do { try hand(Table(name: table.name, columns: table.columns), row.values) } catch { failure = error }
            }
            if let failure { throw failure }
        }
    }

    /// Writes rows into an empty database, in one transaction; what `check` throws takes all of it back.
    package static func write(
        _ tenant: TenantID, into database: any Database, rows: @escaping @Sendable ((Table, [SQLValue]) throws -> Void) throws -> Void,
        check: @escaping @Sendable (Books) throws -> Void
    ) async throws {
        try await database.write(.tenant(tenant)) { db in
            var pending: BulkRows?
            var largest: Int64 = 0
            func flush() throws {
                if let rows = pending, !rows.isEmpty { try db.insert(rows) }
                pending = nil
            }
            try rows { table, values in
                if let open = pending, open.table != table.name || open.count >= 5_000 || open.bytes.count >= BooksCopy.chunkBytes {
                    try flush()
                }
                if pending == nil { pending = BulkRows(into: table.name, table.columns) }
                pending?.append(values)
                for (column, value) in zip(table.columns, values) where column.name == "id" {
                    if case .integer(let id) = value { largest = max(largest, id) }
                }
            }
            try flush()
            let own = try db.lastReservedID()
            if own < largest { _ = try db.reserveIDs(Int(largest - own)) }
            try check(Books(db: db, tenant: tenant))
        }
    }
}
