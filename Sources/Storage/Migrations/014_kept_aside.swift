extension Migration {
    /// Entries whose debits and credits differ: never posted, and not lost either. The fingerprint keeps a repeat from being a second one.
    static let keptAside = Migration(
        id: "014_kept_aside",
        up: Script(
            """
            CREATE TABLE kept_aside (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                fingerprint BLOB NOT NULL,
                date INTEGER NOT NULL,
                narration TEXT NOT NULL,
                postings TEXT NOT NULL,
                difference INTEGER NOT NULL CHECK (difference <> 0),
                currency TEXT NOT NULL CHECK (length(currency) = 3),
                kept_at INTEGER NOT NULL,
                kept_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, id),
                UNIQUE (tenant_id, fingerprint)
            ) STRICT, WITHOUT ROWID;

            """,
            postgres: rowLevelSecurity(on: ["kept_aside"])),
        down: Script("DROP TABLE kept_aside;\n"))
}
