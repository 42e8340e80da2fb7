extension Migration {
    /// What became of each rule, what people said of suggested ones, and which vendors they hold for one.
    ///
    /// A version without a definition says that the rule was removed; versions stay when their rule goes. An alias sends the vendor read
    /// from the bank's text to the one that people mean; one to itself gives it another name. Changes of aliases are kept for undoing.
    static let rules = Migration(
        id: "007_rules",
        up: Script(
            """
            CREATE TABLE rule_version (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                rule_id INTEGER NOT NULL,
                version INTEGER NOT NULL CHECK (version > 0),
                name TEXT NOT NULL CHECK (length(name) > 0),
                definition TEXT,
                change TEXT NOT NULL CHECK (change IN ('added', 'changed', 'removed', 'rolled_back')),
                changed_at INTEGER NOT NULL,
                changed_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, rule_id, version),
                CHECK ((change = 'removed') = (definition IS NULL))
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX rule_version_by_name ON rule_version (tenant_id, name, rule_id);

            CREATE TABLE dismissed_suggestion (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                vendor TEXT NOT NULL,
                account_id INTEGER NOT NULL,
                dismissed_at INTEGER NOT NULL,
                dismissed_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, vendor, account_id),
                FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE vendor_alias (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                vendor TEXT NOT NULL,
                target TEXT NOT NULL,
                target_name TEXT NOT NULL CHECK (length(target_name) > 0),
                PRIMARY KEY (tenant_id, vendor)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE vendor_change (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('merged', 'renamed', 'split')),
                vendor TEXT NOT NULL,
                old_target TEXT,
                old_name TEXT,
                new_target TEXT,
                new_name TEXT,
                changed_at INTEGER NOT NULL,
                changed_by TEXT NOT NULL,
                undone_at INTEGER,
                undone_by TEXT,
                PRIMARY KEY (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            """,
            sqlite: firstVersions,
            // The rules of all tenants at once: row-level security binds the table's owner too, and lets go of it for this one statement.
            postgres: "ALTER TABLE rule NO FORCE ROW LEVEL SECURITY;\n" + firstVersions + "ALTER TABLE rule FORCE ROW LEVEL SECURITY;\n"
                + rowLevelSecurity(on: ["rule_version", "dismissed_suggestion", "vendor_alias", "vendor_change"])),
        down: Script("DROP TABLE vendor_change;\nDROP TABLE vendor_alias;\nDROP TABLE dismissed_suggestion;\nDROP TABLE rule_version;\n"))

    private static let firstVersions = """
        INSERT INTO rule_version (tenant_id, rule_id, version, name, definition, change, changed_at, changed_by)
        SELECT tenant_id, id, 1, name, definition, 'added', created_at, created_by FROM rule;

        """
}
