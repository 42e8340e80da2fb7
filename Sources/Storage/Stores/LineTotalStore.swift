package import Bookkeeping

/// What lines come to by statement, day and state: what pages add up instead of all lines. `LineStore` keeps it in step with every line that
/// comes or changes its state, and adds it to what duplicates say; `BooksCheck` proves it against the lines.
package struct LineTotalStore {
    let db: any Connection
    let tenant: TenantID

    /// What the lines of `account` within `period` come to, by what became of them.
    func sums(
        of account: AccountID, in currency: Currency, during period: Period
    ) throws(StorageError) -> [(state: LineStore.State, count: Int, units: Int64)] {
        try db.all(
            """
            SELECT state, CAST(SUM(lines_in + lines_out) AS BIGINT), CAST(SUM(amount_in + amount_out) AS BIGINT) FROM line_total
            WHERE tenant_id = \(tenant) AND account_id = \(account) AND currency = \(currency) AND state <> 'undone'
                AND date BETWEEN \(period.first) AND \(period.last)
            GROUP BY state HAVING SUM(lines_in + lines_out) > 0 ORDER BY state
            """
        ) { (row) throws(StorageError) in (try row[0], try row[1], try row[2]) }
    }

    /// Whether another account than `account` has, or has had, lines.
    func isAnyLine(besidesThoseOf account: AccountID) throws(StorageError) -> Bool {
        func first(_ condition: SQL) throws(StorageError) -> AccountID? {
            try db.first("SELECT account_id FROM line_total WHERE tenant_id = \(tenant) AND \(condition) LIMIT 1")
        }
        if try first("account_id < \(account)") != nil { return true }
        return try first("account_id > \(account)") != nil
    }

    /// How many lines `account` has in each month of `period`, by the month's number, 202506.
    package func countsByMonth(of account: AccountID, during period: Period) throws(StorageError) -> [Int: Int] {
        let pairs = try db.all(
            """
            SELECT date / 100, CAST(SUM(lines_in + lines_out) AS BIGINT) FROM line_total
            WHERE tenant_id = \(tenant) AND account_id = \(account) AND state <> 'undone' AND date BETWEEN \(period.first) AND \(period.last)
            GROUP BY date / 100
            """
        ) { (row) throws(StorageError) in (try row[0] as Int, try row[1] as Int) }
        return Dictionary(pairs) { first, _ in first }
    }

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
            SELECT date / 100, currency, CAST(SUM(lines_in + lines_out) AS BIGINT), CAST(SUM(amount_in + amount_out) AS BIGINT) FROM line_total
            WHERE tenant_id = \(tenant) AND state = 'waiting' AND date BETWEEN \(period.first) AND \(period.last)
            GROUP BY date / 100, currency HAVING SUM(lines_in + lines_out) > 0 ORDER BY 1, 2
            """
        ) { (row) throws(StorageError) -> WaitingMonth? in
            let month: Int = try row[0]
            guard let period = Period.month(month % 100, year: month / 100) else { return nil }
            return WaitingMonth(month: period, count: try row[2], sum: Money(minorUnits: try row[3], try row[1]))
        }.compactMap(\.self)
    }

    func apply(_ changes: LineTotalChanges) throws(StorageError) {
        if let gathered = db.gathered { return gathered.lineTotals.add(changes) }
        for (place, sum) in changes.byPlace where sum != LineTotalChanges.Sum() {
            try db.execute(
                """
                INSERT INTO line_total (tenant_id, statement_id, account_id, date, currency, state, lines_in, amount_in, lines_out, amount_out)
                VALUES (\(tenant), \(place.statement), \(place.account), \(place.date), \(place.currency), \(place.state),
                    \(sum.linesIn), \(sum.amountIn), \(sum.linesOut), \(sum.amountOut))
                ON CONFLICT (tenant_id, statement_id, date, currency, state) DO UPDATE SET
                    lines_in = line_total.lines_in + excluded.lines_in, amount_in = line_total.amount_in + excluded.amount_in,
                    lines_out = line_total.lines_out + excluded.lines_out, amount_out = line_total.amount_out + excluded.amount_out
                """)
        }
    }
}

/// What a statement of a transaction adds to the totals and takes from them.
struct LineTotalChanges {
    /// Where a line counts.
    struct Place: Hashable {
        let statement: StatementID
        let account: AccountID
        let date: CalendarDate
        let currency: Currency
        let state: LineStore.State
    }

    struct Sum: Hashable {
        var linesIn = 0
        var amountIn: Int64 = 0
        var linesOut = 0
        var amountOut: Int64 = 0
    }

    private(set) var byPlace: [Place: Sum] = [:]

    mutating func add(_ line: StatementLine, on statement: StatementID, _ account: AccountID, _ state: LineStore.State) {
        change(line, statement, account, state, by: 1)
    }

    mutating func add(_ more: LineTotalChanges) {
        for (place, other) in more.byPlace {
            var sum = byPlace[place] ?? Sum()
            (sum.linesIn, sum.amountIn) = (sum.linesIn + other.linesIn, sum.amountIn &+ other.amountIn)
            (sum.linesOut, sum.amountOut) = (sum.linesOut + other.linesOut, sum.amountOut &+ other.amountOut)
            byPlace[place] = sum
        }
    }

    /// A line that is in another state from now on.
    mutating func move(_ record: LineStore.Record, to state: LineStore.State) {
        change(record.line, record.statement, record.account, record.state, by: -1)
        change(record.line, record.statement, record.account, state, by: 1)
    }

    private mutating func change(
        _ line: StatementLine, _ statement: StatementID, _ account: AccountID, _ state: LineStore.State, by lines: Int
    ) {
        let place = Place(statement: statement, account: account, date: line.date, currency: line.amount.currency, state: state)
        var sum = byPlace[place] ?? Sum()
        // Bookable amounts are far from the edge of Int64, and a batch is small.
        let units = Int64(lines) &* line.amount.minorUnits
        if line.amount.isNegative {
            (sum.linesOut, sum.amountOut) = (sum.linesOut + lines, sum.amountOut &+ units)
        } else {
            (sum.linesIn, sum.amountIn) = (sum.linesIn + lines, sum.amountIn &+ units)
        }
        byPlace[place] = sum
    }
}
