extension Migration {
    /// How pages look to a person, and whether single letters do things there. And what waits, month by month, from an index alone: reports say
    /// what is not in them yet.
    static let preferences = Migration(
        id: "024_preferences",
        up: Script(
            """
            ALTER TABLE app_user ADD COLUMN theme TEXT NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark'));
            ALTER TABLE app_user ADD COLUMN single_keys INTEGER NOT NULL DEFAULT 1 CHECK (single_keys IN (0, 1));
            CREATE INDEX statement_line_waiting_date ON statement_line (tenant_id, date, currency, amount) WHERE state = 'waiting';

            """),
        down: Script(
            """
            DROP INDEX statement_line_waiting_date;
            ALTER TABLE app_user DROP COLUMN single_keys;
            ALTER TABLE app_user DROP COLUMN theme;

            """))
}
