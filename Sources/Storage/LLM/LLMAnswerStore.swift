package import Bookkeeping

/// What the language model said of lines; no other file names `llm_answer`.
package struct LLMAnswerStore {
    let db: any Connection
    let tenant: TenantID

    package struct Answer: Hashable, Sendable {
        package let line: LineID
        /// Nil where it said that a person has to look.
        package let account: AccountID?
        /// The confidence it named, in basis points.
        package let stated: Int

        package init(line: LineID, account: AccountID?, stated: Int) { (self.line, self.account, self.stated) = (line, account, stated) }
    }

    package func add(_ answer: Answer, from call: LLMCallID) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO llm_answer (tenant_id, line_id, call_id, account_id, stated)
            VALUES (\(tenant), \(answer.line), \(call), \(answer.account), \(answer.stated)) ON CONFLICT (tenant_id, line_id) DO NOTHING
            """)
    }

    package var isAny: Bool {
        get throws(StorageError) {
            let first: LineID? = try db.first("SELECT line_id FROM llm_answer WHERE tenant_id = \(tenant) LIMIT 1")
            return first != nil
        }
    }

    package func answers(about lines: some Collection<LineID>) throws(StorageError) -> [LineID: Answer] {
        var found: [LineID: Answer] = [:]
        var rest = Array(lines)[...]
        while let last = rest.last {
            let some = rest.prefix(LineStore.mostAtOnce)
            // One length of list is one prepared statement.
            let list = some + Array(repeating: last, count: LineStore.mostAtOnce - some.count)
            try db.each("SELECT line_id, account_id, stated FROM llm_answer WHERE tenant_id = \(tenant) AND line_id IN \(list: list)") {
                (row) throws(StorageError) in
                let answer = Answer(line: try row[0], account: try row[1], stated: try row[2])
                found[answer.line] = answer
            }
            rest = rest.dropFirst(some.count)
        }
        return found
    }

    /// An answer that named an account, beside what a person said of the line afterwards.
    package struct Checked: Hashable, Sendable {
        package let stated: Int
        package let wasRight: Bool
    }

    /// In the order in which people spoke. What they said first counts: a later change of mind is about what they had posted themselves.
    package func checked() throws(StorageError) -> [Checked] {
        try db.all(
            """
            SELECT a.stated, CASE WHEN d.account_id = a.account_id THEN 1 ELSE 0 END
            FROM llm_answer a JOIN decision d ON d.tenant_id = a.tenant_id AND d.line_id = a.line_id
            WHERE a.tenant_id = \(tenant) AND a.account_id IS NOT NULL AND d.id = (
                SELECT MIN(first.id) FROM decision first
                WHERE first.tenant_id = a.tenant_id AND first.line_id = a.line_id AND first.kind = 'file')
            ORDER BY d.id
            """
        ) { (row) throws(StorageError) in Checked(stated: try row[0], wasRight: try row[1]) }
    }
}
