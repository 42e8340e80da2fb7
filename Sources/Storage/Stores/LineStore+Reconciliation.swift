package import Bookkeeping

extension LineStore {
    /// What the lines of a statement add up to, by direction.
    package struct Movement: Hashable, Sendable {
        package var linesIn = 0
        package var amountIn: Int64 = 0
        package var linesOut = 0
        package var amountOut: Int64 = 0

        package init() {}
    }

    /// What the lines on each statement add up to: its own, and those that the books held already. Undone ones count for nothing.
    package func movements(of statements: [StatementID]) throws(StorageError) -> [StatementID: Movement] {
        var found: [StatementID: Movement] = [:]
        for start in stride(from: 0, to: statements.count, by: Self.mostAtOnce) {
            let some = statements[start..<min(start + Self.mostAtOnce, statements.count)]
            try db.each(
                """
                SELECT statement_id,
                    CAST(SUM(CASE WHEN amount >= 0 THEN 1 ELSE 0 END) AS BIGINT),
                    CAST(SUM(CASE WHEN amount >= 0 THEN amount ELSE 0 END) AS BIGINT),
                    CAST(SUM(CASE WHEN amount < 0 THEN 1 ELSE 0 END) AS BIGINT),
                    CAST(SUM(CASE WHEN amount < 0 THEN amount ELSE 0 END) AS BIGINT)
                FROM (
                    SELECT statement_id, amount FROM statement_line
                    WHERE tenant_id = \(tenant) AND statement_id IN \(list: some) AND state <> 'undone'
                    UNION ALL
                    SELECT d.statement_id, k.amount FROM duplicate d
                    JOIN statement_line k ON k.tenant_id = d.tenant_id AND k.id = d.known_line_id
                    WHERE d.tenant_id = \(tenant) AND d.statement_id IN \(list: some) AND d.line_id IS NULL AND k.state <> 'undone'
                ) moved GROUP BY statement_id
                """
            ) { (row) throws(StorageError) in
                var movement = Movement()
                (movement.linesIn, movement.amountIn) = (try row[1], try row[2])
                (movement.linesOut, movement.amountOut) = (try row[3], try row[4])
                found[try row[0]] = movement
            }
        }
        return found
    }

    /// How many lines `account` has in each month of `period`, by the month's number, 202506.
    package func countsByMonth(of account: AccountID, during period: Period) throws(StorageError) -> [Int: Int] {
        let pairs = try db.all(
            """
            SELECT date / 100, COUNT(*) FROM statement_line
            WHERE tenant_id = \(tenant) AND account_id = \(account) AND state <> 'undone' AND date BETWEEN \(period.first) AND \(period.last)
            GROUP BY date / 100
            """
        ) { (row) throws(StorageError) in (try row[0] as Int, try row[1] as Int) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// What the lines of `account` within `period` come to, by what became of them. A line that was left out because another one is the
    /// same movement is not counted: the bank moved that money once.
    package struct StateSum: Hashable, Sendable {
        package let state: State
        package let count: Int
        package let units: Int64
    }

    package func sums(of account: AccountID, in currency: Currency, during period: Period) throws(StorageError) -> [StateSum] {
        try db.all(
            """
            SELECT l.state, COUNT(*), CAST(SUM(l.amount) AS BIGINT) FROM statement_line l
            WHERE l.tenant_id = \(tenant) AND l.account_id = \(account) AND l.state <> 'undone' AND l.currency = \(currency)
                AND l.date BETWEEN \(period.first) AND \(period.last)
                AND NOT (l.state = 'excluded' AND EXISTS (
                    SELECT 1 FROM duplicate d WHERE d.tenant_id = l.tenant_id AND d.line_id = l.id AND d.kept_at IS NULL))
            GROUP BY l.state ORDER BY l.state
            """
        ) { (row) throws(StorageError) in StateSum(state: try row[0], count: try row[1], units: try row[2]) }
    }

    /// Lines of `account` that may be one side of a transfer: those that wait, and those that are booked to one of `own`.
    package func transferable(
        on account: AccountID, during period: Period, own: [AccountID]
    ) throws(StorageError) -> [TransferPairing.Line] {
        let own = Set(own)
        return try db.all(
            """
            SELECT id, date, amount, currency, text, proposed_account_id, state FROM statement_line
            WHERE tenant_id = \(tenant) AND account_id = \(account) AND state <> 'undone' AND date BETWEEN \(period.first) AND \(period.last)
                AND (state = 'waiting' OR (state = 'posted' AND proposed_account_id IN \(list: own)))
            """
        ) { (row) throws(StorageError) in
            let (counter, state): (AccountID?, State) = (try row[5], try row[6])
            return TransferPairing.Line(
                id: try row[0], account: account, date: try row[1], amount: Money(minorUnits: try row[2], try row[3]), text: try row[4],
                counterAccount: counter.flatMap { own.contains($0) && $0 != account ? $0 : nil }, isPosted: state == .posted)
        }
    }

    /// How many lines dated within `period` wait for a person.
    package func waitingCount(during period: Period) throws(StorageError) -> Int {
        try db.first(
            """
            SELECT COUNT(*) FROM statement_line
            WHERE tenant_id = \(tenant) AND state = 'waiting' AND date BETWEEN \(period.first) AND \(period.last)
            """) ?? 0
    }

    /// Puts the lines that `entry` books together back into the queue, because it was reversed.
    package func reopen(_ lines: [LineID], bookedBy entry: EntryID, reason: String) throws(StorageError) {
        for id in lines where try line(id)?.entry == entry {
            try wait(id, Proposal(method: "none", account: nil, confidence: 0, held: "reversed", reason: reason))
        }
    }
}
