package import Bookkeeping

extension EntryStore {
    package struct MachineCount: Hashable, Sendable {
        /// 202511.
        package let month: Int
        /// `rule`, `vendor`, `model` or `llm`.
        package let method: String
        package let posted: Int
        /// Reversed since: a person filed the line elsewhere, or took it out.
        package let changed: Int
    }

    /// What machines posted from bank lines, by month, oldest first; imports that were undone do not count.
    package func machineCounts(from first: CalendarDate) throws(StorageError) -> [MachineCount] {
        try db.all(
            """
            SELECT e.date / 100, e.posted_by, COUNT(*), CAST(SUM(CASE WHEN EXISTS (
                SELECT 1 FROM entry r WHERE r.tenant_id = e.tenant_id AND r.reverses = e.id) THEN 1 ELSE 0 END) AS BIGINT)
            FROM entry e JOIN statement_line l ON l.tenant_id = e.tenant_id AND l.id = e.line_id
            WHERE e.tenant_id = \(tenant) AND e.posted_by LIKE 'machine:%' AND e.date >= \(first) AND l.state <> 'undone'
            GROUP BY e.date / 100, e.posted_by ORDER BY e.date / 100, e.posted_by
            """
        ) { (row) throws(StorageError) in
            let decider: String = try row[1]
            return MachineCount(
                month: try row[0], method: String(decider.dropFirst("machine:".count)), posted: try row[2], changed: try row[3])
        }
    }
}
