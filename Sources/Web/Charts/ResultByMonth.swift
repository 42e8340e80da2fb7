import Bookkeeping
import Storage

/// Income, costs and what is left, month by month: a chart with its numbers.
struct ResultByMonth: Sendable {
    struct Month: Sendable {
        let month, income, costs, result: String
    }

    let currency: String
    let charts: [Chart]
    let legend: [LegendItem]
    let months: [Month]

    private static let most = 24

    /// Nil where the period is a single month, or nothing was earned or spent.
    init?(_ books: Books, accounts: [Account], currency: Currency, during period: Period) throws {
        let periods = Period.months(from: period.first, through: period.last)
        guard (2...Self.most).contains(periods.count) else { return nil }
        func months(_ isIncome: Bool) throws -> [Period: Int64] {
            let ids = accounts.filter { !$0.type.isPermanent && ($0.type == .income) == isIncome }.map(\.id)
            let found = try books.totals.months(of: ids, in: currency, during: period)
            return Dictionary(found.map { ($0.period, isIncome ? -$0.net : $0.net) }) { first, _ in first }
        }
        let (income, costs) = (try months(true), try months(false))
        guard !income.isEmpty || !costs.isEmpty else { return nil }
        func text(_ units: Int64) -> String { Money(minorUnits: units, currency).grouped }
        func value(_ units: Int64) -> Double { Double(units) / currency.unitsPerWhole }
        let results = periods.map { (income[$0] ?? 0) - (costs[$0] ?? 0) }
        self.currency = currency.code
        self.months = zip(periods, results).map { period, result in
            Month(month: period.monthAndYear, income: text(income[period] ?? 0), costs: text(costs[period] ?? 0), result: text(result))
        }
        let best = results.indices.max { results[$0] < results[$1] } ?? 0
        let worst = results.indices.min { results[$0] < results[$1] } ?? 0
        let chart = SeriesChart(
            id: "result", title: "Income and costs by month, \(period.spelled)",
            finding: "The best month was \(periods[best].monthWords) with \(text(results[best])), the weakest \(periods[worst].monthWords) "
                + "with \(text(results[worst])). The table holds every figure.",
            labels: periods.map { String($0.monthAndYear.prefix(3)) },
            bars: [
                .init(name: "Income", values: periods.map { value(income[$0] ?? 0) }, style: "b1"),
                .init(name: "Costs", values: periods.map { value(costs[$0] ?? 0) }, style: "b2"),
            ],
            lines: [.init(name: "Result", values: results.map(value), style: "ink-line", lastLabel: text(results.last ?? 0))])
        (charts, legend) = (chart.both, chart.legend)
    }
}
