extension Migration {
    /// How the files of a bank account are read, which of the books' accounts they belong to, and what they brought a second time.
    ///
    /// `bank_feed.account_key` is a digest of the whole account number; a row from before this migration has the masked number there
    /// until the account's next statement. `saved_mapping.file_bytes` is the size of the file it was detected in, null for a person's own
    /// choice. A `duplicate` is a line of a file that the books hold already (`same`, `line_id` is null)
    /// or may hold (`line_id` is the new line, kept apart until a person has looked). `kept_at`: a person said that it is no duplicate.
    static let bankFeeds = Migration(
        id: "006_bank_feeds",
        up: Script(
            """
            ALTER TABLE bank_feed RENAME COLUMN account_number TO account_key;
            ALTER TABLE bank_feed ADD COLUMN masked_number TEXT;

            CREATE TABLE saved_mapping (
                tenant_id INTEGER NOT NULL,
                account_id INTEGER NOT NULL,
                layout INTEGER NOT NULL,
                mapping TEXT NOT NULL,
                file_bytes INTEGER,
                saved_at INTEGER NOT NULL,
                saved_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, account_id, layout),
                FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE duplicate (
                tenant_id INTEGER NOT NULL,
                id INTEGER NOT NULL,
                statement_id INTEGER NOT NULL,
                row_number INTEGER NOT NULL,
                known_line_id INTEGER NOT NULL,
                line_id INTEGER,
                evidence TEXT NOT NULL
                    CHECK (evidence IN ('same', 'same_day', 'near_day', 'pending', 'same_reference', 'repeated_reference')),
                kept_at INTEGER,
                kept_by TEXT,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, statement_id) REFERENCES statement (tenant_id, id),
                FOREIGN KEY (tenant_id, known_line_id) REFERENCES statement_line (tenant_id, id),
                FOREIGN KEY (tenant_id, line_id) REFERENCES statement_line (tenant_id, id),
                CHECK ((evidence = 'same') = (line_id IS NULL) OR kept_at IS NOT NULL),
                CHECK ((kept_at IS NULL) = (kept_by IS NULL))
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX duplicate_by_line ON duplicate (tenant_id, line_id) WHERE line_id IS NOT NULL;
            CREATE INDEX duplicate_by_statement ON duplicate (tenant_id, statement_id, id);
            CREATE INDEX duplicate_by_known_line ON duplicate (tenant_id, known_line_id);

            """,
            postgres: rowLevelSecurity(on: ["saved_mapping", "duplicate"])),
        down: Script(
            """
            DROP TABLE duplicate;
            DROP TABLE saved_mapping;
            ALTER TABLE bank_feed DROP COLUMN masked_number;
            ALTER TABLE bank_feed RENAME COLUMN account_key TO account_number;

            """))
}
