extension Migration {
    /// What the language model was asked, what it cost, and what it answered.
    ///
    /// `llm_month` and `llm_hold` stand over all tenants, since the operator's cap does: what was spent in a month (202511), and what calls
    /// under way may still cost. A hold counts until `expires_at`, so that a process which dies in the middle of a call holds nothing for
    /// ever. Everything else is a tenant's. Amounts are millionths of a US dollar; `stated` is the confidence that the model named, in basis
    /// points, and worth nothing until people's answers say what it is worth.
    static let llm = Migration(
        id: "017_llm",
        up: Script(
            """
            CREATE TABLE llm_month (
                month INTEGER NOT NULL PRIMARY KEY CHECK (month BETWEEN 197001 AND 999912),
                micro_dollars INTEGER NOT NULL CHECK (micro_dollars >= 0)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE llm_hold (
                call_id INTEGER NOT NULL PRIMARY KEY,
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                month INTEGER NOT NULL,
                micro_dollars INTEGER NOT NULL CHECK (micro_dollars >= 0),
                expires_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX llm_hold_by_month ON llm_hold (month, expires_at);

            CREATE TABLE llm_call (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                month INTEGER NOT NULL,
                model TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('reserved', 'answered', 'failed', 'lost')),
                line_count INTEGER NOT NULL CHECK (line_count > 0),
                reserved_micro_dollars INTEGER NOT NULL CHECK (reserved_micro_dollars >= 0),
                prompt_tokens INTEGER NOT NULL CHECK (prompt_tokens >= 0),
                completion_tokens INTEGER NOT NULL CHECK (completion_tokens >= 0),
                micro_dollars INTEGER NOT NULL CHECK (micro_dollars >= 0),
                fault TEXT,
                started_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                finished_at INTEGER,
                PRIMARY KEY (tenant_id, id),
                CHECK ((state = 'reserved') = (finished_at IS NULL))
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX llm_call_by_month ON llm_call (tenant_id, month, state);

            CREATE TABLE llm_call_line (
                tenant_id INTEGER NOT NULL,
                line_id INTEGER NOT NULL,
                call_id INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, line_id, call_id),
                FOREIGN KEY (tenant_id, call_id) REFERENCES llm_call (tenant_id, id),
                FOREIGN KEY (tenant_id, line_id) REFERENCES statement_line (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE llm_answer (
                tenant_id INTEGER NOT NULL,
                line_id INTEGER NOT NULL,
                call_id INTEGER NOT NULL,
                account_id INTEGER,
                stated INTEGER NOT NULL CHECK (stated BETWEEN 0 AND 10000),
                PRIMARY KEY (tenant_id, line_id),
                FOREIGN KEY (tenant_id, call_id) REFERENCES llm_call (tenant_id, id),
                FOREIGN KEY (tenant_id, line_id) REFERENCES statement_line (tenant_id, id),
                FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE llm_fallback (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                month INTEGER NOT NULL,
                cap TEXT NOT NULL CHECK (cap IN ('tenant', 'global')),
                cap_micro_dollars INTEGER NOT NULL,
                spent_micro_dollars INTEGER NOT NULL,
                began_at INTEGER NOT NULL,
                ended_at INTEGER,
                PRIMARY KEY (tenant_id, month, cap, cap_micro_dollars)
            ) STRICT, WITHOUT ROWID;

            """,
            postgres: rowLevelSecurity(on: ["llm_call", "llm_call_line", "llm_answer", "llm_fallback"])),
        down: Script(
            """
            DROP TABLE llm_fallback;
            DROP TABLE llm_answer;
            DROP TABLE llm_call_line;
            DROP TABLE llm_call;
            DROP TABLE llm_hold;
            DROP TABLE llm_month;

            """))
}
