extension Migration {
    /// What the Owner of a tenant decides: when machines may post, and how the books' year runs.
    static let tenantSettings = Migration(
        id: "002_tenant_settings",
        up: Script(
            """
            CREATE TABLE tenant_settings (
                tenant_id INTEGER NOT NULL PRIMARY KEY REFERENCES tenant (id),
                auto_post INTEGER NOT NULL CHECK (auto_post IN (0, 1)),
                threshold INTEGER NOT NULL CHECK (threshold BETWEEN 8000 AND 9900),
                large_amount INTEGER NOT NULL CHECK (large_amount >= 0),
                fiscal_year_start INTEGER NOT NULL CHECK (fiscal_year_start BETWEEN 1 AND 12),
                updated_at INTEGER NOT NULL,
                updated_by TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;

            """,
            postgres: rowLevelSecurity(on: ["tenant_settings"])),
        down: Script("DROP TABLE tenant_settings;\n"))
}
