extension Migration {
    /// Whom a tenant wants told of what, and every message that was or was not sent.
    static let notifications = Migration(
        id: "005_notifications",
        up: Script(
            """
            CREATE TABLE tenant_notifications (
                tenant_id INTEGER NOT NULL PRIMARY KEY REFERENCES tenant_settings (tenant_id),
                email TEXT,
                slack_webhook_url TEXT,
                alerts_json TEXT NOT NULL,
                updated_at INTEGER NOT NULL,
                updated_by TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE notification_log (
                id INTEGER NOT NULL PRIMARY KEY,
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                channel TEXT NOT NULL CHECK (channel IN ('email', 'slack')),
                type TEXT NOT NULL,
                payload_json TEXT NOT NULL,
                sent INTEGER NOT NULL CHECK (sent IN (0, 1)),
                error_message TEXT,
                created_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX idx_notif_log_tenant_type ON notification_log (tenant_id, type, created_at);

            """,
            postgres: rowLevelSecurity(on: ["tenant_notifications", "notification_log"])),
        down: Script("DROP TABLE notification_log;\nDROP TABLE tenant_notifications;\n"))
}
