package import Bookkeeping

// What pages say of many lines in a few figures. None of it reads more than the lines that wait, or the newest import.
extension LineStore {
    /// Lines that wait, of one month and currency.
    package struct WaitingMonth: Hashable, Sendable {
        package let month: Period
        package let count: Int
        package let sum: Money
    }

    /// The waiting lines of `period`, month by month.
    package func waitingMonths(during period: Period) throws(StorageError) -> [WaitingMonth] {
        try db.all(
            """
            SELECT date / 100, currency, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM statement_line
            WHERE tenant_id = \(tenant) AND state = 'waiting' AND date BETWEEN \(period.first) AND \(period.last)
            GROUP BY date / 100, currency ORDER BY 1, 2
            """
        ) { (row) throws(StorageError) -> WaitingMonth? in
            let month: Int = try row[0]
            guard let period = Period.month(month % 100, year: month / 100) else { return nil }
            return WaitingMonth(month: period, count: try row[2], sum: Money(minorUnits: try row[3], try row[1]))
        }.compactMap(\.self)
    }

    package func oldestWaiting() throws(StorageError) -> CalendarDate? {
        try db.first("SELECT date FROM statement_line WHERE tenant_id = \(tenant) AND state = 'waiting' ORDER BY date LIMIT 1")
    }

    /// The vendors with the most waiting lines.
    package func longestQueues(limit: Int) throws(StorageError) -> [(vendor: String, count: Int)] {
        try db.all(
            """
            SELECT vendor, COUNT(*) FROM statement_line WHERE tenant_id = \(tenant) AND state = 'waiting'
            GROUP BY vendor ORDER BY 2 DESC, 1 LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in (try row[0], try row[1]) }
    }
}
