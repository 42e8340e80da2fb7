import Bookkeeping

/// Looks for what must not be there: the schema prevents it, this proves it, whoever had a hand on the file.
package struct BooksCheck {
    let db: any Connection
    let tenant: TenantID

    package struct Fault: Hashable, Sendable {
        /// For a person: which row, and what is wrong with it.
        package let text: String
    }

    package func faults() throws(StorageError) -> [Fault] {
        try unbalancedEntries() + orphanPostings() + wrongTotals() + linesWithoutEntry() + entriesBesideTheirLine() + wrongQueue()
            + wrongLineTotals()
            + auditFaults()
    }

    private func unbalancedEntries() throws(StorageError) -> [Fault] {
        try db.all(
            """
            SELECT e.number, COALESCE(s.currency, ''), COALESCE(s.excess, 0), COALESCE(s.lines, 0) FROM entry e
            LEFT JOIN (
                SELECT entry_id, currency, SUM(CASE side WHEN 'debit' THEN amount ELSE -amount END) AS excess, COUNT(*) AS lines
                FROM posting WHERE tenant_id = \(tenant) GROUP BY entry_id, currency
            ) s ON s.entry_id = e.id
            WHERE e.tenant_id = \(tenant) AND (s.excess IS NULL OR s.excess <> 0) ORDER BY e.number
            """
        ) { (row) throws(StorageError) in
            let (number, currency, excess, lines): (EntryNumber, String, Int64, Int) = (try row[0], try row[1], try row[2], try row[3])
            guard lines > 0 else { return Fault(text: "Entry \(number) has no postings.") }
            return Fault(text: "Entry \(number) does not balance: debits less credits are \(excess) minor units of \(currency).")
        }
    }

    private func orphanPostings() throws(StorageError) -> [Fault] {
        try db.all(
            """
            SELECT p.entry_id, p.ordinal FROM posting p
            LEFT JOIN entry e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
            LEFT JOIN account a ON a.tenant_id = p.tenant_id AND a.id = p.account_id
            WHERE p.tenant_id = \(tenant) AND (e.id IS NULL OR a.id IS NULL OR e.date <> p.date) ORDER BY p.entry_id, p.ordinal
            """
        ) { (row) throws(StorageError) in
            Fault(
                text:
                    "Posting \(try row[1] as Int) of entry id \(try row[0] as Int64) has no entry, no account or another day than its entry."
            )
        }
    }

    private func wrongTotals() throws(StorageError) -> [Fault] {
        try db.all(
            """
            SELECT account_id, date, currency, SUM(debits), SUM(credits) FROM (
                SELECT account_id, date, currency, debits, credits FROM account_total WHERE tenant_id = \(tenant)
                UNION ALL
                SELECT account_id, date, currency, CASE side WHEN 'debit' THEN -amount ELSE 0 END, CASE side WHEN 'credit' THEN -amount ELSE 0 END
                FROM posting WHERE tenant_id = \(tenant)
            ) difference GROUP BY account_id, date, currency HAVING SUM(debits) <> 0 OR SUM(credits) <> 0 ORDER BY date, account_id
            """
        ) { (row) throws(StorageError) in
            let (account, date, currency): (AccountID, CalendarDate, Currency) = (try row[0], try row[1], try row[2])
            return Fault(
                text:
                    "The total of account id \(account) on \(date) in \(currency) differs from its postings by \(try row[3] as Int64) debit and \(try row[4] as Int64) credit."
            )
        }
    }

    private func linesWithoutEntry() throws(StorageError) -> [Fault] {
        try db.all(
            """
            SELECT l.id FROM statement_line l LEFT JOIN entry e ON e.tenant_id = l.tenant_id AND e.id = l.entry_id
            WHERE l.tenant_id = \(tenant) AND l.state = 'posted' AND (e.id IS NULL OR e.line_id IS NULL OR e.line_id <> l.id)
                AND NOT EXISTS (
                    SELECT 1 FROM transfer_pair t
                    WHERE t.tenant_id = l.tenant_id AND t.state = 'matched' AND t.entry_id = l.entry_id
                        AND (t.out_line_id = l.id OR t.in_line_id = l.id))
            ORDER BY l.id
            """
        ) { (row) throws(StorageError) in Fault(text: "Line id \(try row[0] as Int64) is posted, but its entry is not there.") }
    }

    /// A line is booked once: the one entry that nobody reversed is the one that the line names.
    private func entriesBesideTheirLine() throws(StorageError) -> [Fault] {
        try db.all(
            """
            SELECT e.number, e.line_id FROM entry e
            LEFT JOIN entry r ON r.tenant_id = e.tenant_id AND r.reverses = e.id
            LEFT JOIN statement_line l ON l.tenant_id = e.tenant_id AND l.id = e.line_id
            WHERE e.tenant_id = \(tenant) AND e.line_id IS NOT NULL AND r.id IS NULL AND (l.entry_id IS NULL OR l.entry_id <> e.id)
            ORDER BY e.number
            """
        ) { (row) throws(StorageError) in
            let (number, line): (EntryNumber, LineID) = (try row[0], try row[1])
            return Fault(text: "Entry \(number) books line id \(line), which names another entry or none.")
        }
    }

    private func wrongQueue() throws(StorageError) -> [Fault] {
        try db.all(
            """
            SELECT held, vendor, CAST(SUM(line_count) AS BIGINT) FROM (
                SELECT held, vendor, currency, line_count, amount FROM queue_group WHERE tenant_id = \(tenant)
                UNION ALL
                SELECT held, vendor, currency, -1, -amount FROM statement_line WHERE tenant_id = \(tenant) AND state = 'waiting'
                UNION ALL
                SELECT '', vendor, currency, -1, -amount FROM statement_line WHERE tenant_id = \(tenant) AND state = 'waiting'
                UNION ALL
                SELECT held, '(all)', currency, line_count, amount FROM queue_total WHERE tenant_id = \(tenant)
                UNION ALL
                SELECT held, '(all)', currency, -line_count, -amount FROM queue_group WHERE tenant_id = \(tenant)
            ) difference GROUP BY held, vendor, currency HAVING SUM(line_count) <> 0 OR SUM(amount) <> 0 ORDER BY held, vendor
            """
        ) { (row) throws(StorageError) in
            let (vendor, excess): (String, Int) = (try row[1], try row[2])
            return Fault(text: "The review queue counts \(excess) lines too many for “\(vendor)”, or another sum than theirs.")
        }
    }

    private func wrongLineTotals() throws(StorageError) -> [Fault] {
        try db.all(
            """
            SELECT statement_id, date, state, CAST(SUM(lines_in + lines_out) AS BIGINT) FROM (
                SELECT statement_id, account_id, date, currency, state, lines_in, amount_in, lines_out, amount_out
                FROM line_total WHERE tenant_id = \(tenant)
                UNION ALL
                SELECT statement_id, account_id, date, currency, state, CASE WHEN amount >= 0 THEN -1 ELSE 0 END,
                    CASE WHEN amount >= 0 THEN -amount ELSE 0 END, CASE WHEN amount < 0 THEN -1 ELSE 0 END,
                    CASE WHEN amount < 0 THEN -amount ELSE 0 END
                FROM statement_line WHERE tenant_id = \(tenant)
            ) difference GROUP BY statement_id, account_id, date, currency, state
            HAVING SUM(lines_in) <> 0 OR SUM(amount_in) <> 0 OR SUM(lines_out) <> 0 OR SUM(amount_out) <> 0
            ORDER BY statement_id, date, state
            """
        ) { (row) throws(StorageError) in
            let (date, excess): (CalendarDate, Int) = (try row[1], try row[3])
            return Fault(
                text:
                    "The totals of statement id \(try row[0] as Int64) on \(date) count \(excess) lines too many as \(try row[2] as String), or another sum than theirs."
            )
        }
    }

    private func auditFaults() throws(StorageError) -> [Fault] {
        let audit = AuditStore(db: db, tenant: tenant)
        guard let sequence = try audit.firstBrokenSequence() else { return [] }
        let (count, last) = (try audit.count(), try audit.head()?.sequence ?? 0)
        guard sequence > count else { return [Fault(text: "The audit chain breaks at row \(sequence).")] }
        return [Fault(text: "The audit chain breaks at row \(sequence): \(last) rows were written, and \(count) are left.")]
    }
}
