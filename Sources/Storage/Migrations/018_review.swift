extension Migration {
    /// The review queue, counted as it changes, and the list of lines by date, so that no page reads all of a tenant's lines.
    ///
    /// `queue_group` has the waiting lines of each counterparty and currency: once whatever they wait for (`held` is empty), once for each
    /// reason. `queue_total` sums these up. The generated columns put the biggest group first in an index that is read forward. A decision
    /// belongs to the batch it was given in, which is undone as a whole; one that was undone teaches nothing. Of a split the decision
    /// names the account with the largest part.
    static let review = Migration(
        id: "018_review",
        up: Script(
            """
            CREATE TABLE queue_group (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                held TEXT NOT NULL,
                vendor TEXT NOT NULL,
                currency TEXT NOT NULL,
                line_count INTEGER NOT NULL,
                amount INTEGER NOT NULL,
                few INTEGER NOT NULL GENERATED ALWAYS AS (-line_count) STORED,
                light INTEGER NOT NULL GENERATED ALWAYS AS (-abs(amount)) STORED,
                PRIMARY KEY (tenant_id, held, vendor, currency)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE queue_total (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                held TEXT NOT NULL,
                currency TEXT NOT NULL,
                line_count INTEGER NOT NULL,
                group_count INTEGER NOT NULL,
                amount INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, held, currency)
            ) STRICT, WITHOUT ROWID;

            ALTER TABLE decision ADD COLUMN batch_id INTEGER;
            ALTER TABLE decision ADD COLUMN is_split INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE decision ADD COLUMN undone_at INTEGER;
            ALTER TABLE decision ADD COLUMN undone_by TEXT;
            CREATE INDEX decision_by_batch ON decision (tenant_id, batch_id) WHERE batch_id IS NOT NULL;
            CREATE INDEX decision_undone ON decision (tenant_id, undone_at) WHERE undone_at IS NOT NULL;

            DROP INDEX statement_line_waiting;
            CREATE INDEX statement_line_waiting ON statement_line (tenant_id, vendor, currency, held, date, id) WHERE state = 'waiting';
            DROP INDEX statement_line_waiting_amount;
            CREATE INDEX statement_line_by_amount ON statement_line (tenant_id, amount, currency, state, vendor, id);
            CREATE INDEX statement_line_by_date ON statement_line (tenant_id, state, date, id);

            """,
            sqlite: queueIndex + queueFilling,
            postgres: """
                ALTER TABLE queue_group ALTER COLUMN vendor TYPE TEXT COLLATE "C";
                ALTER TABLE statement_line NO FORCE ROW LEVEL SECURITY;

                """ + queueIndex + queueFilling + "ALTER TABLE statement_line FORCE ROW LEVEL SECURITY;\n"
                    + rowLevelSecurity(on: ["queue_group", "queue_total"])),
        down: Script(
            """
            DROP INDEX statement_line_by_date;
            DROP INDEX statement_line_by_amount;
            CREATE INDEX statement_line_waiting_amount ON statement_line (tenant_id, amount, currency, vendor, id) WHERE state = 'waiting';
            DROP INDEX statement_line_waiting;
            CREATE INDEX statement_line_waiting ON statement_line (tenant_id, vendor, id) WHERE state = 'waiting';
            DROP INDEX decision_undone;
            DROP INDEX decision_by_batch;
            ALTER TABLE decision DROP COLUMN undone_by;
            ALTER TABLE decision DROP COLUMN undone_at;
            ALTER TABLE decision DROP COLUMN is_split;
            ALTER TABLE decision DROP COLUMN batch_id;
            DROP TABLE queue_total;
            DROP TABLE queue_group;

            """))

    private static let queueIndex = "CREATE INDEX queue_group_by_size ON queue_group (tenant_id, held, few, light, vendor, currency);\n"

    /// What waits already, counted once.
    private static let queueFilling = """
        INSERT INTO queue_group (tenant_id, held, vendor, currency, line_count, amount)
        SELECT tenant_id, held, vendor, currency, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM statement_line
        WHERE state = 'waiting' GROUP BY tenant_id, held, vendor, currency;
        INSERT INTO queue_group (tenant_id, held, vendor, currency, line_count, amount)
        SELECT tenant_id, '', vendor, currency, CAST(SUM(line_count) AS BIGINT), CAST(SUM(amount) AS BIGINT) FROM queue_group
        GROUP BY tenant_id, vendor, currency;
        INSERT INTO queue_total (tenant_id, held, currency, line_count, group_count, amount)
        SELECT tenant_id, held, currency, CAST(SUM(line_count) AS BIGINT), COUNT(*), CAST(SUM(amount) AS BIGINT) FROM queue_group
        GROUP BY tenant_id, held, currency;

        """
}
