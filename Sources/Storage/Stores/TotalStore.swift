package import Bookkeeping

/// Debits and credits of each account by day, kept by the transaction that posts: what reports add up instead of all postings. No other file
/// names `account_total`; `BooksCheck` proves it against the postings.
package struct TotalStore {
    let db: any Connection
    let tenant: TenantID

    /// Totals up to and including `date`.
    package func through(_ date: CalendarDate) throws(StorageError) -> [AccountTotals] {
        try totals("date <= \(date)")
    }

    package func before(_ date: CalendarDate) throws(StorageError) -> [AccountTotals] {
        try totals("date < \(date)")
    }

    package func during(_ period: Period) throws(StorageError) -> [AccountTotals] {
        try totals("date BETWEEN \(period.first) AND \(period.last)")
    }

    /// The first and the last day with a posting; nil when nothing is posted.
    package func span() throws(StorageError) -> Period? {
        try db.first("SELECT MIN(date), MAX(date) FROM account_total WHERE tenant_id = \(tenant)") {
            (row) throws(StorageError) -> Period? in
            guard let first: CalendarDate = try row[0], let last: CalendarDate = try row[1] else { return nil }
            return Period(from: first, through: last)
        } ?? nil
    }

    func add(_ sums: DaySums) throws(StorageError) {
        if let gathered = db.gathered { return try gathered.days.add(sums) }
        for (key, sum) in sums.sums {
            try db.execute(
                """
                INSERT INTO account_total (tenant_id, date, account_id, currency, debits, credits)
                VALUES (\(tenant), \(key.date), \(key.account), \(key.currency), \(sum.debits), \(sum.credits))
                ON CONFLICT (tenant_id, date, account_id, currency) DO UPDATE
                SET debits = account_total.debits + excluded.debits, credits = account_total.credits + excluded.credits
                """)
        }
    }

    private func totals(_ condition: SQL) throws(StorageError) -> [AccountTotals] {
        try db.all(
            """
            SELECT account_id, currency, SUM(debits), SUM(credits) FROM account_total
            WHERE tenant_id = \(tenant) AND \(condition) GROUP BY account_id, currency ORDER BY account_id, currency
            """
        ) { (row) throws(StorageError) in
            AccountTotals(account: try row[0], currency: try row[1], debits: try row[2], credits: try row[3])
        }
    }
}

/// What a batch of entries adds to each account on each day.
struct DaySums {
    struct Key: Hashable {
        let date: CalendarDate
        let account: AccountID
        let currency: Currency
    }

    private(set) var sums: [Key: (debits: Int64, credits: Int64)] = [:]

    mutating func add(_ posting: Posting, on date: CalendarDate) throws(StorageError) {
        let key = Key(date: date, account: posting.account, currency: posting.amount.currency)
        let units = posting.amount.minorUnits
        try add(posting.side == .debit ? (units, 0) : (0, units), to: key)
    }

    mutating func add(_ more: DaySums) throws(StorageError) {
        for (key, sum) in more.sums { try add(sum, to: key) }
    }

    private mutating func add(_ more: (debits: Int64, credits: Int64), to key: Key) throws(StorageError) {
        let old = sums[key] ?? (0, 0)
        let debits = old.debits.addingReportingOverflow(more.debits)
        let credits = old.credits.addingReportingOverflow(more.credits)
        guard !debits.overflow, !credits.overflow else {
            throw .unexpected("the day's total of an account is larger than the books can hold")
        }
        sums[key] = (debits.partialValue, credits.partialValue)
    }
}
