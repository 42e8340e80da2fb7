import Bookkeeping
import Storage

/// Money in and out of the bank and cash accounts by month, and what was there at each month's end: a chart with its numbers.
struct CashByMonth: Sendable {
    struct Month: Sendable {
        let month: String
        let moneyIn, moneyOut, balance: String
    }

    let currency: String
    let charts: [Chart]
    let legend: [LegendItem]
    /// The newest first.
    let months: [Month]

    /// Nil where nothing was posted on such an account.
    init?(_ books: Books, accounts: [Account], currency: Currency, through last: CalendarDate, count: Int = 12) throws {
        let cash = accounts.filter { $0.kind == .bank || $0.kind == .cash }.map(\.id)
        var periods = [Period.month(containing: last)]
        while periods.count < count, let day = periods[0].first.previous { periods.insert(.month(containing: day), at: 0) }
        guard let first = periods.first, let end = periods.last, let span = Period(from: first.first, through: end.last) else { return nil }
        let found = try books.totals.months(of: cash, in: currency, during: span)
        guard !found.isEmpty else { return nil }
        let byMonth = Dictionary(found.map { ($0.period, $0) }) { first, _ in first }
        let ids = Set(cash)
        var balance = try books.totals.before(span.first).filter { ids.contains($0.account) && $0.currency == currency }
            .reduce(Int64(0)) { $0 + $1.debits - $1.credits }
        var balances: [Int64] = []
        for period in periods {
            balance += byMonth[period]?.net ?? 0
            balances.append(balance)
        }
        func text(_ units: Int64) -> String { Money(minorUnits: units, currency).grouped }
        func value(_ units: Int64) -> Double { Double(units) / currency.unitsPerWhole }
        self.currency = currency.code
        months = zip(periods, balances).map { period, balance in
            Month(
                month: period.monthAndYear, moneyIn: text(byMonth[period]?.debits ?? 0), moneyOut: text(-(byMonth[period]?.credits ?? 0)),
                balance: text(balance))
        }.reversed()
        let highest = balances.indices.max { balances[$0] < balances[$1] } ?? 0
        let chart = SeriesChart(
            id: "cash", title: "Cash by month, \(first.monthAndYear) to \(end.monthAndYear)",
            finding:
                "The balance was highest in \(periods[highest].monthWords) at \(text(balances[highest])), and is \(text(balances.last ?? 0)) "
                + "at the end of \(end.monthWords). The table holds every figure.",
            labels: periods.map { String($0.monthAndYear.prefix(3)) },
            bars: [
                .init(name: "Money in", values: periods.map { value(byMonth[$0]?.debits ?? 0) }, style: "b1"),
                .init(name: "Money out", values: periods.map { value(-(byMonth[$0]?.credits ?? 0)) }, style: "b2"),
            ],
            lines: [
                .init(name: "Balance at month end", values: balances.map(value), style: "ink-line", lastLabel: text(balances.last ?? 0))
            ])
        (charts, legend) = (chart.both, chart.legend)
    }
}

extension Currency {
    /// For drawing alone.
    var unitsPerWhole: Double { (0..<decimals).reduce(1.0) { power, _ in power * 10 } }
}
