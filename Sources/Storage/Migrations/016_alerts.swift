extension Migration {
    /// Alerts on their way, the window in which one of a kind is enough, how the channels do, and the jobs that run by themselves.
    ///
    /// `alert` is the outbox: a row is written with what caused it and goes when each channel has its row in `notification_log`, which is
    /// worked off from there. `alert_window` keeps what the log may forget: when one of a type was last sent, and how many were held since.
    /// `notification_due` says which tenant has something to tell before it is known whose turn it is, so no row-level security guards it.
    static let alerts = Migration(
        id: "016_alerts",
        up: Script(
            """
            CREATE TABLE alert (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                type TEXT NOT NULL,
                message TEXT NOT NULL,
                raised_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX alert_by_type ON alert (tenant_id, type, id);

            CREATE TABLE alert_window (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                type TEXT NOT NULL,
                open_alert INTEGER,
                last_sent_at INTEGER,
                last_dry_at INTEGER,
                held_count INTEGER NOT NULL CHECK (held_count >= 0),
                held_since INTEGER,
                PRIMARY KEY (tenant_id, type)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE notification_channel (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                channel TEXT NOT NULL CHECK (channel IN ('email', 'slack')),
                refusals INTEGER NOT NULL CHECK (refusals >= 0),
                disabled_at INTEGER,
                last_sent_at INTEGER,
                last_error TEXT,
                PRIMARY KEY (tenant_id, channel)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE notification_due (
                tenant_id INTEGER NOT NULL PRIMARY KEY REFERENCES tenant (id),
                due_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX notification_due_by_time ON notification_due (due_at);

            ALTER TABLE notification_log ADD COLUMN state TEXT
                CHECK (state IN ('waiting', 'sent', 'failed', 'held', 'off', 'dry_run'));
            ALTER TABLE notification_log ADD COLUMN reason TEXT;
            ALTER TABLE notification_log ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE notification_log ADD COLUMN due_at INTEGER;
            ALTER TABLE notification_log ADD COLUMN alert_id INTEGER;
            ALTER TABLE notification_log ADD COLUMN finished_at INTEGER;
            CREATE INDEX notification_log_waiting ON notification_log (tenant_id, due_at) WHERE state = 'waiting';
            CREATE INDEX notification_log_latest ON notification_log (tenant_id, id);

            CREATE TABLE job (
                name TEXT NOT NULL PRIMARY KEY,
                due_at INTEGER NOT NULL,
                claimed_by TEXT,
                claimed_until INTEGER,
                started_at INTEGER,
                finished_at INTEGER,
                failures INTEGER NOT NULL CHECK (failures >= 0),
                last_error TEXT
            ) STRICT, WITHOUT ROWID;

            """,
            postgres: rowLevelSecurity(on: ["alert", "alert_window", "notification_channel"])),
        down: Script(
            """
            DROP TABLE job;
            DROP INDEX notification_log_latest;
            DROP INDEX notification_log_waiting;
            ALTER TABLE notification_log DROP COLUMN finished_at;
            ALTER TABLE notification_log DROP COLUMN alert_id;
            ALTER TABLE notification_log DROP COLUMN due_at;
            ALTER TABLE notification_log DROP COLUMN attempts;
            ALTER TABLE notification_log DROP COLUMN reason;
            ALTER TABLE notification_log DROP COLUMN state;
            DROP TABLE notification_due;
            DROP TABLE notification_channel;
            DROP TABLE alert_window;
            DROP TABLE alert;

            """))
}
