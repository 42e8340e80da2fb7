import Bookkeeping

/// One table of a report in one currency: sections with their lines, whose figures lead to the postings behind them.
struct StatementTable: Sendable {
    let caption: String
    /// Shown above where the books have several currencies. (Every optional has a name of its own: a template looks outward for one that is nil.)
    let currency: String?
    let columns: [Column]
    let width: String
    let groups: [Group]
    let totals: [Row]

    /// Rows under one heading.
    struct Group: Sendable {
        let heading: String?
        let rows: [Row]
    }

    struct Row: Sendable {
        let code: String
        let label: String
        /// The ledger of the account; nil for what is computed.
        let ledger: String?
        let cells: [Cell]
        /// `total`, `grand` or nothing.
        let style: String
    }

    struct Cell: Sendable {
        let text: String
        /// The postings behind the figure.
        let postings: String?
        let style: String
    }

    struct Column: Sendable {
        let title: String
        /// Joined to a class: nothing or ` wide-only`.
        let style: String
    }

    init(_ caption: String, currency: String?, columns: [String], groups: [Group], totals: [Row]) {
        (self.caption, self.currency, self.groups, self.totals) = (caption, currency, groups, totals)
        // On a telephone the figure and its change have room, and nothing else; a trial balance has two columns anyway.
        self.columns = columns.enumerated().map { index, title in
            Column(title: title, style: columns.count == 4 && (index == 1 || index == 3) ? " wide-only" : "")
        }
        width = "\(columns.count + 1)"
    }
}

/// Makes rows of figures, with their comparison where there is one.
struct StatementRows {
    let currency: Currency
    let period: Period
    let comparison: Period?
    /// Balances stand at the end of a day: what is behind them goes back to the beginning.
    let isBalance: Bool

    var columns: [String] {
        guard let comparison else { return [isBalance ? period.last.long : period.spelled] }
        let words = isBalance ? [period.last.long, comparison.last.long] : [period.spelled, comparison.spelled]
        return words + ["Change", "%"]
    }

    func group(_ section: ReportSection, isHeaded: Bool = true) -> [StatementTable.Group] {
        guard !section.lines.isEmpty else { return [] }
        let rows = section.lines.map { line in row(line.label, line.amount, account: line.account) }
        let total = row("Total \(section.title.prefix(1).lowercased())\(section.title.dropFirst())", section.total, style: "total")
        return [.init(heading: isHeaded ? section.title : nil, rows: rows + [total])]
    }

    func row(_ label: String, _ amount: ReportAmount, account: Account? = nil, style: String = "") -> StatementTable.Row {
        var cells = [cell(amount.amount, account, period)]
        if let comparison, let other = amount.comparison, let change = amount.change {
            cells += [
                cell(other, account, comparison, style: "wide-only"), .init(text: change.grouped, postings: nil, style: ""),
                .init(text: Self.percent(amount.changePerMille), postings: nil, style: "muted wide-only"),
            ]
        }
        return .init(code: account?.code ?? "", label: label, ledger: account.map { ledger($0, period) }, cells: cells, style: style)
    }

    func row(_ label: String, _ amount: Money, style: String = "") -> StatementTable.Row {
        .init(code: "", label: label, ledger: nil, cells: [cell(amount, nil, period)], style: style)
    }

    private func cell(_ amount: Money, _ account: Account?, _ period: Period, style: String = "") -> StatementTable.Cell {
        .init(text: amount.grouped, postings: account.map { ledger($0, period) }, style: style)
    }

    private func ledger(_ account: Account, _ period: Period) -> String {
        let range = isBalance ? "to=\(period.last)" : period.query
        return "/reports/general-ledger?account=\(account.id)&\(range)"
    }

    /// `+7.5%`, `>999%`.
    private static func percent(_ perMille: Int64?) -> String {
        guard let perMille else { return "" }
        guard perMille.magnitude <= 9_990 else { return perMille > 0 ? ">999%" : "<-999%" }
        let sign = perMille > 0 ? "+" : perMille < 0 ? "-" : ""
        return "\(sign)\(perMille.magnitude / 10).\(perMille.magnitude % 10)%"
    }
}
