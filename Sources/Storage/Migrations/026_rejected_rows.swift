extension Migration {
    /// What people said of rows that a file's reading left out.
    ///
    /// `source` is the row as it stands in the file, of which `text` is the beginning; rows that were left out before have none. A row is
    /// `taken` into the books as the line, `known` as a line that the books held already, or `dismissed`: it is no transaction.
    static let rejectedRows = Migration(
        id: "026_rejected_rows",
        up: Script(
            """
            ALTER TABLE rejected_row ADD COLUMN source TEXT;

            CREATE TABLE rejected_row_answer (
                tenant_id INTEGER NOT NULL,
                import_id INTEGER NOT NULL,
                ordinal INTEGER NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('taken', 'known', 'dismissed')),
                line_id INTEGER,
                answered_at INTEGER NOT NULL,
                answered_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, import_id, ordinal),
                FOREIGN KEY (tenant_id, import_id, ordinal) REFERENCES rejected_row (tenant_id, import_id, ordinal),
                FOREIGN KEY (tenant_id, line_id) REFERENCES statement_line (tenant_id, id),
                CHECK ((kind = 'dismissed') = (line_id IS NULL))
            ) STRICT, WITHOUT ROWID;

            """,
            postgres: rowLevelSecurity(on: ["rejected_row_answer"])),
        down: Script(
            """
            DROP TABLE rejected_row_answer;
            ALTER TABLE rejected_row DROP COLUMN source;

            """))
}
