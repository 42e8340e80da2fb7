// How each statement is written as a table. Sections without lines are left out, and a subtotal that would repeat the
// figure above it.

extension TrialBalance {
    package var table: ReportTable {
        ReportTable(
            title: "Trial balance", subtitle: "As of \(asOf)",
            columns: [.init("Code"), .init("Account"), .init("Currency"), .init("Debit", .trailing), .init("Credit", .trailing)],
            rows: rows.map(tableRow) + totals.map(tableRow))
    }

    private func tableRow(_ row: Row) -> ReportTable.Row {
        let (account, currency) = (row.account, row.amount.currency)
        return .init(.line, [.text(account.code), .text(account.name), .text(currency.code), .init(row.debit), .init(row.credit)])
    }

    private func tableRow(_ total: Total) -> ReportTable.Row {
        .init(.total, [.empty, .text("Total"), .text(total.currency.code), .amount(total.debit), .amount(total.credit)])
    }
}

extension ProfitAndLoss {
    package var table: ReportTable {
        let layout = StatementLayout(isCompared: comparison != nil)
        return ReportTable(
            title: "Profit and loss", subtitle: layout.subtitle("\(period)", comparison.map { "\($0)" }),
            columns: layout.columns, rows: figures.flatMap { rows($0, layout) })
    }

    private func rows(_ figures: Figures, _ layout: StatementLayout) -> [ReportTable.Row] {
        var rows = layout.rows(figures.income) + layout.rows(figures.costOfSales)
        if !figures.costOfSales.lines.isEmpty { rows.append(layout.row("Gross profit", figures.grossProfit)) }
        rows += layout.rows(figures.expenses)
        let others = layout.rows(figures.otherIncome) + layout.rows(figures.otherExpenses)
        if !others.isEmpty { rows.append(layout.row("Operating profit", figures.operatingProfit)) }
        return rows + others + [layout.row("Net profit", figures.netProfit)]
    }
}

extension BalanceSheet {
    package var table: ReportTable {
        let layout = StatementLayout(isCompared: comparison != nil)
        return ReportTable(
            title: "Balance sheet", subtitle: "As of " + layout.subtitle("\(asOf)", comparison.map { "\($0)" }),
            columns: layout.columns, rows: figures.flatMap { rows($0, layout) })
    }

    private func rows(_ figures: Figures, _ layout: StatementLayout) -> [ReportTable.Row] {
        var rows = [figures.currentAssets, figures.fixedAssets, figures.otherAssets].flatMap(layout.rows)
        rows.append(layout.row("Total assets", figures.totalAssets))
        rows += [figures.currentLiabilities, figures.longTermLiabilities].flatMap(layout.rows)
        rows.append(layout.row("Total liabilities", figures.totalLiabilities))
        return rows + layout.rows(figures.equity) + [layout.row("Total liabilities and equity", figures.totalLiabilitiesAndEquity)]
    }
}

extension CashFlow {
    package var table: ReportTable {
        let layout = StatementLayout(isCompared: false)
        return ReportTable(
            title: "Cash flow", subtitle: "\(period), indirect method", columns: layout.columns,
            rows: figures.flatMap { rows($0, layout) })
    }

    private func rows(_ figures: Figures, _ layout: StatementLayout) -> [ReportTable.Row] {
        [figures.operating, figures.investing, figures.financing].flatMap(layout.rows) + [
            layout.row(.line, "Cash at the beginning", figures.openingCash),
            layout.row(.line, "Change in cash", figures.changeInCash),
            layout.row(.total, "Cash at the end", figures.closingCash),
        ]
    }
}

/// The columns that profit and loss, balance sheet and cash flow share.
private struct StatementLayout {
    let isCompared: Bool

    var columns: [ReportTable.Column] {
        [.init("Code"), .init("Account"), .init("Currency"), .init("Amount", .trailing)]
            + (isCompared ? [.init("Compared", .trailing), .init("Change", .trailing)] : [])
    }

    func subtitle(_ current: String, _ comparison: String?) -> String {
        comparison.map { "\(current), compared with \($0)" } ?? current
    }

    func rows(_ section: ReportSection) -> [ReportTable.Row] {
        guard !section.lines.isEmpty else { return [] }
        let header = [ReportTable.Cell.empty, .text(section.title)] + Array(repeating: .empty, count: columns.count - 2)
        return [.init(.header, header)]
            + section.lines.map { row(.line, $0.account?.code, $0.label, $0.amount) }
            + [row("Total \(section.title.lowercased())", section.total)]
    }

    func row(_ label: String, _ amount: ReportAmount) -> ReportTable.Row { row(.total, nil, label, amount) }

    func row(_ kind: ReportTable.Row.Kind, _ label: String, _ amount: Money) -> ReportTable.Row {
        .init(kind, [.empty, .text(label), .text(amount.currency.code), .amount(amount)])
    }

    private func row(_ kind: ReportTable.Row.Kind, _ code: String?, _ label: String, _ amount: ReportAmount) -> ReportTable.Row {
        let cells: [ReportTable.Cell] = [
            code.map(ReportTable.Cell.text) ?? .empty, .text(label), .text(amount.amount.currency.code), .amount(amount.amount),
        ]
        return .init(kind, cells + (isCompared ? [.init(amount.comparison), .init(amount.change)] : []))
    }
}
