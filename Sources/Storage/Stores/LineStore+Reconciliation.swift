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
                SELECT statement_id, CAST(SUM(lines_in) AS BIGINT), CAST(SUM(amount_in) AS BIGINT), CAST(SUM(lines_out) AS BIGINT),
                    CAST(SUM(amount_out) AS BIGINT)
                FROM (
                    SELECT statement_id, lines_in, amount_in, lines_out, amount_out FROM line_total
                    WHERE tenant_id = \(tenant) AND statement_id IN \(list: some) AND state <> 'undone'
                    UNION ALL
                    SELECT d.statement_id, CASE WHEN k.amount >= 0 THEN 1 ELSE 0 END, CASE WHEN k.amount >= 0 THEN k.amount ELSE 0 END,
                        CASE WHEN k.amount < 0 THEN 1 ELSE 0 END, CASE WHEN k.amount < 0 THEN k.amount ELSE 0 END
                    FROM duplicate d
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

    /// What the lines of `account` within `period` come to, by what became of them. A line that was left out because another one is the
    /// same movement is not counted: the bank moved that money once.
    package struct StateSum: Hashable, Sendable {
        package let state: State
        package let count: Int
        package let units: Int64
    }

    package func sums(of account: AccountID, in currency: Currency, during period: Period) throws(StorageError) -> [StateSum] {
        let same = try db.first(
            """
            SELECT COUNT(*), CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) FROM duplicate d
            JOIN statement_line l ON l.tenant_id = d.tenant_id AND l.id = d.line_id
            WHERE d.tenant_id = \(tenant) AND d.line_id IS NOT NULL AND d.kept_at IS NULL AND l.state = 'excluded'
                AND l.account_id = \(account) AND l.currency = \(currency) AND l.date BETWEEN \(period.first) AND \(period.last)
            """
        ) { (row) throws(StorageError) in (count: try row[0] as Int, units: try row[1] as Int64) }
        return try totals.sums(of: account, in: currency, during: period).compactMap { sum in
            let left = sum.state == .excluded ? same : nil
            let count = sum.count - (left?.count ?? 0)
            return count == 0 ? nil : StateSum(state: sum.state, count: count, units: sum.units - (left?.units ?? 0))
        }
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
        for id in lines {
            guard try line(id)?.entry == entry else { continue }
            try wait(id, Proposal(method: "none", account: nil, confidence: 0, held: "reversed", reason: reason))
        }
    }
}
