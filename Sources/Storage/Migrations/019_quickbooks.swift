extension Migration {
    /// Entries that leave for QuickBooks Online, each exactly once.
    ///
    /// A realm is a company there. A tenant has one connection at a time and may have had others; what was sent stays noted per realm.
    /// `sealed` columns hold AES-GCM under the operator's SECRET_KEY. `version` grows with every new pair of tokens, so that of several
    /// processes one renews them (`refresh_claim`) and the others see that it happened.
    /// An export's row is committed as `sending` before the call. `content` is what was sent, in our words; `claim` is the process that is
    /// at it, until `claimed_until`. `generation` counts how often a person asked for the entry to be sent anew.
    static let quickBooks = Migration(
        id: "019_quickbooks",
        up: Script(
            """
            CREATE TABLE qbo_connection (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                realm TEXT NOT NULL CHECK (length(realm) > 0),
                environment TEXT NOT NULL CHECK (environment IN ('sandbox', 'production')),
                company_name TEXT NOT NULL,
                home_currency TEXT,
                multi_currency INTEGER NOT NULL CHECK (multi_currency IN (0, 1)),
                books_closed_on INTEGER,
                state TEXT NOT NULL CHECK (state IN ('connected', 'reconnect', 'disconnected')),
                problem TEXT,
                sealed_access BLOB NOT NULL,
                sealed_refresh BLOB NOT NULL,
                access_expires_at INTEGER NOT NULL,
                refresh_expires_at INTEGER NOT NULL,
                version INTEGER NOT NULL,
                refresh_claim BLOB,
                refresh_claimed_until INTEGER,
                chart_read_at INTEGER,
                connected_at INTEGER NOT NULL,
                connected_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, realm)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX qbo_connection_in_use ON qbo_connection (tenant_id) WHERE state <> 'disconnected';

            CREATE TABLE qbo_oauth_state (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                state_hash BLOB NOT NULL,
                session_id INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, state_hash)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE qbo_account (
                tenant_id INTEGER NOT NULL,
                realm TEXT NOT NULL,
                qbo_id TEXT NOT NULL,
                number TEXT NOT NULL,
                name TEXT NOT NULL,
                type TEXT NOT NULL,
                is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
                currency TEXT NOT NULL,
                PRIMARY KEY (tenant_id, realm, qbo_id),
                FOREIGN KEY (tenant_id, realm) REFERENCES qbo_connection (tenant_id, realm)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE qbo_party (
                tenant_id INTEGER NOT NULL,
                realm TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('Customer', 'Vendor')),
                qbo_id TEXT NOT NULL,
                name TEXT NOT NULL,
                PRIMARY KEY (tenant_id, realm, kind, qbo_id),
                FOREIGN KEY (tenant_id, realm) REFERENCES qbo_connection (tenant_id, realm)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE qbo_mapping (
                tenant_id INTEGER NOT NULL,
                realm TEXT NOT NULL,
                account_id INTEGER NOT NULL,
                qbo_id TEXT NOT NULL,
                party_kind TEXT CHECK (party_kind IN ('Customer', 'Vendor')),
                party_id TEXT,
                mapped_at INTEGER NOT NULL,
                mapped_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, realm, account_id),
                CHECK ((party_kind IS NULL) = (party_id IS NULL)),
                FOREIGN KEY (tenant_id, realm) REFERENCES qbo_connection (tenant_id, realm),
                FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE qbo_run (
                tenant_id INTEGER NOT NULL,
                id INTEGER NOT NULL,
                realm TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'finished', 'stopped')),
                problem TEXT,
                total INTEGER NOT NULL,
                seen INTEGER NOT NULL,
                posted INTEGER NOT NULL,
                skipped INTEGER NOT NULL,
                failed INTEGER NOT NULL,
                started_at INTEGER NOT NULL,
                started_by TEXT NOT NULL,
                claim BLOB,
                claimed_until INTEGER NOT NULL,
                finished_at INTEGER,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, realm) REFERENCES qbo_connection (tenant_id, realm)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE qbo_export (
                tenant_id INTEGER NOT NULL,
                realm TEXT NOT NULL,
                entry_id INTEGER NOT NULL,
                doc_number TEXT NOT NULL CHECK (length(doc_number) BETWEEN 1 AND 21),
                generation INTEGER NOT NULL,
                content TEXT NOT NULL,
                content_hash BLOB NOT NULL,
                request_id TEXT NOT NULL CHECK (length(request_id) <= 50),
                state TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'landed', 'drifted', 'gone', 'failed', 'conflict')),
                qbo_id TEXT,
                code TEXT,
                reason TEXT,
                trace TEXT,
                attempts INTEGER NOT NULL,
                run_id INTEGER NOT NULL,
                claim BLOB,
                claimed_until INTEGER NOT NULL,
                sent_at INTEGER,
                checked_at INTEGER,
                PRIMARY KEY (tenant_id, realm, entry_id),
                UNIQUE (tenant_id, realm, doc_number),
                FOREIGN KEY (tenant_id, realm) REFERENCES qbo_connection (tenant_id, realm),
                FOREIGN KEY (tenant_id, entry_id) REFERENCES entry (tenant_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX qbo_export_by_state ON qbo_export (tenant_id, realm, state, entry_id);
            CREATE INDEX qbo_export_by_run ON qbo_export (tenant_id, run_id, entry_id);

            """,
            postgres: rowLevelSecurity(on: [
                "qbo_connection", "qbo_oauth_state", "qbo_account", "qbo_party", "qbo_mapping", "qbo_run", "qbo_export",
            ])),
        down: Script(
            """
            DROP TABLE qbo_export;
            DROP TABLE qbo_run;
            DROP TABLE qbo_mapping;
            DROP TABLE qbo_party;
            DROP TABLE qbo_account;
            DROP TABLE qbo_oauth_state;
            DROP TABLE qbo_connection;

            """))
}
