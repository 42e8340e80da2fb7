extension Migration {
    /// How people come in and stay in, and what speaks for a tenant from outside.
    ///
    /// Of every token only the SHA-256 is kept; `sealed` columns hold AES-GCM under the operator's SECRET_KEY. Sessions, resets, second
    /// factors and rate limits belong to no tenant; all the rest is a tenant's and guarded as such.
    static let people = Migration(
        id: "008_people",
        up: Script(
            """
            ALTER TABLE audit_event ADD COLUMN came_from TEXT;

            CREATE TABLE user_session (
                id INTEGER NOT NULL PRIMARY KEY,
                user_id INTEGER NOT NULL REFERENCES app_user (id),
                token_hash BLOB NOT NULL UNIQUE,
                previous_hash BLOB,
                rotated_at INTEGER NOT NULL,
                rotation_due INTEGER NOT NULL CHECK (rotation_due IN (0, 1)),
                created_at INTEGER NOT NULL,
                seen_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                address TEXT NOT NULL,
                agent TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX user_session_by_user ON user_session (user_id, id);
            CREATE INDEX user_session_by_previous_hash ON user_session (previous_hash);

            CREATE TABLE password_reset (
                token_hash BLOB NOT NULL PRIMARY KEY,
                user_id INTEGER NOT NULL REFERENCES app_user (id),
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX password_reset_by_user ON password_reset (user_id);

            CREATE TABLE second_factor (
                user_id INTEGER NOT NULL PRIMARY KEY REFERENCES app_user (id),
                sealed_secret BLOB NOT NULL,
                enrolled_at INTEGER NOT NULL,
                confirmed_at INTEGER,
                last_step INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE recovery_code (
                user_id INTEGER NOT NULL REFERENCES app_user (id),
                code_hash BLOB NOT NULL,
                used_at INTEGER,
                PRIMARY KEY (user_id, code_hash)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE rate_limit (
                key_hash BLOB NOT NULL PRIMARY KEY,
                free_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX rate_limit_by_time ON rate_limit (free_at);

            CREATE TABLE invitation (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                email TEXT NOT NULL,
                role TEXT NOT NULL CHECK (role IN ('owner', 'staff', 'accountant')),
                token_hash BLOB NOT NULL,
                invited_by TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                accepted_at INTEGER,
                revoked_at INTEGER,
                PRIMARY KEY (tenant_id, id),
                UNIQUE (tenant_id, token_hash)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE api_token (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                name TEXT NOT NULL CHECK (length(name) > 0),
                token_hash BLOB NOT NULL,
                scope TEXT NOT NULL CHECK (scope IN ('read', 'write')),
                user_id INTEGER NOT NULL REFERENCES app_user (id),
                created_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                used_at INTEGER,
                revoked_at INTEGER,
                PRIMARY KEY (tenant_id, id),
                UNIQUE (tenant_id, token_hash)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE answered_request (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                principal TEXT NOT NULL,
                idempotency_key TEXT NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
                fingerprint BLOB NOT NULL,
                claim BLOB NOT NULL,
                claimed_until INTEGER NOT NULL,
                status INTEGER,
                content_type TEXT,
                sealed_body BLOB,
                expires_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, principal, idempotency_key)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX answered_request_by_expiry ON answered_request (tenant_id, expires_at);

            CREATE TABLE webhook (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                url TEXT NOT NULL,
                sealed_secret BLOB NOT NULL,
                events TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                created_by TEXT NOT NULL,
                removed_at INTEGER,
                PRIMARY KEY (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE webhook_delivery (
                tenant_id INTEGER NOT NULL,
                id INTEGER NOT NULL,
                webhook_id INTEGER NOT NULL,
                event TEXT NOT NULL,
                payload TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given_up')),
                attempts INTEGER NOT NULL,
                due_at INTEGER NOT NULL,
                last_status INTEGER,
                last_error TEXT,
                created_at INTEGER NOT NULL,
                finished_at INTEGER,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX webhook_delivery_by_due ON webhook_delivery (tenant_id, state, due_at);

            """,
            postgres: rowLevelSecurity(on: ["invitation", "api_token", "answered_request", "webhook", "webhook_delivery"])),
        down: Script(
            """
            DROP TABLE webhook_delivery;
            DROP TABLE webhook;
            DROP TABLE answered_request;
            DROP TABLE api_token;
            DROP TABLE invitation;
            DROP TABLE rate_limit;
            DROP TABLE recovery_code;
            DROP TABLE second_factor;
            DROP TABLE password_reset;
            DROP TABLE user_session;
            ALTER TABLE audit_event DROP COLUMN came_from;

            """))
}
