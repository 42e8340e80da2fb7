extension Migration {
    /// What lines come to by statement, day and state, counted as they change, so that no page adds up all of a tenant's lines.
    static let lineTotals = Migration(
        id: "025_line_totals",
        up: Script(
            """
            CREATE TABLE line_total (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                statement_id INTEGER NOT NULL,
                account_id INTEGER NOT NULL,
                date INTEGER NOT NULL,
                currency TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'posted', 'excluded', 'undone')),
                lines_in INTEGER NOT NULL,
                amount_in INTEGER NOT NULL,
                lines_out INTEGER NOT NULL,
                amount_out INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, statement_id, date, currency, state),
                FOREIGN KEY (tenant_id, statement_id) REFERENCES statement (tenant_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX line_total_by_account ON line_total (tenant_id, account_id, date);

            """,
            sqlite: lineTotalFilling,
            postgres: """
                ALTER TABLE statement_line NO FORCE ROW LEVEL SECURITY;
                \(lineTotalFilling)
                ALTER TABLE statement_line FORCE ROW LEVEL SECURITY;

                """ + rowLevelSecurity(on: ["line_total"])),
        down: Script("DROP TABLE line_total;\n"))

    /// Lines that are there already, counted once.
    private static let lineTotalFilling = """
        INSERT INTO line_total (tenant_id, statement_id, account_id, date, currency, state, lines_in, amount_in, lines_out, amount_out)
        SELECT tenant_id, statement_id, account_id, date, currency, state,
            CAST(SUM(CASE WHEN amount >= 0 THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN amount >= 0 THEN amount ELSE 0 END) AS BIGINT),
            CAST(SUM(CASE WHEN amount < 0 THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN amount < 0 THEN amount ELSE 0 END) AS BIGINT)
        FROM statement_line GROUP BY tenant_id, statement_id, account_id, date, currency, state;
        """
}
