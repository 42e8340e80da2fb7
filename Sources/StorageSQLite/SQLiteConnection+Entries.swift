import Bookkeeping
import CSQLite
import GRDB
import Storage

extension SQLiteConnection {
    /// Many entries are looked at together, once they are in: what the schema's triggers ask of each row, this asks in one statement. Starting
    /// a trigger for every row costs as much as storing it, and it alone was a third of an import. PostgreSQL's triggers look at
    /// a statement's rows together as well.
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
                "SELECT EXISTS (SELECT 1 FROM entry WHERE tenant_id = \(rows.tenant) AND id BETWEEN \(first) AND \(last))")
            guard isAnyThere == false else { throw .postedEntryChanged }
            try withoutTriggers { () throws(StorageError) in
                // In this order a posting finds its entry, and nothing has to be remembered until the commit.
                try insert(rows.entries)
                try insert(rows.postings)
            }
            if let isUnbalanced = try fault(in: rows, from: first, through: last) {
                throw isUnbalanced ? .unbalancedEntry : .periodClosed
            }
        }
    }

    private static let fewestTogether = 64

    /// Whether there is an entry that the triggers of 001_initial and 022_entry_guard would refuse.
    /// - Returns: true for one that does not balance, false for one in a closed period, nil when all are right
    /// - Throws: `.postedEntryChanged` for a posting of an entry that is not among these
    private func fault(in rows: EntryRows, from first: EntryID, through last: EntryID) throws(StorageError) -> Bool? {
        let postings = try self.first(
            """
            SELECT COUNT(*), COUNT(CASE WHEN currency <> f.first THEN 1 END) FROM posting, (
                SELECT currency AS first FROM posting WHERE tenant_id = \(rows.tenant) AND entry_id BETWEEN \(first) AND \(last) LIMIT 1
            ) f WHERE tenant_id = \(rows.tenant) AND entry_id BETWEEN \(first) AND \(last)
            """
        ) { (row) throws(StorageError) in (count: try row[0] as Int, foreign: try row[1] as Int) }
        guard let postings, postings.count == rows.postings.count else { throw .postedEntryChanged }
        // Nearly always all are in one currency, and adding up by currency is three times the work.
        let sum: Storage.SQL = "SUM(CASE p.side WHEN 'debit' THEN p.amount ELSE -p.amount END)"
        let differs: Storage.SQL =
            postings.foreign == 0
            ? "\(sum) <> 0"
            : """
            EXISTS (SELECT 1 FROM posting p WHERE p.tenant_id = e.tenant_id AND p.entry_id = e.id GROUP BY p.currency HAVING \(sum) <> 0)
            """
        return try self.first(
            """
            SELECT is_unbalanced FROM (
                SELECT e.date AS date, COUNT(p.entry_id) < 2 OR SUM(p.date <> e.date) > 0 OR \(differs) AS is_unbalanced
                FROM entry e LEFT JOIN posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
                WHERE e.tenant_id = \(rows.tenant) AND e.id BETWEEN \(first) AND \(last) GROUP BY e.tenant_id, e.id
            ) WHERE is_unbalanced OR date <= (SELECT MAX(last_date) FROM closing WHERE tenant_id = \(rows.tenant)) LIMIT 1
            """)
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

    private func withoutTriggers(_ body: () throws(StorageError) -> Void) throws(StorageError) {
        guard bookkeeper_enable_triggers(db.sqliteConnection, 0) == SQLITE_OK else { throw .unexpected("triggers cannot be switched off") }
        defer { _ = bookkeeper_enable_triggers(db.sqliteConnection, 1) }
        try body()
    }
}
