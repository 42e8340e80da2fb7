extension Migration {
    /// On PostgreSQL, references of the rows that an import brings by the hundred thousand are checked once a statement.
    ///
    /// A foreign key asks the server one question a row, and these four were half of the time of an import there. The same rules are held by
    /// triggers that ask once for each different parent, with the row locks and errors that foreign keys have: a child needs its parent
    /// when it comes, a parent with children stays. `entry` needs no key to `tenant`: it has postings, they have accounts, those have the key.
    ///
    /// An entry comes after its postings, so whether each posting has one is asked when the transaction ends. Only a row can wait for that:
    /// `posting_run` gets one for each statement that brought postings, and is empty again when the transaction is over.
    static let setChecks = Migration(
        id: "009_set_checks",
        up: Script("", postgres: setChecksUp + rowLevelSecurity(on: ["posting_run"])),
        down: Script("", postgres: setChecksDown))

    private static let setChecksUp = """
        ALTER TABLE posting DROP CONSTRAINT posting_tenant_id_account_id_fkey, DROP CONSTRAINT posting_tenant_id_entry_id_fkey;
        ALTER TABLE entry DROP CONSTRAINT entry_tenant_id_fkey;
        ALTER TABLE statement_line
            DROP CONSTRAINT statement_line_tenant_id_statement_id_fkey, DROP CONSTRAINT statement_line_tenant_id_account_id_fkey;

        CREATE TABLE posting_run (tenant_id BIGINT NOT NULL, first_entry_id BIGINT NOT NULL, last_entry_id BIGINT NOT NULL);

        CREATE FUNCTION check_posting_parents() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
        BEGIN
            IF EXISTS (
                SELECT 1 FROM (SELECT DISTINCT tenant_id, account_id FROM added) used WHERE NOT EXISTS (
                    SELECT 1 FROM account a WHERE a.tenant_id = used.tenant_id AND a.id = used.account_id FOR KEY SHARE)
            ) THEN RAISE EXCEPTION 'no such account' USING ERRCODE = '23503', CONSTRAINT = 'posting_tenant_id_account_id_fkey'; END IF;
            INSERT INTO posting_run SELECT tenant_id, MIN(entry_id), MAX(entry_id) FROM added GROUP BY tenant_id;
            RETURN NULL;
        END $$;
        CREATE TRIGGER posting_has_account AFTER INSERT ON posting
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_posting_parents();

        CREATE FUNCTION check_posting_run() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
        BEGIN
            IF EXISTS (
                SELECT 1 FROM posting p
                WHERE p.tenant_id = NEW.tenant_id AND p.entry_id BETWEEN NEW.first_entry_id AND NEW.last_entry_id
                    AND (SELECT COUNT(*) FROM entry e WHERE e.tenant_id = p.tenant_id AND e.id = p.entry_id) = 0
            ) THEN RAISE EXCEPTION 'no such entry' USING ERRCODE = '23503', CONSTRAINT = 'posting_tenant_id_entry_id_fkey'; END IF;
            DELETE FROM posting_run
            WHERE tenant_id = NEW.tenant_id AND first_entry_id = NEW.first_entry_id AND last_entry_id = NEW.last_entry_id;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER posting_has_entry AFTER INSERT ON posting_run
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_posting_run();

        CREATE FUNCTION check_line_parents() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
        BEGIN
            IF EXISTS (
                SELECT 1 FROM (SELECT DISTINCT tenant_id, account_id FROM added) used WHERE NOT EXISTS (
                    SELECT 1 FROM account a WHERE a.tenant_id = used.tenant_id AND a.id = used.account_id FOR KEY SHARE)
            ) THEN RAISE EXCEPTION 'no such account' USING ERRCODE = '23503', CONSTRAINT = 'statement_line_tenant_id_account_id_fkey'; END IF;
            IF EXISTS (
                SELECT 1 FROM (SELECT DISTINCT tenant_id, statement_id FROM added) used WHERE NOT EXISTS (
                    SELECT 1 FROM statement s WHERE s.tenant_id = used.tenant_id AND s.id = used.statement_id FOR KEY SHARE)
            ) THEN RAISE EXCEPTION 'no such statement' USING ERRCODE = '23503', CONSTRAINT = 'statement_line_tenant_id_statement_id_fkey';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER new_line_has_parents AFTER INSERT ON statement_line
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_line_parents();
        CREATE TRIGGER changed_line_has_parents AFTER UPDATE ON statement_line
            REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_line_parents();

        -- After the change, when its lock is held: a child that came meanwhile is seen.
        CREATE FUNCTION keep_account() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN IF (NEW.tenant_id, NEW.id) = (OLD.tenant_id, OLD.id) THEN RETURN NULL; END IF; END IF;
            IF EXISTS (SELECT 1 FROM posting p WHERE p.tenant_id = OLD.tenant_id AND p.account_id = OLD.id)
                OR EXISTS (SELECT 1 FROM statement_line l WHERE l.tenant_id = OLD.tenant_id AND l.account_id = OLD.id)
            THEN RAISE EXCEPTION 'account in use' USING ERRCODE = '23503', CONSTRAINT = 'posting_tenant_id_account_id_fkey'; END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER account_in_use_stays AFTER DELETE OR UPDATE OF tenant_id, id ON account
            FOR EACH ROW EXECUTE FUNCTION keep_account();

        CREATE FUNCTION keep_statement() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN IF (NEW.tenant_id, NEW.id) = (OLD.tenant_id, OLD.id) THEN RETURN NULL; END IF; END IF;
            IF EXISTS (SELECT 1 FROM statement_line l WHERE l.tenant_id = OLD.tenant_id AND l.statement_id = OLD.id)
            THEN RAISE EXCEPTION 'statement in use' USING ERRCODE = '23503', CONSTRAINT = 'statement_line_tenant_id_statement_id_fkey';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER statement_in_use_stays AFTER DELETE OR UPDATE OF tenant_id, id ON statement
            FOR EACH ROW EXECUTE FUNCTION keep_statement();
        CREATE TRIGGER statements_stay BEFORE TRUNCATE ON statement
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('statement_removed');

        """

    private static let setChecksDown = """
        DROP TRIGGER posting_has_account ON posting;
        DROP TRIGGER new_line_has_parents ON statement_line;
        DROP TRIGGER changed_line_has_parents ON statement_line;
        DROP TRIGGER account_in_use_stays ON account;
        DROP TRIGGER statement_in_use_stays ON statement;
        DROP TRIGGER statements_stay ON statement;
        DROP TABLE posting_run;
        DROP FUNCTION check_posting_parents, check_posting_run, check_line_parents, keep_account, keep_statement;
        -- A new key reads every tenant's rows, which the owner may without FORCE.
        ALTER TABLE account NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE statement NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE statement_line NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE entry NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE posting NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE statement_line
            ADD CONSTRAINT statement_line_tenant_id_statement_id_fkey
                FOREIGN KEY (tenant_id, statement_id) REFERENCES statement (tenant_id, id),
            ADD CONSTRAINT statement_line_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id);
        ALTER TABLE entry ADD CONSTRAINT entry_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id);
        ALTER TABLE posting
            ADD CONSTRAINT posting_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id),
            ADD CONSTRAINT posting_tenant_id_entry_id_fkey
                FOREIGN KEY (tenant_id, entry_id) REFERENCES entry (tenant_id, id) DEFERRABLE INITIALLY DEFERRED;
        ALTER TABLE account FORCE ROW LEVEL SECURITY;
        ALTER TABLE statement FORCE ROW LEVEL SECURITY;
        ALTER TABLE statement_line FORCE ROW LEVEL SECURITY;
        ALTER TABLE entry FORCE ROW LEVEL SECURITY;
        ALTER TABLE posting FORCE ROW LEVEL SECURITY;

        """
}
