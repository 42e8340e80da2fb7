extension Migration {
    /// How far each company's lines had drifted on a day: two population stability indexes in millionths, with the lines they stand on. A day has
    /// one row, its latest. `audit_sample` has the lines that a machine was sure enough of to post and that a person was asked about instead;
    /// `error_budget`, in basis points, is how many wrong entries the Owner takes in exchange for posting by itself.
    static let metricSnapshots = Migration(
        id: "023_metric_snapshots",
        up: Script(
            """
            CREATE TABLE metric_snapshot (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                day INTEGER NOT NULL,
                vendor_psi INTEGER NOT NULL CHECK (vendor_psi >= 0),
                amount_psi INTEGER NOT NULL CHECK (amount_psi >= 0),
                baseline_lines INTEGER NOT NULL,
                window_lines INTEGER NOT NULL,
                window_first INTEGER NOT NULL,
                window_last INTEGER NOT NULL,
                taken_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, day)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE audit_sample (
                tenant_id INTEGER NOT NULL,
                line_id INTEGER NOT NULL,
                account_id INTEGER NOT NULL,
                method TEXT NOT NULL,
                drawn_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, line_id),
                FOREIGN KEY (tenant_id, line_id) REFERENCES statement_line (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            ALTER TABLE tenant_settings ADD COLUMN error_budget INTEGER NOT NULL DEFAULT 200 CHECK (error_budget BETWEEN 50 AND 1000);

            """,
            postgres: rowLevelSecurity(on: ["metric_snapshot", "audit_sample"])),
        down: Script(
            """
            ALTER TABLE tenant_settings DROP COLUMN error_budget;
            DROP TABLE audit_sample;
            DROP TABLE metric_snapshot;

            """))
}
