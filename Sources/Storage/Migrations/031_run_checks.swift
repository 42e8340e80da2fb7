extension Migration {
    /// On PostgreSQL, what an import brings is looked at run by run instead of row by row, and whose rows these are is asked once a statement.
    ///
    /// The rules are those of 001_initial and 009_set_checks. An import numbers its entries without gaps, so all that is asked of them is
    /// in one stretch of the postings' key, read once; asked entry by entry this was half of an import. Entries far apart, and those in
    /// several currencies, are still asked for one by one. The reference from a reversal to what it reverses is looked at in the same
    /// trigger: nobody can take an entry away, so that it is there when the reversal comes is all there is to it.
    static let runChecks = Migration(id: "031_run_checks", up: Script("", postgres: runChecksUp), down: Script("", postgres: runChecksDown))

    private static let runChecksUp = """
        ALTER TABLE entry DROP CONSTRAINT entry_tenant_id_reverses_fkey;

        -- SUM of a bigint is a numeric, which is made anew for each entry.
        CREATE AGGREGATE sum_in_bigint(bigint) (SFUNC = int8pl, STYPE = bigint);

        -- Planned with a stretch's bounds, the server takes the fresh rows for none and asks for each entry again.
        CREATE OR REPLACE FUNCTION check_posted_entries() RETURNS trigger LANGUAGE plpgsql
            SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
        DECLARE run record; is_mixed boolean; is_whole boolean; is_wrong boolean;
        BEGIN
            FOR run IN
                SELECT tenant_id, MIN(id) AS first_id, MAX(id) AS last_id, COUNT(*) AS entries, MIN(date) AS first_date,
                    COUNT(reverses) AS reversals
                FROM added GROUP BY tenant_id
            LOOP
                is_mixed := NULL;
                is_whole := NULL;
                IF run.last_id - run.first_id < 2 * run.entries THEN
                    -- A full join cannot be planned as one question for each row, whatever the tables' sizes were when it was planned.
                    SELECT bool_or(s.is_mixed), bool_and(a.id IS NOT NULL), bool_or(a.id IS NOT NULL AND (
                            s.postings IS NULL OR s.postings < 2 OR s.first_date <> a.date OR s.last_date <> a.date OR s.sum <> 0))
                    INTO is_mixed, is_whole, is_wrong
                    FROM (
                        SELECT p.entry_id, COUNT(*) AS postings, MIN(p.date) AS first_date, MAX(p.date) AS last_date,
                            bool_or(p.currency <> (
                                SELECT currency FROM posting
                                WHERE tenant_id = run.tenant_id AND entry_id BETWEEN run.first_id AND run.last_id LIMIT 1)) AS is_mixed,
                            sum_in_bigint(CASE p.side WHEN 'debit' THEN p.amount ELSE -p.amount END) AS sum
                        FROM posting p
                        WHERE p.tenant_id = run.tenant_id AND p.entry_id BETWEEN run.first_id AND run.last_id GROUP BY p.entry_id
                    ) s FULL JOIN (SELECT id, date FROM added WHERE tenant_id = run.tenant_id) a ON a.id = s.entry_id;
                END IF;
                IF is_mixed IS NOT FALSE THEN
                    -- A subquery that depends on the row cannot become a join that reads all of a tenant's rows.
                    is_wrong := EXISTS (
                        SELECT 1 FROM added WHERE added.tenant_id = run.tenant_id AND ((
                            SELECT COUNT(*) < 2 OR bool_or(p.date <> added.date) FROM posting p
                            WHERE p.tenant_id = added.tenant_id AND p.entry_id = added.id
                        ) OR EXISTS (
                            SELECT 1 FROM posting p WHERE p.tenant_id = added.tenant_id AND p.entry_id = added.id
                            GROUP BY p.currency HAVING SUM(CASE p.side WHEN 'debit' THEN p.amount ELSE -p.amount END) <> 0
                        )));
                END IF;
                IF is_wrong THEN RAISE EXCEPTION 'unbalanced_entry' USING ERRCODE = 'BK001'; END IF;
                IF EXISTS (SELECT 1 FROM closing c WHERE c.tenant_id = run.tenant_id AND run.first_date <= c.last_date)
                THEN RAISE EXCEPTION 'period_closed' USING ERRCODE = 'BK001'; END IF;
                IF run.reversals > 0 THEN
                    IF EXISTS (
                        SELECT 1 FROM added WHERE tenant_id = run.tenant_id AND reverses IS NOT NULL
                            AND (SELECT COUNT(*) FROM entry e WHERE e.tenant_id = added.tenant_id AND e.id = added.reverses) = 0
                    ) THEN RAISE EXCEPTION 'no such entry' USING ERRCODE = '23503', CONSTRAINT = 'entry_tenant_id_reverses_fkey'; END IF;
                END IF;
                -- Every posting of the stretch has its entry now, and need not be asked again at the end.
                IF is_whole THEN
                    DELETE FROM posting_run
                    WHERE tenant_id = run.tenant_id AND first_entry_id >= run.first_id AND last_entry_id <= run.last_id;
                END IF;
            END LOOP;
            RETURN NULL;
        END $$;

        -- Each pass over the new rows costs as much as an index, so all that is asked of postings is asked in one.
        CREATE OR REPLACE FUNCTION check_new_postings() RETURNS trigger LANGUAGE plpgsql
            SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
        DECLARE run record;
        BEGIN
            FOR run IN
                SELECT tenant_id, array_agg(account_id) AS accounts, MIN(first_id) AS first_id, MAX(last_id) AS last_id FROM (
                    SELECT tenant_id, account_id, MIN(entry_id) AS first_id, MAX(entry_id) AS last_id
                    FROM added GROUP BY tenant_id, account_id
                ) used GROUP BY tenant_id
            LOOP
                IF EXISTS (SELECT 1 FROM entry e WHERE e.tenant_id = run.tenant_id AND e.id BETWEEN run.first_id AND run.last_id) THEN
                    IF EXISTS (
                        SELECT 1 FROM added WHERE added.tenant_id = run.tenant_id
                            AND (SELECT COUNT(*) FROM entry e WHERE e.tenant_id = added.tenant_id AND e.id = added.entry_id) > 0
                    ) THEN RAISE EXCEPTION 'posted_entry_changed' USING ERRCODE = 'BK001'; END IF;
                END IF;
                IF EXISTS (
                    SELECT 1 FROM unnest(run.accounts) AS used (id)
                    WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.tenant_id = run.tenant_id AND a.id = used.id FOR KEY SHARE)
                ) THEN RAISE EXCEPTION 'no such account' USING ERRCODE = '23503', CONSTRAINT = 'posting_tenant_id_account_id_fkey'; END IF;
                INSERT INTO posting_run VALUES (run.tenant_id, run.first_id, run.last_id);
            END LOOP;
            RETURN NULL;
        END $$;
        DROP TRIGGER posting_has_account ON posting;
        DROP FUNCTION check_posting_parents;

        CREATE OR REPLACE FUNCTION check_posting_run() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
        BEGIN
            IF NOT EXISTS (
                SELECT 1 FROM posting_run r
                WHERE r.tenant_id = NEW.tenant_id AND r.first_entry_id = NEW.first_entry_id AND r.last_entry_id = NEW.last_entry_id
            ) THEN RETURN NULL; END IF;
            \(postingsWithoutEntry)
        END $$;

        \(policies(tenant: "(SELECT current_setting('bookkeeper.tenant_id')::bigint)"))
        """

    /// As in 009_set_checks.
    private static let postingsWithoutEntry = """
        IF EXISTS (
                SELECT 1 FROM posting p
                WHERE p.tenant_id = NEW.tenant_id AND p.entry_id BETWEEN NEW.first_entry_id AND NEW.last_entry_id
                    AND (SELECT COUNT(*) FROM entry e WHERE e.tenant_id = p.tenant_id AND e.id = p.entry_id) = 0
            ) THEN RAISE EXCEPTION 'no such entry' USING ERRCODE = '23503', CONSTRAINT = 'posting_tenant_id_entry_id_fkey'; END IF;
            DELETE FROM posting_run
            WHERE tenant_id = NEW.tenant_id AND first_entry_id = NEW.first_entry_id AND last_entry_id = NEW.last_entry_id;
            RETURN NULL;
        """

    /// A subquery that depends on nothing is answered once a statement, a setting by itself once a row.
    private static func policies(tenant: String) -> String {
        """
        DO $$
        DECLARE guarded text;
        BEGIN
            FOR guarded IN SELECT tablename FROM pg_policies WHERE policyname = 'tenant_rows' AND schemaname = current_schema() LOOP
                EXECUTE format(
                    'ALTER POLICY tenant_rows ON %I USING (tenant_id = \(tenant.replacing("'", with: "''")))'
                    ' WITH CHECK (tenant_id = \(tenant.replacing("'", with: "''")))', guarded);
            END LOOP;
        END $$;

        """
    }

    private static let runChecksDown = """
        \(policies(tenant: "current_setting('bookkeeper.tenant_id')::bigint"))
        CREATE OR REPLACE FUNCTION check_posted_entries() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
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

        CREATE OR REPLACE FUNCTION check_new_postings() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
        BEGIN
            IF EXISTS (
                SELECT 1 FROM added
                WHERE (SELECT COUNT(*) FROM entry e WHERE e.tenant_id = added.tenant_id AND e.id = added.entry_id) > 0
            ) THEN RAISE EXCEPTION 'posted_entry_changed' USING ERRCODE = 'BK001'; END IF;
            RETURN NULL;
        END $$;

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

        CREATE OR REPLACE FUNCTION check_posting_run() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
        BEGIN
            \(postingsWithoutEntry)
        END $$;

        DROP AGGREGATE sum_in_bigint(bigint);
        -- A new key reads every tenant's rows, which the owner may without FORCE.
        ALTER TABLE entry NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE entry ADD CONSTRAINT entry_tenant_id_reverses_fkey FOREIGN KEY (tenant_id, reverses) REFERENCES entry (tenant_id, id);
        ALTER TABLE entry FORCE ROW LEVEL SECURITY;

        """
}
