extension Migration {
    /// Where a statement went by a guess, until somebody says that it belongs there.
    static let accountQuestions = Migration(
        id: "030_account_questions",
        up: Script(
            """
            ALTER TABLE statement ADD COLUMN asks_account INTEGER NOT NULL DEFAULT 0 CHECK (asks_account IN (0, 1));
            CREATE INDEX statement_asking ON statement (tenant_id, import_id) WHERE asks_account = 1;

            """),
        down: Script(
            """
            DROP INDEX statement_asking;
            ALTER TABLE statement DROP COLUMN asks_account;

            """))
}
