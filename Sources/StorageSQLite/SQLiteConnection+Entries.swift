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
            // A posting outside of these entries would have gone to one that was there.
            let postings: Int? = try self.first(
                "SELECT COUNT(*) FROM posting WHERE tenant_id = \(rows.tenant) AND entry_id BETWEEN \(first) AND \(last)")
            guard postings == rows.postings.count else { throw .postedEntryChanged }
            if let isUnbalanced = try fault(of: rows.tenant, from: first, through: last) {
                throw isUnbalanced ? .unbalancedEntry : .periodClosed
            }
        }
    }

    private static let fewestTogether = 64

    /// Whether there is an entry that the triggers of 001_initial and 022_entry_guard would refuse.
    /// - Returns: true for one that does not balance, false for one in a closed period, nil when all are right
    private func fault(of tenant: TenantID, from first: EntryID, through last: EntryID) throws(StorageError) -> Bool? {
        // Nearly always all are in one currency, and adding up by currency would be half of the work.
        let signed: Storage.SQL = "SUM(CASE p.side WHEN 'debit' THEN p.amount ELSE -p.amount END)"
        return try self.first(
            """
            SELECT is_unbalanced FROM (
                SELECT e.date AS date, COUNT(p.entry_id) < 2 OR SUM(p.date <> e.date) > 0 OR CASE
                    WHEN SUM(p.currency <> (SELECT currency FROM posting WHERE tenant_id = \(tenant) AND entry_id = \(first) LIMIT 1)) = 0
                    THEN \(signed) <> 0
                    ELSE EXISTS (
                        SELECT 1 FROM posting p WHERE p.tenant_id = e.tenant_id AND p.entry_id = e.id GROUP BY p.currency HAVING \(signed) <> 0)
                    END AS is_unbalanced
                FROM entry e LEFT JOIN posting p ON p.tenant_id = e.tenant_id AND p.entry_id = e.id
                WHERE e.tenant_id = \(tenant) AND e.id BETWEEN \(first) AND \(last) GROUP BY e.tenant_id, e.id
            ) WHERE is_unbalanced OR date <= (SELECT MAX(last_date) FROM closing WHERE tenant_id = \(tenant)) LIMIT 1
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
