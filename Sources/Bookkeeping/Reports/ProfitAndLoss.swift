/// What a company earned and spent in a period, by booking date (the accrual basis).
///
/// Income is shown as it stands on the credit side, costs as on the debit side, so an unusual sign is a minus.
package struct ProfitAndLoss: Hashable, Sendable {
    package let period: Period
    package let comparison: Period?
    /// One for each currency with postings, in order of currency: amounts of different currencies are never added.
    package let figures: [Figures]

    package struct Figures: Hashable, Sendable {
        package let currency: Currency
        package let income: ReportSection
        package let costOfSales: ReportSection
        /// Income less cost of sales.
        package let grossProfit: ReportAmount
        package let expenses: ReportSection
        /// Gross profit less expenses.
        package let operatingProfit: ReportAmount
        package let otherIncome: ReportSection
        package let otherExpenses: ReportSection
        /// Operating profit with other income and less other expenses; negative is a loss.
        package let netProfit: ReportAmount
    }

    /// - Parameter accounts: at least those that the totals name.
    package init(of current: PeriodTotals, against comparison: PeriodTotals? = nil, accounts: [Account]) throws(ReportError) {
        (period, self.comparison) = (current.period, comparison?.period)
        let balances = try Balances(current.totals, accounts: accounts)
        var compared: Balances?
        if let comparison { compared = try Balances(comparison.totals, accounts: accounts) }
        let sorted = accounts.inOrderOfCode()
        var figures: [Figures] = []
        for currency in balances.currencies.union(compared?.currencies ?? []).sorted() {
            figures.append(try Figures(ReportFigures(currency: currency, accounts: sorted, balances: balances, comparison: compared)))
        }
        self.figures = figures
    }
}

extension ProfitAndLoss.Figures {
    fileprivate init(_ from: ReportFigures) throws(ReportError) {
        currency = from.currency
        income = try from.section("Income", [.income], on: .credit)
        costOfSales = try from.section("Cost of sales", [.costOfSales], on: .debit)
        grossProfit = try from.amount([.income, .costOfSales], on: .credit)
        expenses = try from.section("Expenses", [.expense], on: .debit)
        operatingProfit = try from.amount([.income, .costOfSales, .expense], on: .credit)
        otherIncome = try from.section("Other income", [.otherIncome], on: .credit)
        otherExpenses = try from.section("Other expenses", [.otherExpense], on: .debit)
        netProfit = try from.amount(Account.Kind.inProfitAndLoss, on: .credit)
    }
}

extension Account.Kind {
    /// The kinds whose balances are a period's result.
    static let inProfitAndLoss = Set(allCases.filter { !$0.type.isPermanent })
}
