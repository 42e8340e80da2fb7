package import Bookkeeping

/// Copies every row from one database to another, whatever their engines: how PostgreSQL is backed up into one file and a backup
/// comes back. Names tables on behalf of all stores; a test holds the list to the schema.
package struct BooksCopy: Sendable {
    let source: any Database
    let target: any Database

    package init(from source: any Database, to target: any Database) { (self.source, self.target) = (source, target) }

    struct Table: Sendable {
        let name: String
        let columns: [BulkRows.Column]
        /// In whose order rows are read: a reversal comes after the entry it reverses.
        let key: String
    }

    /// The rows of one table, on their way.
    package struct Chunk: Sendable {
        let rows: BulkRows
    }

    package static let chunkRows = 5_000
    /// Receipts are large: a chunk ends when it holds so much, however few rows that are.
    static let chunkBytes = 16 << 20

    /// Tables that belong to no tenant.
    static let userTables = [
        Table(
            name: "app_user",
            columns: [
                .integer("id"), .text("email"), .text("name"), .text("password_hash"), .integer("created_at"), .text("theme"),
                .integer("single_keys"),
            ], key: "id"),
        Table(
            name: "billing_events",
            columns: [
                .text("stripe_event_id"), .text("type"), .text("payload_json"), .integer("processed"), .integer("created_at"),
                .integer("tenant_id"), .integer("livemode"), .integer("occurred_at"), .text("api_version"), .text("object_id"),
                .text("outcome"), .text("note"), .integer("attempts"), .integer("processed_at"),
            ], key: "stripe_event_id"),
        Table(
            name: "second_factor",
            columns: [
                .integer("user_id"), .blob("sealed_secret"), .integer("enrolled_at"), .integer("confirmed_at"), .integer("last_step"),
            ], key: "user_id"),
        Table(
            name: "recovery_code", columns: [.integer("user_id"), .blob("code_hash"), .integer("used_at")], key: "user_id, code_hash"),
        Table(name: "llm_month", columns: [.integer("month"), .integer("micro_dollars")], key: "month"),
    ]

    /// Tables that no copy carries: whoever was signed in where the rows come from is not where they go, and what is remembered for a day
    /// is forgotten.
    package static let tablesLeftBehind: Set<String> = [
        "user_session", "password_reset", "rate_limit", "answered_request", "job", "llm_hold", "qbo_oauth_state",
    ]

    /// The tenant's own row, which comes with its books.
    static let tenantTable = Table(
        name: "tenant",
        columns: [.integer("id"), .text("name"), .text("base_currency"), .text("chart"), .integer("created_at")], key: "id")

    /// A tenant's tables. Postings come before their entries and closings last, as the schema's guards want it.
    static let tenantTables = [
        Table(
            name: "membership",
            columns: [.integer("tenant_id"), .integer("user_id"), .text("role"), .integer("created_at")], key: "user_id"),
        Table(
            name: "account",
            columns: [.integer("tenant_id"), .integer("id"), .text("code"), .text("name"), .text("kind"), .integer("archived_at")],
            key: "id"),
        Table(
            name: "bank_feed",
            columns: [.integer("tenant_id"), .text("account_key"), .integer("account_id"), .text("masked_number")], key: "account_key"),
        Table(
            name: "saved_mapping",
            columns: [
                .integer("tenant_id"), .integer("account_id"), .integer("layout"), .text("mapping"), .integer("file_bytes"),
                .integer("saved_at"), .text("saved_by"),
            ], key: "account_id, layout"),
        Table(
            name: "tenant_settings",
            columns: [
                .integer("tenant_id"), .integer("auto_post"), .integer("threshold"), .integer("large_amount"),
                .integer("fiscal_year_start"),
                .integer("updated_at"), .text("updated_by"), .integer("error_budget"),
            ], key: "tenant_id"),
        Table(
            name: "billing_subscriptions",
            columns: [
                .integer("tenant_id"), .text("plan"), .text("status"), .text("stripe_customer_id"), .text("stripe_subscription_id"),
                .integer("current_period_end"), .integer("updated_at"), .integer("livemode"), .text("extra_subscription_id"),
            ], key: "tenant_id"),
        Table(
            name: "billing_customer",
            columns: [
                .integer("tenant_id"), .text("stripe_customer_id"), .integer("livemode"), .integer("created_at"), .integer("forgotten_at"),
            ], key: "stripe_customer_id"),
        Table(
            name: "billing_stripe_subscription",
            columns: [
                .integer("tenant_id"), .text("stripe_subscription_id"), .text("stripe_customer_id"), .integer("livemode"), .text("status"),
                .text("plan"), .integer("started_at"), .integer("period_start"), .integer("period_end"), .integer("cancel_at"),
                .integer("ended_at"), .text("discount"), .integer("due_amount"), .text("due_currency"), .integer("due_since"),
                .integer("next_payment_at"), .integer("past_due_since"), .integer("event_at"), .integer("event_rank"),
                .integer("version"), .integer("updated_at"),
            ], key: "stripe_subscription_id"),
        Table(
            name: "billing_checkout",
            columns: [
                .integer("tenant_id"), .integer("id"), .text("session_id"), .integer("livemode"), .text("plan"), .text("coupon"),
                .text("state"), .integer("created_at"), .text("created_by"),
            ], key: "id"),
        Table(
            name: "tenant_notifications",
            columns: [
                .integer("tenant_id"), .text("email"), .text("slack_webhook_url"), .text("alerts_json"), .integer("updated_at"),
                .text("updated_by"),
            ], key: "tenant_id"),
        Table(name: "notification_log", columns: NotificationLogStore.columns, key: "id"),
        Table(name: "notification_channel", columns: ChannelStore.columns, key: "channel"),
        Table(name: "alert", columns: AlertStore.columns, key: "id"),
        Table(name: "alert_window", columns: AlertStore.windowColumns, key: "type"),
        Table(name: "notification_due", columns: [.integer("tenant_id"), .integer("due_at")], key: "tenant_id"),
        Table(
            name: "statement_import",
            columns: [
                .integer("tenant_id"), .integer("id"), .text("file_name"), .blob("file_hash"), .text("format"), .text("mapping"),
                .integer("line_count"), .integer("duplicate_count"), .integer("imported_at"), .text("imported_by"), .integer("undone_at"),
                .text("undone_by"),
            ], key: "id"),
        Table(
            name: "rejected_row",
            columns: [
                .integer("tenant_id"), .integer("import_id"), .integer("ordinal"), .integer("row_number"), .text("text"), .text("reason"),
                .text("source"),
            ], key: "import_id, ordinal"),
        Table(
            name: "statement",
            columns: [
                .integer("tenant_id"), .integer("id"), .integer("import_id"), .integer("account_id"), .text("account_number"),
                .text("currency"),
                .integer("opening_balance"), .integer("closing_balance"), .integer("first_date"), .integer("last_date"),
                .integer("asks_account"),
            ], key: "id"),
        Table(name: "statement_line", columns: LineRows.columns, key: "id"),
        Table(
            name: "rejected_row_answer",
            columns: [
                .integer("tenant_id"), .integer("import_id"), .integer("ordinal"), .text("kind"), .integer("line_id"),
                .integer("answered_at"),
                .text("answered_by"),
            ], key: "import_id, ordinal"),
        Table(name: "duplicate", columns: DuplicateStore.columns, key: "id"),
        Table(
            name: "decision",
            columns: [
                .integer("tenant_id"), .integer("id"), .integer("line_id"), .integer("account_id"), .text("kind"), .text("decided_by"),
                .integer("decided_at"), .integer("batch_id"), .integer("is_split"), .integer("undone_at"), .text("undone_by"),
            ], key: "id"),
        Table(
            name: "llm_call",
            columns: [
                .integer("tenant_id"), .integer("id"), .integer("month"), .text("model"), .text("state"), .integer("line_count"),
                .integer("reserved_micro_dollars"), .integer("prompt_tokens"), .integer("completion_tokens"), .integer("micro_dollars"),
                .text("fault"), .integer("started_at"), .integer("expires_at"), .integer("finished_at"),
            ], key: "id"),
        Table(
            name: "llm_call_line", columns: [.integer("tenant_id"), .integer("line_id"), .integer("call_id")], key: "line_id, call_id"),
        Table(
            name: "llm_answer",
            columns: [.integer("tenant_id"), .integer("line_id"), .integer("call_id"), .integer("account_id"), .integer("stated")],
            key: "line_id"),
        Table(
            name: "llm_fallback",
            columns: [
                .integer("tenant_id"), .integer("month"), .text("cap"), .integer("cap_micro_dollars"), .integer("spent_micro_dollars"),
                .integer("began_at"), .integer("ended_at"),
            ], key: "month, cap, cap_micro_dollars"),
        Table(
            name: "metric_snapshot",
            columns: [
                .integer("tenant_id"), .integer("day"), .integer("vendor_psi"), .integer("amount_psi"), .integer("baseline_lines"),
                .integer("window_lines"), .integer("window_first"), .integer("window_last"), .integer("taken_at"),
            ], key: "day"),
        Table(
            name: "audit_sample",
            columns: [.integer("tenant_id"), .integer("line_id"), .integer("account_id"), .text("method"), .integer("drawn_at")],
            key: "line_id"),
        Table(
            name: "queue_group",
            columns: [
                .integer("tenant_id"), .text("held"), .text("vendor"), .text("currency"), .integer("line_count"), .integer("amount"),
            ], key: "held, vendor, currency"),
        Table(
            name: "queue_total",
            columns: [
                .integer("tenant_id"), .text("held"), .text("currency"), .integer("line_count"), .integer("group_count"),
                .integer("amount"),
            ], key: "held, currency"),
        Table(
            name: "line_total",
            columns: [
                .integer("tenant_id"), .integer("statement_id"), .integer("account_id"), .integer("date"), .text("currency"),
                .text("state"),
                .integer("lines_in"), .integer("amount_in"), .integer("lines_out"), .integer("amount_out"),
            ], key: "statement_id, date, currency, state"),
        Table(name: "posting", columns: EntryRows.postingColumns, key: "entry_id, ordinal"),
        Table(name: "entry", columns: EntryRows.entryColumns, key: "id"),
        Table(
            name: "transfer_pair",
            columns: [
                .integer("tenant_id"), .integer("id"), .integer("out_line_id"), .integer("in_line_id"), .text("state"),
                .integer("entry_id"), .integer("made_entry"), .integer("decided_at"), .text("decided_by"),
            ], key: "id"),
        Table(
            name: "close_certificate",
            columns: [
                .integer("tenant_id"), .integer("id"), .integer("first_date"), .integer("last_date"), .text("document"), .blob("hash"),
                .integer("made_at"), .text("made_by"),
            ], key: "id"),
        Table(
            name: "attachment_content",
            columns: [.integer("tenant_id"), .blob("hash"), .text("kind"), .blob("bytes")], key: "hash"),
        Table(
            name: "attachment",
            columns: [
                .integer("tenant_id"), .integer("id"), .integer("entry_id"), .blob("hash"), .text("name"), .integer("added_at"),
                .text("added_by"),
            ], key: "id"),
        Table(
            name: "journal_entry_import",
            columns: [.integer("tenant_id"), .integer("import_id"), .integer("entry_id")], key: "import_id, entry_id"),
        Table(
            name: "account_total",
            columns: [
                .integer("tenant_id"), .integer("date"), .integer("account_id"), .text("currency"), .integer("debits"), .integer("credits"),
            ], key: "date, account_id, currency"),
        Table(
            name: "rule",
            columns: [
                .integer("tenant_id"), .integer("id"), .text("name"), .text("definition"), .integer("created_at"), .text("created_by"),
            ], key: "id"),
        Table(
            name: "rule_version",
            columns: [
                .integer("tenant_id"), .integer("rule_id"), .integer("version"), .text("name"), .text("definition"), .text("change"),
                .integer("changed_at"), .text("changed_by"),
            ], key: "rule_id, version"),
        Table(
            name: "dismissed_suggestion",
            columns: [
                .integer("tenant_id"), .text("vendor"), .integer("account_id"), .integer("dismissed_at"), .text("dismissed_by"),
            ], key: "vendor, account_id"),
        Table(
            name: "vendor_alias", columns: [.integer("tenant_id"), .text("vendor"), .text("target"), .text("target_name")], key: "vendor"),
        Table(
            name: "vendor_change",
            columns: [
                .integer("tenant_id"), .integer("id"), .text("kind"), .text("vendor"), .text("old_target"), .text("old_name"),
                .text("new_target"), .text("new_name"), .integer("changed_at"), .text("changed_by"), .integer("undone_at"),
                .text("undone_by"),
            ], key: "id"),
        Table(
            name: "kept_aside",
            columns: [
                .integer("tenant_id"), .integer("id"), .blob("fingerprint"), .integer("date"), .text("narration"), .text("postings"),
                .integer("difference"), .text("currency"), .integer("kept_at"), .text("kept_by"),
            ], key: "id"),
        Table(name: "categorizer", columns: [.integer("tenant_id"), .integer("learned_through"), .blob("bytes")], key: "tenant_id"),
        Table(
            name: "audit_event",
            columns: [
                .integer("tenant_id"), .integer("sequence"), .integer("occurred_at"), .text("actor"), .text("action"), .text("subject"),
                .text("detail"), .blob("previous_hash"), .blob("hash"), .text("came_from"),
            ], key: "sequence"),
        Table(name: "audit_head", columns: [.integer("tenant_id"), .integer("sequence"), .blob("hash")], key: "tenant_id"),
        Table(
            name: "invitation",
            columns: [
                .integer("tenant_id"), .integer("id"), .text("email"), .text("role"), .blob("token_hash"), .text("invited_by"),
                .integer("created_at"), .integer("expires_at"), .integer("accepted_at"), .integer("revoked_at"),
            ], key: "id"),
        Table(
            name: "api_token",
            columns: [
                .integer("tenant_id"), .integer("id"), .text("name"), .blob("token_hash"), .text("scope"), .integer("user_id"),
                .integer("created_at"), .integer("expires_at"), .integer("used_at"), .integer("revoked_at"),
            ], key: "id"),
        Table(
            name: "webhook",
            columns: [
                .integer("tenant_id"), .integer("id"), .text("url"), .blob("sealed_secret"), .text("events"), .integer("created_at"),
                .text("created_by"), .integer("removed_at"),
            ], key: "id"),
        Table(name: "webhook_delivery", columns: WebhookStore.deliveryColumns, key: "id"),
        Table(name: "qbo_connection", columns: QuickBooksConnectionStore.columns, key: "realm"),
        Table(name: "qbo_account", columns: QuickBooksChartStore.accountColumns, key: "realm, qbo_id"),
        Table(name: "qbo_party", columns: QuickBooksChartStore.partyColumns, key: "realm, kind, qbo_id"),
        Table(name: "qbo_mapping", columns: QuickBooksChartStore.mappingColumns, key: "realm, account_id"),
        Table(name: "qbo_run", columns: QuickBooksRunStore.columns, key: "id"),
        Table(name: "qbo_export", columns: QuickBooksExportStore.columns, key: "realm, entry_id"),
        Table(
            name: "closing",
            columns: [.integer("tenant_id"), .integer("first_date"), .integer("last_date"), .integer("closed_at"), .text("closed_by")],
            key: "first_date, last_date"),
    ]

    /// Every table that a copy carries, with its columns; `schema_migration`, `id_counter` and `posting_run` belong to the database
    /// itself, and `tablesLeftBehind` stay behind.
    package static var columnsByTable: [String: Set<String>] {
        let tables = userTables + [tenantTable] + tenantTables
        return Dictionary(uniqueKeysWithValues: tables.map { ($0.name, Set($0.columns.map(\.name))) })
    }

    package func copyUsers() async throws {
        let chunks = try await source.read(.system) { db in
            var chunks: [Chunk] = []
            for table in Self.userTables { try Self.stream(table, where: "", db) { chunks.append($0) } }
            return chunks
        }
        try await target.write(.system) { db in for chunk in chunks { try db.insert(chunk.rows) } }
    }

    /// Reads a tenant's rows in one transaction, table by table, and hands them over in chunks.
    package func read(_ tenant: TenantID, _ hand: @escaping @Sendable (Chunk) throws -> Void) async throws {
        try await source.read(.tenant(tenant)) { db in
            try Self.stream(Self.tenantTable, where: "WHERE id = \(tenant)", db) { chunk in try hand(chunk) }
            for table in Self.tenantTables {
                try Self.stream(table, where: "WHERE tenant_id = \(tenant)", db) { chunk in try hand(chunk) }
            }
        }
    }

    /// Writes what `next` gives, until it gives nil, in one transaction.
    package func write(_ tenant: TenantID, _ next: @escaping @Sendable () throws -> Chunk?) async throws {
        try await target.write(.tenant(tenant)) { db in
            while let chunk = try next() { try db.insert(chunk.rows) }
        }
    }

    /// Makes sure that ids given from now on are larger than any that was copied.
    package func advanceIDs() async throws {
        let last = try await source.read(.system) { db in try db.lastReservedID() }
        try await target.write(.system) { db in
            let own = try db.lastReservedID()
            if own < last { _ = try db.reserveIDs(Int(last - own)) }
        }
    }

    private static func stream(_ table: Table, where condition: SQL, _ db: any Connection, _ hand: (Chunk) throws -> Void) throws {
        // Names come from the lists above, never from outside.
        let names = table.columns.map(\.name).joined(separator: ", ")
        var rows = BulkRows(into: table.name, table.columns, capacity: chunkRows)
        var failure: (any Error)?
        try db.run("SELECT \(names) FROM \(table.name) \(condition.text) ORDER BY \(table.key)", condition.arguments) {
            (row) throws(StorageError) in
            guard failure == nil else { return }
            rows.append(row.values)
            guard rows.count >= chunkRows || rows.bytes.count >= chunkBytes else { return }
            do { try hand(Chunk(rows: rows)) } catch { failure = error }
            rows = BulkRows(into: table.name, table.columns, capacity: chunkRows)
        }
        if let failure { throw failure }
        if !rows.isEmpty { try hand(Chunk(rows: rows)) }
    }
}
