extension Migration {
    /// Who may come in, and as what: a person belongs to several tenants, in each with one role.
    static let authUsers = Migration(
        id: "003_auth_users",
        up: Script(
            """
            CREATE TABLE app_user (
                id INTEGER NOT NULL PRIMARY KEY,
                email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
                name TEXT NOT NULL,
                password_hash TEXT,
                created_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE membership (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                user_id INTEGER NOT NULL REFERENCES app_user (id),
                role TEXT NOT NULL CHECK (role IN ('owner', 'staff', 'accountant')),
                created_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, user_id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX membership_by_user ON membership (user_id, tenant_id);

            """),
        down: Script("DROP TABLE membership;\nDROP TABLE app_user;\n"))
}
