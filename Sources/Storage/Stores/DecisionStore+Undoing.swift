package import Bookkeeping

extension DecisionStore {
    /// One answer, as it was given.
    package struct Record: Hashable, Sendable {
        package let id: DecisionID
        package let line: LineID
        package let kind: Kind
        package let account: AccountID?
        package let isSplit: Bool
        package let decidedBy: String
        package let decidedAt: Instant
        package let isUndone: Bool
    }

    /// The answers that were given together with the first one, `batch`; at most `limit` of them.
    package func batch(_ batch: DecisionID, limit: Int = .max) throws(StorageError) -> [Record] {
        try records("d.tenant_id = \(tenant) AND d.batch_id = \(batch)", order: "d.id LIMIT \(limit)")
    }

    package func batchCount(_ batch: DecisionID) throws(StorageError) -> Int {
        try db.first("SELECT COUNT(*) FROM decision WHERE tenant_id = \(tenant) AND batch_id = \(batch)") ?? 0
    }

    /// What was said of a line, oldest first.
    package func history(of line: LineID) throws(StorageError) -> [Record] {
        try records("d.tenant_id = \(tenant) AND d.line_id = \(line)", order: "d.id")
    }

    /// The answer that stands for a line, if a person gave one.
    package func last(of line: LineID) throws(StorageError) -> DecisionID? {
        let last: DecisionID?? = try db.first(
            "SELECT MAX(id) FROM decision WHERE tenant_id = \(tenant) AND line_id = \(line) AND undone_at IS NULL")
        return last ?? nil
    }

    package func markUndone(_ id: DecisionID, by person: String, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            UPDATE decision SET undone_at = \(now), undone_by = \(person)
            WHERE tenant_id = \(tenant) AND id = \(id) AND undone_at IS NULL
            """)
    }

    /// Never falls: what was undone stays undone.
    package func undoneCount() throws(StorageError) -> Int {
        try db.first("SELECT COUNT(*) FROM decision WHERE tenant_id = \(tenant) AND undone_at > 0") ?? 0
    }

    private func records(_ condition: SQL, order: SQL) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT d.id, d.line_id, d.kind, d.account_id, d.is_split, d.decided_by, d.decided_at, d.undone_at
            FROM decision d WHERE \(condition) ORDER BY \(order)
            """
        ) { (row) throws(StorageError) in
            let undoneAt: Instant? = try row[7]
            return Record(
                id: try row[0], line: try row[1], kind: try row[2], account: try row[3], isSplit: try row[4], decidedBy: try row[5],
                decidedAt: try row[6], isUndone: undoneAt != nil)
        }
    }
}
