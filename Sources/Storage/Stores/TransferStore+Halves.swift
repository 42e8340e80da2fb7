package import Bookkeeping

/// Transfers of which one line is known: what a line is the other half of. These read lines, entries and pairs together.
extension TransferStore {
    /// A line that is booked to another account, where no line was tied to it so far.
    package struct Half: Hashable, Sendable {
        package let line: LineID
        /// Where the line stands.
        package let account: AccountID
        /// Where its money came from or went to: there the other half is to be expected.
        package let other: AccountID
        package let date: CalendarDate
        package let amount: Money

        package init(line: LineID, account: AccountID, other: AccountID, date: CalendarDate, amount: Money) {
            (self.line, self.account, self.other, self.date, self.amount) = (line, account, other, date, amount)
        }

        package init?(_ record: LineStore.Record) {
            guard let other = record.proposal.account else { return nil }
            self.init(line: record.id, account: record.account, other: other, date: record.line.date, amount: record.line.amount)
        }
    }

    /// Halves whose other line would stand on `account`, by the days of their entries.
    package func halves(into account: AccountID, during period: Period) throws(StorageError) -> [Half] {
        guard try hasLines(besidesThoseOf: account) else { return [] }
        return try halves(
            """
            FROM posting p
            JOIN entry e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
            JOIN statement_line l ON l.tenant_id = e.tenant_id AND l.id = e.line_id AND l.entry_id = e.id
            WHERE p.tenant_id = \(tenant) AND p.account_id = \(account) AND p.date BETWEEN \(period.first) AND \(period.last)
                AND l.state = 'posted' AND l.proposed_account_id = \(account) AND l.account_id <> \(account)
            """)
    }

    /// Halves that `record` may be the other line of, the nearest day first. `COALESCE` and `BETWEEN` keep both engines on the index of
    /// amounts, as for the lines that wait (`LineStore.counterparts`).
    package func halves(fitting record: LineStore.Record, within days: Int) throws(StorageError) -> [Half] {
        guard try hasLines(besidesThoseOf: record.account) else { return [] }
        let line = record.line
        guard let span = Period(from: line.date, through: line.date)?.widened(by: days) else { return [] }
        let opposite = 0 &- line.amount.minorUnits
        let pair: SQL =
            line.amount.isNegative
            ? "r.out_line_id = \(record.id) AND r.in_line_id = l.id" : "r.out_line_id = l.id AND r.in_line_id = \(record.id)"
        let found = try halves(
            """
            FROM statement_line l
            WHERE l.tenant_id = \(tenant) AND l.state = 'posted' AND l.amount BETWEEN \(opposite) AND \(opposite)
                AND l.currency = \(line.amount.currency) AND l.proposed_account_id = \(record.account) AND l.account_id <> \(record.account)
                AND COALESCE(l.date, 0) BETWEEN \(span.first) AND \(span.last)
                AND NOT EXISTS (
                    SELECT 1 FROM transfer_pair r WHERE r.tenant_id = l.tenant_id AND r.state = 'rejected' AND \(pair))
            """)
        return found.sorted { abs($0.date.dayNumber - line.date.dayNumber) < abs($1.date.dayNumber - line.date.dayNumber) }
    }

    /// Most books have one account with lines, and then nothing is looked for.
    private func hasLines(besidesThoseOf account: AccountID) throws(StorageError) -> Bool {
        try LineTotalStore(db: db, tenant: tenant).isAnyLine(besidesThoseOf: account)
    }

    private func halves(_ lines: SQL) throws(StorageError) -> [Half] {
        try db.all(
            """
            SELECT l.id, l.account_id, l.proposed_account_id, l.date, l.amount, l.currency \(lines)
                AND NOT EXISTS (
                    SELECT 1 FROM transfer_pair t WHERE t.tenant_id = l.tenant_id AND t.state = 'matched' AND t.out_line_id = l.id)
                AND NOT EXISTS (
                    SELECT 1 FROM transfer_pair t WHERE t.tenant_id = l.tenant_id AND t.state = 'matched' AND t.in_line_id = l.id)
            ORDER BY COALESCE(l.date, 0), l.id
            """
        ) { (row) throws(StorageError) in
            Half(
                line: try row[0], account: try row[1], other: try row[2], date: try row[3],
                amount: Money(minorUnits: try row[4], try row[5]))
        }
    }
}
