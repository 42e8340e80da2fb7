package import Bookkeeping

/// Counts over many lines, for the page that says how good the machines are.
extension LineStore {
    /// Lines of `account` for measuring drift, newest first; those of undone imports and left-out ones are not among them.
    package func newest(of account: AccountID, limit: Int) throws(StorageError) -> [(
        date: CalendarDate, vendor: String, amount: Int64, isFiled: Bool
    )] {
        // Said as a list of states, SQLite does not see that the index of occurrences has these lines in this order, and sorts them all.
        try db.all(
            """
            SELECT date, vendor, amount, CASE WHEN state = 'posted' THEN 1 ELSE 0 END FROM statement_line
            WHERE tenant_id = \(tenant) AND account_id = \(account) AND state <> 'undone' AND state <> 'excluded'
            ORDER BY date DESC, fingerprint DESC, occurrence DESC LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in (try row[0], try row[1], try row[2], try row[3]) }
    }

    package struct MonthCount: Hashable, Sendable {
        /// 202511.
        package let month: Int
        package let method: String
        package let lines: Int
        /// Filed without a person.
        package let filed: Int
    }

    /// By month of the line and by who decided, from `first` on, oldest first.
    package func counts(from first: CalendarDate) throws(StorageError) -> [MonthCount] {
        try db.all(
            """
            SELECT date / 100, method, COUNT(*),
                CAST(SUM(CASE WHEN state = 'posted' AND method <> 'person' THEN 1 ELSE 0 END) AS BIGINT)
            FROM statement_line WHERE tenant_id = \(tenant) AND state IN ('waiting', 'posted') AND date >= \(first)
            GROUP BY date / 100, method ORDER BY date / 100, method
            """
        ) { (row) throws(StorageError) in MonthCount(month: try row[0], method: try row[1], lines: try row[2], filed: try row[3]) }
    }

    package struct VendorCount: Hashable, Sendable {
        package let vendor: String
        package let lines: Int
        package let filed: Int
        package let waiting: Int
    }

    /// The vendors with most lines from `first` on.
    package func vendors(from first: CalendarDate, limit: Int) throws(StorageError) -> [VendorCount] {
        try db.all(
            """
            SELECT vendor, COUNT(*), CAST(SUM(CASE WHEN state = 'posted' AND method <> 'person' THEN 1 ELSE 0 END) AS BIGINT),
                CAST(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) AS BIGINT)
            FROM statement_line WHERE tenant_id = \(tenant) AND state IN ('waiting', 'posted') AND date >= \(first)
            GROUP BY vendor ORDER BY COUNT(*) DESC, vendor LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            VendorCount(vendor: try row[0], lines: try row[1], filed: try row[2], waiting: try row[3])
        }
    }
}
