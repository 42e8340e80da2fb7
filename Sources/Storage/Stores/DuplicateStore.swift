package import Bookkeeping

/// Lines of files that the books held already, and new lines that may be one of those; no other file names `duplicate`.
package struct DuplicateStore {
    let db: any Connection
    let tenant: TenantID

    /// Why a line is taken for one that the books hold.
    package enum Evidence: String, SQLConvertible, CaseIterable, Sendable {
        /// Certain: account, date and amount are equal, and so is the bank's reference or else the text.
        case same
        /// Amount and day are equal, and each is missing in the other's file, which covers that day.
        case sameDay = "same_day"
        /// As `sameDay`, a few days apart.
        case nearDay = "near_day"
        /// The first one was pending, or stands at the end of its file and this one at the beginning of the next.
        case pending
        /// The bank gave both one reference, with another day or amount.
        case sameReference = "same_reference"
        /// The bank gave one reference twice in one file.
        case repeatedReference = "repeated_reference"
    }

    /// About to be stored.
    package struct Draft: Sendable {
        package let statement: StatementID
        package let row: Int
        package let known: LineID
        /// Nil for a line that was left out because it is certain.
        package let line: LineID?
        package let evidence: Evidence

        package init(statement: StatementID, row: Int, known: LineID, line: LineID?, evidence: Evidence) {
            (self.statement, self.row, self.known, self.line, self.evidence) = (statement, row, known, line, evidence)
        }
    }

    package struct Record: Hashable, Sendable {
        package let id: DuplicateID
        package let statement: StatementID
        /// Of the file.
        package let row: Int
        /// The line that the books held.
        package let known: LineID
        /// The line of this file, where it is in the books as well.
        package let line: LineID?
        package let evidence: Evidence
        /// Whether a person said that it is no duplicate.
        package let isKept: Bool
    }

    /// Two lines that a person said are two, by what makes lines equal: it holds for them when they come again, in whatever order.
    package struct Apart: Hashable, Sendable {
        private let lines: Set<Line>

        package struct Line: Hashable, Sendable {
            let date: CalendarDate
            /// As in `LineStore.Occurrence`.
            let fingerprint: Int64

            package init(date: CalendarDate, fingerprint: Int64) { (self.date, self.fingerprint) = (date, fingerprint) }
        }

        package init(_ one: Line, _ other: Line) { lines = [one, other] }
    }

    /// What people have said so far of the lines of `account`: they kept the second one, or filed it. What the undoing of an import kept is
    /// not meant: the known line was gone then, and may come back.
    package func apart(on account: AccountID) throws(StorageError) -> Set<Apart> {
        Set(
            try db.all(
                """
                SELECT l.date, l.fingerprint, k.date, k.fingerprint FROM duplicate d
                    JOIN statement_line l ON l.tenant_id = d.tenant_id AND l.id = d.line_id
                    JOIN statement_line k ON k.tenant_id = d.tenant_id AND k.id = d.known_line_id
                    JOIN statement s ON s.tenant_id = k.tenant_id AND s.id = k.statement_id
                    JOIN statement_import i ON i.tenant_id = s.tenant_id AND i.id = s.import_id
                WHERE d.tenant_id = \(tenant) AND d.line_id IS NOT NULL AND l.account_id = \(account)
                    AND CASE WHEN d.kept_at IS NULL THEN l.state = 'posted' ELSE i.undone_at IS NULL OR i.undone_at <> d.kept_at END
                """
            ) { (row) throws(StorageError) in
                Apart(.init(date: try row[0], fingerprint: try row[1]), .init(date: try row[2], fingerprint: try row[3]))
            })
    }

    package func add(_ drafts: [Draft]) throws(StorageError) {
        guard !drafts.isEmpty else { return }
        var rows = BulkRows(into: "duplicate", Self.columns, capacity: drafts.count)
        for (draft, id) in zip(drafts, try db.reserveIDs(drafts.count)) {
            rows.append([
                tenant.sqlValue, .integer(id), draft.statement.sqlValue, draft.row.sqlValue, draft.known.sqlValue, draft.line.sqlValue,
                draft.evidence.sqlValue, .null, .null,
            ])
        }
        try db.insert(rows)
    }

    package func record(_ id: DuplicateID) throws(StorageError) -> Record? {
        try records("d.tenant_id = \(tenant) AND d.id = \(id)", limit: 1).first
    }

    package func record(of line: LineID) throws(StorageError) -> Record? {
        try records("d.tenant_id = \(tenant) AND d.line_id = \(line)", limit: 1).first
    }

    /// Those whose line waits for a person to say whether it is new, oldest first.
    package func open(limit: Int) throws(StorageError) -> [Record] {
        try records(
            """
            d.tenant_id = \(tenant) AND d.kept_at IS NULL AND d.line_id IN (
                SELECT id FROM statement_line WHERE tenant_id = \(tenant) AND state = 'waiting' AND held = 'possible_duplicate')
            """, limit: limit)
    }

    /// Lines of one statement that were left out as certain.
    package func certain(in statement: StatementID, limit: Int) throws(StorageError) -> [Record] {
        try records("d.tenant_id = \(tenant) AND d.statement_id = \(statement) AND d.evidence = 'same' AND d.kept_at IS NULL", limit: limit)
    }

    /// Lines that the books held already and that stand on `statement` as well.
    package func knownLines(on statement: StatementID) throws(StorageError) -> [LineID] {
        try db.all("SELECT known_line_id FROM duplicate WHERE tenant_id = \(tenant) AND statement_id = \(statement) AND line_id IS NULL")
    }

    /// What was taken for one of the lines of `statement`.
    package func takenForLines(of statement: StatementID) throws(StorageError) -> [Record] {
        try records(
            """
            d.tenant_id = \(tenant) AND d.kept_at IS NULL AND d.known_line_id IN (
                SELECT id FROM statement_line WHERE tenant_id = \(tenant) AND statement_id = \(statement))
            """, limit: .max)
    }

    /// A person, or the undoing of the known line's import, said that it is a line of its own.
    package func keep(_ id: DuplicateID, as line: LineID, by actor: String, at now: Instant) throws(StorageError) {
        try db.execute(
            "UPDATE duplicate SET line_id = \(line), kept_at = \(now), kept_by = \(actor) WHERE tenant_id = \(tenant) AND id = \(id)")
    }

    /// From now on `known` is the line that the others of its kind repeat.
    package func point(_ id: DuplicateID, at known: LineID) throws(StorageError) {
        try db.execute("UPDATE duplicate SET known_line_id = \(known) WHERE tenant_id = \(tenant) AND id = \(id)")
    }

    private func records(_ condition: SQL, limit: Int) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT d.id, d.statement_id, d.row_number, d.known_line_id, d.line_id, d.evidence, d.kept_at
            FROM duplicate d WHERE \(condition) ORDER BY d.id LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            let keptAt: Instant? = try row[6]
            return Record(
                id: try row[0], statement: try row[1], row: try row[2], known: try row[3], line: try row[4], evidence: try row[5],
                isKept: keptAt != nil)
        }
    }

    static let columns: [BulkRows.Column] = [
        .integer("tenant_id"), .integer("id"), .integer("statement_id"), .integer("row_number"), .integer("known_line_id"),
        .integer("line_id"), .text("evidence"), .integer("kept_at"), .text("kept_by"),
    ]
}

/// A line of a file that the books hold, or may hold, already.
package enum Duplicate {}

package typealias DuplicateID = ID<Duplicate>
