extension Migration {
    /// What proves the books: transfers between own accounts, certificates of what was closed, receipts; and what other programs' journals
    /// brought.
    ///
    /// A `transfer_pair` is what a person said of two lines: they are one transfer, which `entry_id` books, or they are none.
    /// `made_entry` says that the entry was posted for the pair, and goes when the pair is taken apart. The bytes of an attachment are kept
    /// once for each tenant, under their SHA-256, however many entries they belong to.
    static let proof = Migration(
        id: "020_proof",
        up: Script(
            """
            CREATE TABLE transfer_pair (
                tenant_id INTEGER NOT NULL,
                id INTEGER NOT NULL,
                out_line_id INTEGER NOT NULL,
                in_line_id INTEGER NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('matched', 'rejected')),
                entry_id INTEGER,
                made_entry INTEGER NOT NULL CHECK (made_entry IN (0, 1)),
                decided_at INTEGER NOT NULL,
                decided_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, id),
                UNIQUE (tenant_id, out_line_id, in_line_id),
                FOREIGN KEY (tenant_id, out_line_id) REFERENCES statement_line (tenant_id, id),
                FOREIGN KEY (tenant_id, in_line_id) REFERENCES statement_line (tenant_id, id),
                FOREIGN KEY (tenant_id, entry_id) REFERENCES entry (tenant_id, id),
                CHECK ((state = 'matched') = (entry_id IS NOT NULL)),
                CHECK (state = 'matched' OR made_entry = 0)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX transfer_pair_out ON transfer_pair (tenant_id, out_line_id) WHERE state = 'matched';
            CREATE UNIQUE INDEX transfer_pair_in ON transfer_pair (tenant_id, in_line_id) WHERE state = 'matched';
            CREATE INDEX transfer_pair_by_entry ON transfer_pair (tenant_id, entry_id) WHERE state = 'matched';

            CREATE TABLE close_certificate (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                first_date INTEGER NOT NULL,
                last_date INTEGER NOT NULL CHECK (last_date >= first_date),
                document TEXT NOT NULL,
                hash BLOB NOT NULL,
                made_at INTEGER NOT NULL,
                made_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE attachment_content (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                hash BLOB NOT NULL CHECK (length(hash) = 32),
                kind TEXT NOT NULL CHECK (kind IN ('pdf', 'png', 'jpeg')),
                bytes BLOB NOT NULL CHECK (length(bytes) > 0),
                PRIMARY KEY (tenant_id, hash)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE attachment (
                tenant_id INTEGER NOT NULL,
                id INTEGER NOT NULL,
                entry_id INTEGER NOT NULL,
                hash BLOB NOT NULL,
                name TEXT NOT NULL CHECK (length(name) > 0),
                added_at INTEGER NOT NULL,
                added_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, id),
                UNIQUE (tenant_id, entry_id, hash),
                FOREIGN KEY (tenant_id, entry_id) REFERENCES entry (tenant_id, id),
                FOREIGN KEY (tenant_id, hash) REFERENCES attachment_content (tenant_id, hash)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX attachment_by_hash ON attachment (tenant_id, hash);

            CREATE TABLE journal_entry_import (
                tenant_id INTEGER NOT NULL,
                import_id INTEGER NOT NULL,
                entry_id INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, import_id, entry_id),
                FOREIGN KEY (tenant_id, import_id) REFERENCES statement_import (tenant_id, id),
                FOREIGN KEY (tenant_id, entry_id) REFERENCES entry (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            """,
            postgres: rowLevelSecurity(on: [
                "transfer_pair", "close_certificate", "attachment_content", "attachment", "journal_entry_import",
            ])),
        down: Script(
            """
            DROP TABLE journal_entry_import;
            DROP TABLE attachment;
            DROP TABLE attachment_content;
            DROP TABLE close_certificate;
            DROP TABLE transfer_pair;

            """))
}
