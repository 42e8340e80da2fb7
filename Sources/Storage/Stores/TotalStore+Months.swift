package import Bookkeeping

extension TotalStore {
    /// What was posted on some accounts within one month.
    package struct Month: Hashable, Sendable {
        package let period: Period
        package let debits: Int64
        package let credits: Int64

        package var net: Int64 { debits - credits }
    }

    /// The months of `period` in which any of `accounts` has postings in `currency`, in order.
    package func months(of accounts: [AccountID], in currency: Currency, during period: Period) throws(StorageError) -> [Month] {
        guard !accounts.isEmpty else { return [] }
        let found = try db.all(
            """
            SELECT date / 100, CAST(SUM(debits) AS BIGINT), CAST(SUM(credits) AS BIGINT) FROM account_total
            WHERE tenant_id = \(tenant) AND date BETWEEN \(period.first) AND \(period.last) AND currency = \(currency)
                AND account_id IN \(list: accounts)
            GROUP BY date / 100 ORDER BY 1
            """
        ) { (row) throws(StorageError) -> Month? in
            let month: Int = try row[0]
            guard let period = Period.month(month % 100, year: month / 100) else { return nil }
            return Month(period: period, debits: try row[1], credits: try row[2])
        }
        return found.compactMap(\.self)
    }
}
