/// What a company owns and owes at the end of a day: assets = liabilities + equity.
///
/// Books need no closing entry for it. Income less expenses of the current fiscal year appears in equity as a computed
/// line, that of all earlier years as another; what was posted to a retained earnings account stands beside them.
package struct BalanceSheet: Hashable, Sendable {
    package let asOf: CalendarDate
    package let comparison: CalendarDate?
    /// One for each currency with postings, in order of currency.
    package let figures: [Figures]

    package struct Figures: Hashable, Sendable {
        package let currency: Currency
        package let currentAssets: ReportSection
        /// Less accumulated depreciation, which is a line of its own with a minus.
        package let fixedAssets: ReportSection
        package let otherAssets: ReportSection
        package let totalAssets: ReportAmount
        package let currentLiabilities: ReportSection
        package let longTermLiabilities: ReportSection
        package let totalLiabilities: ReportAmount
        /// Ends with the computed lines: earnings of earlier years and of the current year.
        package let equity: ReportSection
        package let totalLiabilitiesAndEquity: ReportAmount
    }

    /// - Parameter accounts: at least those that the totals name.
    /// - Throws: `.unbalanced` when assets would differ from liabilities and equity.
    package init(of current: BalanceTotals, against comparison: BalanceTotals? = nil, accounts: [Account]) throws(ReportError) {
        (asOf, self.comparison) = (current.asOf, comparison?.asOf)
        let position = try Position(current, accounts: accounts)
        var compared: Position?
        if let comparison { compared = try Position(comparison, accounts: accounts) }
        let sorted = accounts.inOrderOfCode()
        var figures: [Figures] = []
        for currency in position.balances.currencies.union(compared?.balances.currencies ?? []).sorted() {
            try position.balances.requireBalanced(in: currency)
            try compared?.balances.requireBalanced(in: currency)
            let whole = ReportFigures(
                currency: currency, accounts: sorted, balances: position.balances, comparison: compared?.balances)
            let year = ReportFigures(
                currency: currency, accounts: sorted, balances: position.yearToDate, comparison: compared?.yearToDate)
            figures.append(try Figures(whole: whole, yearToDate: year))
        }
        self.figures = figures
    }

    private struct Position {
        let balances: Balances
        let yearToDate: Balances

        init(_ totals: BalanceTotals, accounts: [Account]) throws(ReportError) {
            balances = try Balances(totals.totals, accounts: accounts)
            yearToDate = try Balances(totals.yearToDate, accounts: accounts)
        }
    }
}

extension BalanceSheet.Figures {
    fileprivate init(whole: ReportFigures, yearToDate: ReportFigures) throws(ReportError) {
        currency = whole.currency
        currentAssets = try whole.section("Current assets", [.bank, .cash, .receivable, .inventory, .otherCurrentAsset], on: .debit)
        fixedAssets = try whole.section("Fixed assets", [.fixedAsset, .accumulatedDepreciation], on: .debit)
        otherAssets = try whole.section("Other assets", [.otherAsset], on: .debit)
        totalAssets = try whole.amount(Self.kinds(of: .asset), on: .debit)
        currentLiabilities = try whole.section("Current liabilities", [.creditCard, .payable, .otherCurrentLiability], on: .credit)
        longTermLiabilities = try whole.section("Long-term liabilities", [.longTermLiability], on: .credit)
        totalLiabilities = try whole.amount(Self.kinds(of: .liability), on: .credit)
        let currentYear = try yearToDate.amount(Account.Kind.inProfitAndLoss, on: .credit)
        let earlierYears = try whole.amount(Account.Kind.inProfitAndLoss, on: .credit).less(currentYear)
        equity = try whole.section(
            "Equity", Self.kinds(of: .equity), on: .credit,
            computed: [
                ReportLine(computed: "Earnings of earlier years", earlierYears),
                ReportLine(computed: "Earnings of the current year", currentYear),
            ])
        let permanent = Self.kinds(of: .liability).union(Self.kinds(of: .equity))
        totalLiabilitiesAndEquity = try whole.amount(permanent.union(Account.Kind.inProfitAndLoss), on: .credit)
    }

    private static func kinds(of type: AccountType) -> Set<Account.Kind> { Set(Account.Kind.allCases.filter { $0.type == type }) }
}

extension ReportAmount {
    fileprivate func less(_ other: ReportAmount) throws(ReportError) -> ReportAmount {
        let difference = Int128(amount.minorUnits) - Int128(other.amount.minorUnits)
        guard let comparison, let otherComparison = other.comparison else {
            return try ReportAmount(difference, comparison: nil, amount.currency)
        }
        return try ReportAmount(
            difference, comparison: Int128(comparison.minorUnits) - Int128(otherComparison.minorUnits), amount.currency)
    }
}
