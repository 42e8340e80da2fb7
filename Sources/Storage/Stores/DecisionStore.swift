package import Bookkeeping

/// What people said of lines, in order: the one thing that teaches machines. No other file names `decision`.
package struct DecisionStore {
    let db: any Connection
    let tenant: TenantID

    package enum Kind: String, SQLConvertible, Sendable { case file, exclude }

    /// A person's answer with what they saw, enough to learn it again.
    package struct Lesson: Sendable {
        package let id: DecisionID
        package let line: StatementLine
        package let bankAccount: AccountID
        package let account: AccountID
    }

    /// - Parameters:
    ///   - account: of a split the one with the largest part
    ///   - batch: the first decision of those that were given together; nil for the first one itself
    @discardableResult
    package func add(
        line: LineID, kind: Kind, account: AccountID?, isSplit: Bool = false, in batch: DecisionID? = nil, by person: String,
        at now: Instant
    ) throws(StorageError) -> DecisionID {
        let id: DecisionID = try db.newID()
        try db.execute(
            """
            INSERT INTO decision (tenant_id, id, line_id, account_id, kind, decided_by, decided_at, batch_id, is_split)
            VALUES (\(tenant), \(id), \(line), \(account), \(kind), \(person), \(now), \(batch ?? id), \(isSplit))
            """)
        return id
    }

    /// Answers after `last`, oldest first, that say where a line belongs. The lines of an undone import teach nothing, nor does an answer that
    /// was taken back or that divides a line; an answer that was changed later taught what it taught, and the later one teaches after it.
    package func lessons(after last: DecisionID) throws(StorageError) -> [Lesson] {
        try lessons(where: "d.id > \(last)", order: "d.id")
    }

    /// The last answers of that kind, newest first.
    package func latestLessons(limit: Int) throws(StorageError) -> [Lesson] {
        try lessons(where: "d.id > 0", order: "d.id DESC LIMIT \(limit)")
    }

    private func lessons(where condition: SQL, order: SQL) throws(StorageError) -> [Lesson] {
        try db.all(
            """
            SELECT d.id, l.row_number, l.date, l.amount, l.currency, l.text, l.counterparty, l.reference, l.account_id, d.account_id
            FROM decision d JOIN statement_line l ON l.tenant_id = d.tenant_id AND l.id = d.line_id
            WHERE d.tenant_id = \(tenant) AND d.kind = 'file' AND d.is_split = 0 AND d.undone_at IS NULL AND l.state <> 'undone' AND \(condition)
            ORDER BY \(order)
            """
        ) { (row) throws(StorageError) in
            Lesson(
                id: try row[0],
                line: StatementLine(
                    row: try row[1], date: try row[2], amount: Money(minorUnits: try row[3], try row[4]), text: try row[5],
                    counterparty: try row[6], reference: try row[7]),
                bankAccount: try row[8], account: try row[9])
        }
    }
}

extension DecisionStore {
    /// The answer that stands for a line.
    package struct Standing: Hashable, Sendable {
        package let id: DecisionID
        package let line: LineID
        /// Nil when the line was left out of the books.
        package let account: AccountID?
    }

    /// The last answer about each line, oldest first; none for lines that wait again or whose import was undone.
    package func standing() throws(StorageError) -> [Standing] {
        try db.all(
            """
            SELECT d.id, d.line_id, d.account_id FROM decision d
            JOIN statement_line l ON l.tenant_id = d.tenant_id AND l.id = d.line_id
            WHERE d.tenant_id = \(tenant) AND l.state IN ('posted', 'excluded') AND d.is_split = 0 AND d.id = (
                SELECT MAX(later.id) FROM decision later
                WHERE later.tenant_id = d.tenant_id AND later.line_id = d.line_id AND later.undone_at IS NULL)
            ORDER BY d.id
            """
        ) { (row) throws(StorageError) in Standing(id: try row[0], line: try row[1], account: try row[2]) }
    }
}

/// One answer of a person about one line.
package enum Decision {}

package typealias DecisionID = ID<Decision>
