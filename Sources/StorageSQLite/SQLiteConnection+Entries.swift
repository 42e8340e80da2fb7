import Bookkeeping
import CSQLite
import GRDB
import Storage

extension SQLiteConnection {
    /// Many entries are looked at together: what the schema's triggers and foreign keys ask of each row, this asks of all in a few statements.
    /// To start a trigger and to look an account up for every row costs as much as storing it, and it was two fifths of an import. PostgreSQL's
    /// triggers look at a statement's rows together as well.
    ///
    /// A few go past the triggers, as everybody else's do.
    func insert(_ rows: EntryRows) throws(StorageError) {
        guard let first = rows.ids.first, let last = rows.ids.last, rows.ids.count >= Self.fewestTogether else {
            try insert(rows.postings)
            try insert(rows.entries)
            return
        }
        try inSavepoint { () throws(StorageError) in
            let isAnyThere: Bool? = try self.first(
                """
                SELECT EXISTS (SELECT 1 FROM entry WHERE tenant_id = \(rows.tenant) AND id BETWEEN \(first) AND \(last))
                    OR EXISTS (SELECT 1 FROM posting WHERE tenant_id = \(rows.tenant) AND entry_id BETWEEN \(first) AND \(last))
                """)
            guard isAnyThere == false else { throw .postedEntryChanged }
            try withoutChecksOfEachRow { () throws(StorageError) in
                try insert(rows.entries)
                try insert(rows.postings)
            }
            try checkReferences(of: rows, from: first, through: last)
            try checkEntries(of: rows, from: first, through: last)
        }
    }

    private static let fewestTogether = 64

    /// Asks what the foreign keys of `entry` and `posting` would.
    private func checkReferences(of rows: EntryRows, from first: EntryID, through last: EntryID) throws(StorageError) {
        for account in rows.accounts {
            let isThere: Bool? = try self.first(
                "SELECT EXISTS (SELECT 1 FROM account WHERE tenant_id = \(rows.tenant) AND id = \(account))")
            guard isThere == true else { throw .constraint("posting.account_id") }
        }
        let reversesNothing: Bool? = try self.first(
            """
            SELECT EXISTS (
                SELECT 1 FROM entry e WHERE tenant_id = \(rows.tenant) AND id BETWEEN \(first) AND \(last) AND reverses IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.tenant_id = e.tenant_id AND r.id = e.reverses))
            """)
        guard reversesNothing == false else { throw .constraint("entry.reverses") }
    }

    /// Asks what the triggers of 001_initial and 022_entry_guard would, and whether each posting has its entry here.
    private func checkEntries(of rows: EntryRows, from first: EntryID, through last: EntryID) throws(StorageError) {
        let foreign: Int? = try self.first(
            """
            SELECT COUNT(CASE WHEN currency <> f.first THEN 1 END) FROM posting, (
                SELECT currency AS first FROM posting WHERE tenant_id = \(rows.tenant) AND entry_id BETWEEN \(first) AND \(last) LIMIT 1
            ) f WHERE tenant_id = \(rows.tenant) AND entry_id BETWEEN \(first) AND \(last)
            """)
        // Nearly always all are in one currency, and adding up by currency is three times the work.
        let sum: Storage.SQL = "SUM(CASE p.side WHEN 'debit' THEN p.amount ELSE -p.amount END)"
        let differs: Storage.SQL =
            foreign == 0
            ? "\(sum) <> 0"
            : """
            EXISTS (SELECT 1 FROM posting p WHERE p.tenant_id = e.tenant_id AND p.entry_id = e.id GROUP BY p.currency HAVING \(sum) <> 0)
            """
        let found = try self.first(
            """
            SELECT SUM(postings), MAX(is_unbalanced), MIN(date) <= (SELECT MAX(last_date) FROM closing WHERE tenant_id = \(rows.tenant))
            FROM (
                SELECT e.date AS date, COUNT(p.entry_id) AS postings,
                    COUNT(p.entry_id) < 2 OR SUM(p.date <> e.date) > 0 OR \(differs) AS is_unbalanced
                FROM entry e LEFT JOIN posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
                WHERE e.tenant_id = \(rows.tenant) AND e.id BETWEEN \(first) AND \(last) GROUP BY e.tenant_id, e.id
            )
            """
        ) { (row) throws(StorageError) in
            (postings: try row[0] as Int, isUnbalanced: try row[1] as Bool, isClosed: try row[2] as Bool?)
        }
        guard let found, found.postings == rows.postings.count else { throw .postedEntryChanged }
        if found.isUnbalanced { throw .unbalancedEntry }
        if found.isClosed == true { throw .periodClosed }
    }

    /// A refusal may be caught by whoever posts, and nothing of `body` may be left then.
    private func inSavepoint(_ body: () throws(StorageError) -> Void) throws(StorageError) {
        do {
            try db.inSavepoint {
                try body()
                return .commit
            }
        } catch {
            throw StorageError(error)
        }
    }

    private func withoutChecksOfEachRow(_ body: () throws(StorageError) -> Void) throws(StorageError) {
        guard bookkeeper_check_each_row(db.sqliteConnection, 0) == SQLITE_OK else { throw .unexpected("checks cannot be switched off") }
        defer { _ = bookkeeper_check_each_row(db.sqliteConnection, 1) }
        try body()
    }
}
