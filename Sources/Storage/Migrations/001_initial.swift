extension Migration {
    /// The books.
    ///
    /// Tenant id first in every key and index. Ids are unique over all tenants and tables. Amounts are minor units; dates are stored as 20250630;
    /// columns ending in `_at` are milliseconds since 1970 in UTC; confidences are basis points. `entry` and `posting` only ever grow:
    /// what is posted is balanced and stays (invariants 1 and 2), which the triggers at the end hold to whoever writes. A transaction
    /// inserts the postings first and then the entry, which is the moment the schema looks at their sum.
    static let initial = Migration(
        id: "001_initial",
        up: Script(
            """
            CREATE TABLE tenant (
                id INTEGER NOT NULL PRIMARY KEY,
                name TEXT NOT NULL CHECK (length(name) > 0),
                base_currency TEXT NOT NULL CHECK (length(base_currency) = 3),
                chart TEXT NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE account (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                code TEXT NOT NULL CHECK (length(code) > 0),
                name TEXT NOT NULL CHECK (length(name) > 0),
                kind TEXT NOT NULL,
                archived_at INTEGER,
                PRIMARY KEY (tenant_id, id),
                UNIQUE (tenant_id, code)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE bank_feed (
                tenant_id INTEGER NOT NULL,
                account_number TEXT NOT NULL,
                account_id INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, account_number),
                FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE statement_import (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                file_name TEXT NOT NULL,
                file_hash BLOB NOT NULL,
                format TEXT NOT NULL,
                mapping TEXT,
                line_count INTEGER NOT NULL,
                duplicate_count INTEGER NOT NULL,
                imported_at INTEGER NOT NULL,
                imported_by TEXT NOT NULL,
                undone_at INTEGER,
                undone_by TEXT,
                PRIMARY KEY (tenant_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX statement_import_by_hash ON statement_import (tenant_id, file_hash);

            CREATE TABLE rejected_row (
                tenant_id INTEGER NOT NULL,
                import_id INTEGER NOT NULL,
                ordinal INTEGER NOT NULL,
                row_number INTEGER NOT NULL,
                text TEXT NOT NULL,
                reason TEXT NOT NULL,
                PRIMARY KEY (tenant_id, import_id, ordinal),
                FOREIGN KEY (tenant_id, import_id) REFERENCES statement_import (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE statement (
                tenant_id INTEGER NOT NULL,
                id INTEGER NOT NULL,
                import_id INTEGER NOT NULL,
                account_id INTEGER NOT NULL,
                account_number TEXT,
                currency TEXT NOT NULL,
                opening_balance INTEGER,
                closing_balance INTEGER,
                first_date INTEGER,
                last_date INTEGER,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, import_id) REFERENCES statement_import (tenant_id, id),
                FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX statement_by_import ON statement (tenant_id, import_id);

            CREATE TABLE statement_line (
                tenant_id INTEGER NOT NULL,
                id INTEGER NOT NULL,
                statement_id INTEGER NOT NULL,
                account_id INTEGER NOT NULL,
                row_number INTEGER NOT NULL,
                date INTEGER NOT NULL,
                amount INTEGER NOT NULL,
                currency TEXT NOT NULL,
                text TEXT NOT NULL,
                counterparty TEXT,
                reference TEXT,
                fingerprint INTEGER NOT NULL,
                occurrence INTEGER NOT NULL CHECK (occurrence > 0),
                vendor TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('waiting', 'posted', 'excluded', 'undone')),
                method TEXT NOT NULL CHECK (method IN ('person', 'rule', 'vendor', 'model', 'llm', 'none')),
                proposed_account_id INTEGER,
                confidence INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 10000),
                held TEXT,
                reason TEXT NOT NULL,
                entry_id INTEGER,
                PRIMARY KEY (tenant_id, id),
                FOREIGN KEY (tenant_id, statement_id) REFERENCES statement (tenant_id, id),
                FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id),
                CHECK ((state = 'posted') = (entry_id IS NOT NULL)),
                CHECK ((state = 'waiting') = (held IS NOT NULL))
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX statement_line_occurrence
                ON statement_line (tenant_id, account_id, date, fingerprint, occurrence) WHERE state <> 'undone';
            CREATE INDEX statement_line_waiting ON statement_line (tenant_id, vendor, id) WHERE state = 'waiting';
            CREATE INDEX statement_line_by_statement ON statement_line (tenant_id, statement_id, id);

            CREATE TABLE decision (
                tenant_id INTEGER NOT NULL,
                id INTEGER NOT NULL,
                line_id INTEGER NOT NULL,
                account_id INTEGER,
                kind TEXT NOT NULL CHECK (kind IN ('file', 'exclude')),
                decided_by TEXT NOT NULL,
                decided_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, id),
                CHECK ((kind = 'file') = (account_id IS NOT NULL)),
                FOREIGN KEY (tenant_id, line_id) REFERENCES statement_line (tenant_id, id),
                FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX decision_by_line ON decision (tenant_id, line_id, id);

            CREATE TABLE entry (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                number INTEGER NOT NULL,
                date INTEGER NOT NULL,
                narration TEXT NOT NULL,
                source TEXT NOT NULL,
                line_id INTEGER,
                reverses INTEGER,
                idempotency_key TEXT,
                fingerprint BLOB,
                posted_at INTEGER NOT NULL,
                posted_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, id),
                UNIQUE (tenant_id, number),
                FOREIGN KEY (tenant_id, reverses) REFERENCES entry (tenant_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX entry_by_date ON entry (tenant_id, date, number);
            CREATE UNIQUE INDEX entry_reversed_once ON entry (tenant_id, reverses) WHERE reverses IS NOT NULL;
            CREATE UNIQUE INDEX entry_key ON entry (tenant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

            CREATE TABLE posting (
                tenant_id INTEGER NOT NULL,
                entry_id INTEGER NOT NULL,
                ordinal INTEGER NOT NULL,
                account_id INTEGER NOT NULL,
                date INTEGER NOT NULL,
                side TEXT NOT NULL CHECK (side IN ('debit', 'credit')),
                amount INTEGER NOT NULL CHECK (amount >= 0),
                currency TEXT NOT NULL,
                PRIMARY KEY (tenant_id, entry_id, ordinal),
                FOREIGN KEY (tenant_id, entry_id) REFERENCES entry (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
                FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX posting_by_account ON posting (tenant_id, account_id, date, entry_id, ordinal);

            CREATE TABLE account_total (
                tenant_id INTEGER NOT NULL,
                date INTEGER NOT NULL,
                account_id INTEGER NOT NULL,
                currency TEXT NOT NULL,
                debits INTEGER NOT NULL,
                credits INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, date, account_id, currency),
                FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE closing (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                first_date INTEGER NOT NULL,
                last_date INTEGER NOT NULL CHECK (last_date >= first_date),
                closed_at INTEGER NOT NULL,
                closed_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, first_date, last_date)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE rule (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                name TEXT NOT NULL CHECK (length(name) > 0),
                definition TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                created_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, id),
                UNIQUE (tenant_id, name)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE categorizer (
                tenant_id INTEGER NOT NULL PRIMARY KEY REFERENCES tenant (id),
                learned_through INTEGER NOT NULL,
                bytes BLOB NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE audit_event (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                sequence INTEGER NOT NULL CHECK (sequence > 0),
                occurred_at INTEGER NOT NULL,
                actor TEXT NOT NULL,
                action TEXT NOT NULL,
                subject TEXT NOT NULL,
                detail TEXT NOT NULL,
                previous_hash BLOB NOT NULL,
                hash BLOB NOT NULL,
                PRIMARY KEY (tenant_id, sequence)
            ) STRICT, WITHOUT ROWID;

            """,
            sqlite: sqliteGuards,
            postgres: postgresGuards),
        down: Script(
            """
            DROP TABLE audit_event;
            DROP TABLE categorizer;
            DROP TABLE rule;
            DROP TABLE closing;
            DROP TABLE account_total;
            DROP TABLE posting;
            DROP TABLE entry;
            DROP TABLE decision;
            DROP TABLE statement_line;
            DROP TABLE statement;
            DROP TABLE rejected_row;
            DROP TABLE statement_import;
            DROP TABLE bank_feed;
            DROP TABLE account;
            DROP TABLE tenant;

            """,
            sqlite: "DROP TABLE id_counter;",
            postgres: """
                DROP FUNCTION reserve_ids, refuse_change, check_posted_entries, check_new_postings;
                DROP SEQUENCE id_counter;
                """))

    private static let sqliteGuards = """
        CREATE TABLE id_counter (next_id INTEGER NOT NULL) STRICT;
        INSERT INTO id_counter VALUES (1);

        -- INSERT OR REPLACE fires no delete trigger, so a row that is there is looked for before.
        CREATE TRIGGER entry_is_new BEFORE INSERT ON entry
            WHEN EXISTS (SELECT 1 FROM entry WHERE tenant_id = NEW.tenant_id AND id = NEW.id)
                OR EXISTS (SELECT 1 FROM entry WHERE tenant_id = NEW.tenant_id AND number = NEW.number)
            BEGIN SELECT RAISE(ABORT, 'posted_entry_changed'); END;
        CREATE TRIGGER audit_event_is_new BEFORE INSERT ON audit_event
            WHEN EXISTS (SELECT 1 FROM audit_event WHERE tenant_id = NEW.tenant_id AND sequence = NEW.sequence)
            BEGIN SELECT RAISE(ABORT, 'audit_changed'); END;
        CREATE TRIGGER entry_is_balanced BEFORE INSERT ON entry BEGIN
            SELECT RAISE(ABORT, 'unbalanced_entry') WHERE EXISTS (
                SELECT 1 FROM posting WHERE tenant_id = NEW.tenant_id AND entry_id = NEW.id
                GROUP BY currency HAVING SUM(CASE side WHEN 'debit' THEN amount ELSE -amount END) <> 0 OR MIN(date) <> NEW.date OR MAX(date) <> NEW.date
            ) OR (SELECT COUNT(*) FROM posting WHERE tenant_id = NEW.tenant_id AND entry_id = NEW.id) < 2;
            SELECT RAISE(ABORT, 'period_closed') WHERE EXISTS (
                SELECT 1 FROM closing WHERE tenant_id = NEW.tenant_id AND NEW.date <= last_date);
        END;
        CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'posted_entry_changed'); END;
        CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'posted_entry_changed'); END;
        CREATE TRIGGER posting_comes_first BEFORE INSERT ON posting
            WHEN EXISTS (SELECT 1 FROM entry WHERE tenant_id = NEW.tenant_id AND id = NEW.entry_id)
            BEGIN SELECT RAISE(ABORT, 'posted_entry_changed'); END;
        CREATE TRIGGER posting_stays BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'posted_entry_changed'); END;
        CREATE TRIGGER posting_is_kept BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'posted_entry_changed'); END;
        CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit_changed'); END;
        CREATE TRIGGER audit_event_is_kept BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit_changed'); END;

        """

    /// The same rules, looked at once a statement where that is quicker than once a row.
    private static let postgresGuards = """
        CREATE SEQUENCE id_counter;

        -- A sequence is not transactional, so the lock lets no one else step in between reading and moving it.
        CREATE FUNCTION reserve_ids(wanted bigint) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE first bigint;
        BEGIN
            PERFORM pg_advisory_lock(4711, 1);
            first := nextval('id_counter');
            IF wanted > 1 THEN PERFORM setval('id_counter', first + wanted - 1); END IF;
            PERFORM pg_advisory_unlock(4711, 1);
            RETURN first;
        END $$;

        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'BK001'; END $$;

        -- Both checks ask for each new row by key. As joins they would be planned for tables that were empty when the session began, and
        -- read all of a tenant's rows for each new one; a subquery that depends on the row cannot become a join.
        CREATE FUNCTION check_posted_entries() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
        BEGIN
            IF EXISTS (
                SELECT 1 FROM added WHERE (
                    SELECT COUNT(*) < 2 OR bool_or(p.date <> added.date) FROM posting p
                    WHERE p.tenant_id = added.tenant_id AND p.entry_id = added.id
                ) OR EXISTS (
                    SELECT 1 FROM posting p WHERE p.tenant_id = added.tenant_id AND p.entry_id = added.id
                    GROUP BY p.currency HAVING SUM(CASE p.side WHEN 'debit' THEN p.amount ELSE -p.amount END) <> 0
                )
            ) THEN RAISE EXCEPTION 'unbalanced_entry' USING ERRCODE = 'BK001'; END IF;
            IF EXISTS (
                SELECT 1 FROM added JOIN closing ON closing.tenant_id = added.tenant_id AND added.date <= closing.last_date
            ) THEN RAISE EXCEPTION 'period_closed' USING ERRCODE = 'BK001'; END IF;
            RETURN NULL;
        END $$;

        CREATE FUNCTION check_new_postings() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
        BEGIN
            IF EXISTS (
                SELECT 1 FROM added
                WHERE (SELECT COUNT(*) FROM entry e WHERE e.tenant_id = added.tenant_id AND e.id = added.entry_id) > 0
            ) THEN RAISE EXCEPTION 'posted_entry_changed' USING ERRCODE = 'BK001'; END IF;
            RETURN NULL;
        END $$;

        CREATE TRIGGER entry_is_balanced AFTER INSERT ON entry
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_posted_entries();
        CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('posted_entry_changed');
        CREATE TRIGGER posting_comes_first AFTER INSERT ON posting
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_new_postings();
        CREATE TRIGGER posting_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON posting
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('posted_entry_changed');
        CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_changed');

        """
        + rowLevelSecurity(on: [
            "account", "bank_feed", "statement_import", "rejected_row", "statement", "statement_line", "decision", "entry", "posting",
            "account_total", "closing", "rule", "categorizer", "audit_event",
        ])
}
