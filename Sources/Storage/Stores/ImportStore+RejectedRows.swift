package import Bookkeeping

/// Rows that a file's reading left out, and what people said of them.
extension ImportStore {
    /// One of them, by its place among those of its import.
    package struct LeftOutRow: Hashable, Sendable {
        package let position: Int
        package let row: RejectedRow
        /// Nil while nobody has said anything.
        package let answer: RowAnswer?
    }

    package struct RowAnswer: Hashable, Sendable {
        package let kind: Kind
        /// The line that it became, or that the books held already.
        package let line: LineID?
        package let at: Instant
        package let by: String

        package enum Kind: String, SQLConvertible, Sendable { case taken, known, dismissed }

        package init(kind: Kind, line: LineID?, at: Instant, by: String) { (self.kind, self.line, self.at, self.by) = (kind, line, at, by) }
    }

    package func rejectedRows(of id: ImportID) throws(StorageError) -> [RejectedRow] { try leftOutRows(of: id).map(\.row) }

    /// In the order of the file, from `position` on.
    package func leftOutRows(of id: ImportID, from position: Int = 0, limit: Int = .max) throws(StorageError) -> [LeftOutRow] {
        try leftOutRows("r.import_id = \(id) AND r.ordinal >= \(position)", limit: limit)
    }

    package func leftOutRow(_ position: Int, of id: ImportID) throws(StorageError) -> LeftOutRow? {
        try leftOutRows("r.import_id = \(id) AND r.ordinal = \(position)", limit: 1).first
    }

    /// Those that nobody has said anything of.
    package func openRows(of id: ImportID, from position: Int = 0, limit: Int = .max) throws(StorageError) -> [LeftOutRow] {
        try leftOutRows("r.import_id = \(id) AND r.ordinal >= \(position) AND a.kind IS NULL", limit: limit)
    }

    package func leftOutCount(of id: ImportID) throws(StorageError) -> (all: Int, open: Int) {
        try db.first(
            """
            SELECT COUNT(*), COUNT(*) - COUNT(a.kind) FROM rejected_row r
            LEFT JOIN rejected_row_answer a ON a.tenant_id = r.tenant_id AND a.import_id = r.import_id AND a.ordinal = r.ordinal
            WHERE r.tenant_id = \(tenant) AND r.import_id = \(id)
            """
        ) { (row) throws(StorageError) in (try row[0], try row[1]) } ?? (0, 0)
    }

    package func answer(_ position: Int, of id: ImportID, _ answer: RowAnswer) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO rejected_row_answer (tenant_id, import_id, ordinal, kind, line_id, answered_at, answered_by)
            VALUES (\(tenant), \(id), \(position), \(answer.kind), \(answer.line), \(answer.at), \(answer.by))
            """)
    }

    package func forgetAnswer(_ position: Int, of id: ImportID) throws(StorageError) {
        try db.execute("DELETE FROM rejected_row_answer WHERE tenant_id = \(tenant) AND import_id = \(id) AND ordinal = \(position)")
    }

    /// One more line was read from the file than its reading had found.
    package func count(oneMoreLineOf id: ImportID, known: Bool) throws(StorageError) {
        try db.execute(
            """
            UPDATE statement_import SET line_count = line_count + 1, duplicate_count = duplicate_count + \(known ? 1 : 0)
            WHERE tenant_id = \(tenant) AND id = \(id)
            """)
    }

    /// A statement reaches to each of its lines.
    package func extend(_ id: StatementID, to date: CalendarDate) throws(StorageError) {
        try db.execute(
            """
            UPDATE statement SET first_date = CASE WHEN first_date < \(date) THEN first_date ELSE \(date) END,
                last_date = CASE WHEN last_date > \(date) THEN last_date ELSE \(date) END
            WHERE tenant_id = \(tenant) AND id = \(id)
            """)
    }

    private func leftOutRows(_ condition: SQL, limit: Int) throws(StorageError) -> [LeftOutRow] {
        try db.all(
            """
            SELECT r.ordinal, r.row_number, r.text, r.reason, r.source, a.kind, a.line_id, a.answered_at, a.answered_by FROM rejected_row r
            LEFT JOIN rejected_row_answer a ON a.tenant_id = r.tenant_id AND a.import_id = r.import_id AND a.ordinal = r.ordinal
            WHERE r.tenant_id = \(tenant) AND \(condition) ORDER BY r.ordinal LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            let kind: RowAnswer.Kind? = try row[5]
            let answer = try kind.map { (kind) throws(StorageError) in
                RowAnswer(kind: kind, line: try row[6], at: try row[7], by: try row[8])
            }
            return LeftOutRow(
                position: try row[0], row: RejectedRow(row: try row[1], text: try row[2], reason: try row[3], source: try row[4]),
                answer: answer)
        }
    }
}
