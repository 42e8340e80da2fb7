import Bookkeeping
import Operations

// How each report becomes tables, one for each currency.
extension StatementTable {
    /// - Parameter own: the currency of the books, which a report in it alone does not name above its table
    static func tables(of report: MakeReport.Report, _ period: Period, own: Currency) -> [StatementTable] {
        switch report {
        case .trialBalance(let report): tables(of: report, own)
        case .profitAndLoss(let report): tables(of: report, own)
        case .balanceSheet(let report): tables(of: report, period, own)
        case .cashFlow(let report): tables(of: report, own)
        }
    }

    private static func heading(_ currency: Currency, of tables: Int, _ own: Currency) -> String? {
        tables > 1 || currency != own ? currency.code : nil
    }

    private static func tables(of report: TrialBalance, _ own: Currency) -> [StatementTable] {
        report.totals.map { total in
            let rows = report.rows.filter { $0.amount.currency == total.currency }.map { row in
                let address = "/reports/general-ledger?account=\(row.account.id)&to=\(report.asOf)"
                return Row(
                    code: row.account.code, label: row.account.name, ledger: address,
                    cells: [row.debit, row.credit].map { Cell(text: $0?.grouped ?? "", postings: $0 == nil ? nil : address, style: "") },
                    style: "")
            }
            let sums = [total.debit, total.credit].map { Cell(text: $0.grouped, postings: nil, style: "") }
            return StatementTable(
                "Trial balance, \(total.currency)", currency: heading(total.currency, of: report.totals.count, own),
                columns: ["Debit", "Credit"], groups: [Group(heading: nil, rows: rows)],
                totals: [Row(code: "", label: "Total", ledger: nil, cells: sums, style: "grand")])
        }
    }

    private static func tables(of report: ProfitAndLoss, _ own: Currency) -> [StatementTable] {
        report.figures.map { figures in
            let rows = StatementRows(currency: figures.currency, period: report.period, comparison: report.comparison, isBalance: false)
            var groups = rows.group(figures.income) + rows.group(figures.costOfSales)
            if !figures.costOfSales.lines.isEmpty {
                groups.append(Group(heading: nil, rows: [rows.row("Gross profit", figures.grossProfit, style: "total")]))
            }
            groups += rows.group(figures.expenses)
            let others = rows.group(figures.otherIncome) + rows.group(figures.otherExpenses)
            if !others.isEmpty {
                groups.append(Group(heading: nil, rows: [rows.row("Operating profit", figures.operatingProfit, style: "total")]))
            }
            return StatementTable(
                "Profit and loss, \(report.period.spelled), \(figures.currency)",
                currency: heading(figures.currency, of: report.figures.count, own),
                columns: rows.columns, groups: groups + others, totals: [rows.row("Net profit", figures.netProfit, style: "grand")])
        }
    }

    private static func tables(of report: BalanceSheet, _ period: Period, _ own: Currency) -> [StatementTable] {
        report.figures.map { figures in
            let whole = Period(from: .earliest, through: report.asOf) ?? period
            let other = report.comparison.flatMap { Period(from: .earliest, through: $0) }
            let rows = StatementRows(currency: figures.currency, period: whole, comparison: other, isBalance: true)
            let assets = [figures.currentAssets, figures.fixedAssets, figures.otherAssets].flatMap { rows.group($0) }
            let liabilities = [figures.currentLiabilities, figures.longTermLiabilities].flatMap { rows.group($0) }
            let groups =
                assets + [Group(heading: nil, rows: [rows.row("Total assets", figures.totalAssets, style: "grand")])] + liabilities
                + [Group(heading: nil, rows: [rows.row("Total liabilities", figures.totalLiabilities, style: "total")])]
                + rows.group(figures.equity)
            return StatementTable(
                "Balance sheet at \(report.asOf.long), \(figures.currency)",
                currency: heading(figures.currency, of: report.figures.count, own),
                columns: rows.columns, groups: groups,
                totals: [rows.row("Total liabilities and equity", figures.totalLiabilitiesAndEquity, style: "grand")])
        }
    }

    private static func tables(of report: CashFlow, _ own: Currency) -> [StatementTable] {
        report.figures.map { figures in
            let rows = StatementRows(currency: figures.currency, period: report.period, comparison: nil, isBalance: false)
            let groups = [figures.operating, figures.investing, figures.financing].flatMap { rows.group($0) }
            let ends = Group(
                heading: "Cash",
                rows: [rows.row("Cash at the beginning", figures.openingCash), rows.row("Change in cash", figures.changeInCash)])
            return StatementTable(
                "Cash flow, \(report.period.spelled), \(figures.currency)",
                currency: heading(figures.currency, of: report.figures.count, own),
                columns: rows.columns, groups: groups + [ends],
                totals: [rows.row("Cash at the end", figures.closingCash, style: "grand")])
        }
    }
}
