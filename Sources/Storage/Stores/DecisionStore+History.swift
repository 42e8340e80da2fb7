package import Bookkeeping

extension DecisionStore {
    /// What somebody said of a line, and when.
    package struct Answer: Hashable, Sendable {
        /// Nil where the line was left out, or divided among several accounts.
        package let account: AccountID?
        package let kind: String
        package let person: String
        package let at: Instant
    }

    /// All answers about one line, oldest first.
    package func answers(about line: LineID) throws(StorageError) -> [Answer] {
        try db.all(
            "SELECT account_id, kind, decided_by, decided_at FROM decision WHERE tenant_id = \(tenant) AND line_id = \(line) ORDER BY id"
        ) { (row) throws(StorageError) in Answer(account: try row[0], kind: try row[1], person: try row[2], at: try row[3]) }
    }
}
