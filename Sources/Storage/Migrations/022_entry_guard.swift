extension Migration {
    /// On SQLite, what a new entry has to be is asked in one trigger instead of two, and its postings are added up without being sorted.
    ///
    /// A trigger runs once a row there, and starting one costs as much as its question: these two were a fifth of what SQLite does in an
    /// import. The rules are those of 001_initial. Only an entry in several currencies, which is rare, is added up by currency.
    static let entryGuard = Migration(
        id: "022_entry_guard",
        up: Script("", sqlite: dropGuards + oneGuard),
        down: Script("", sqlite: "DROP TRIGGER entry_is_posted_right;\n" + twoGuards))

    private static let dropGuards = "DROP TRIGGER entry_is_new;\nDROP TRIGGER entry_is_balanced;\n"

    private static let oneGuard = """
        CREATE TRIGGER entry_is_posted_right BEFORE INSERT ON entry BEGIN
            SELECT CASE
                -- INSERT OR REPLACE fires no delete trigger, so a row that is there is looked for before.
                WHEN EXISTS (SELECT 1 FROM entry WHERE tenant_id = NEW.tenant_id AND id = NEW.id)
                    OR EXISTS (SELECT 1 FROM entry WHERE tenant_id = NEW.tenant_id AND number = NEW.number)
                THEN RAISE(ABORT, 'posted_entry_changed')
                WHEN (
                    SELECT COUNT(*) < 2 OR MIN(date) <> NEW.date OR MAX(date) <> NEW.date OR CASE
                        WHEN MIN(currency) = MAX(currency) THEN SUM(CASE side WHEN 'debit' THEN amount ELSE -amount END) <> 0
                        ELSE EXISTS (
                            SELECT 1 FROM posting WHERE tenant_id = NEW.tenant_id AND entry_id = NEW.id
                            GROUP BY currency HAVING SUM(CASE side WHEN 'debit' THEN amount ELSE -amount END) <> 0)
                        END
                    FROM posting WHERE tenant_id = NEW.tenant_id AND entry_id = NEW.id
                ) THEN RAISE(ABORT, 'unbalanced_entry')
                WHEN EXISTS (SELECT 1 FROM closing WHERE tenant_id = NEW.tenant_id AND NEW.date <= last_date)
                THEN RAISE(ABORT, 'period_closed')
            END;
        END;

        """

    /// As in 001_initial.
    private static let twoGuards = """
        CREATE TRIGGER entry_is_new BEFORE INSERT ON entry
            WHEN EXISTS (SELECT 1 FROM entry WHERE tenant_id = NEW.tenant_id AND id = NEW.id)
                OR EXISTS (SELECT 1 FROM entry WHERE tenant_id = NEW.tenant_id AND number = NEW.number)
            BEGIN SELECT RAISE(ABORT, 'posted_entry_changed'); END;
        CREATE TRIGGER entry_is_balanced BEFORE INSERT ON entry BEGIN
            SELECT RAISE(ABORT, 'unbalanced_entry') WHERE EXISTS (
                SELECT 1 FROM posting WHERE tenant_id = NEW.tenant_id AND entry_id = NEW.id
                GROUP BY currency HAVING SUM(CASE side WHEN 'debit' THEN amount ELSE -amount END) <> 0 OR MIN(date) <> NEW.date OR MAX(date) <> NEW.date
            ) OR (SELECT COUNT(*) FROM posting WHERE tenant_id = NEW.tenant_id AND entry_id = NEW.id) < 2;
            SELECT RAISE(ABORT, 'period_closed') WHERE EXISTS (
                SELECT 1 FROM closing WHERE tenant_id = NEW.tenant_id AND NEW.date <= last_date);
        END;

        """
}
