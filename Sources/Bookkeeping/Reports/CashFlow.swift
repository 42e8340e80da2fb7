/// Where a period's change in cash came from, by the indirect method (IAS 7, paragraph 18 (b)): it starts at the net profit
/// and undoes what was not cash.
///
/// Cash is the accounts of kind bank and cash. Every other permanent account changes cash by as much as it changed the
/// other way, in the part its kind belongs to:
///
/// - Operating: the profit; receivable, inventory, other current asset; credit card, payable, other current liability;
///   and accumulated depreciation, an expense that costs no cash.
/// - Investing: fixed asset, other asset.
/// - Financing: long-term liability, equity.
///
/// Since entries balance, the three parts come to the change in cash exactly, in every currency.
package struct CashFlow: Hashable, Sendable {
    package let period: Period
    /// One for each currency with postings, in order of currency.
    package let figures: [Figures]

    package struct Figures: Hashable, Sendable {
        package let currency: Currency
        package let netProfit: Money
        /// The net profit, then what turns it into cash.
        package let operating: ReportSection
        package let investing: ReportSection
        package let financing: ReportSection
        package let openingCash: Money
        /// The sum of the three parts, and what the bank and cash accounts changed by.
        package let changeInCash: Money
        package let closingCash: Money
    }

    /// - Parameters:
    ///   - accounts: at least those that the totals name.
    ///   - opening: from the beginning of the books to the day before the period.
    ///   - totals: within the period.
    /// - Throws: `.unbalanced` when the parts would not come to the change in cash.
    package init(period: Period, accounts: [Account], opening: [AccountTotals], totals: [AccountTotals]) throws(ReportError) {
        self.period = period
        let before = try Balances(opening, accounts: accounts)
        let within = try Balances(totals, accounts: accounts)
        let sorted = accounts.inOrderOfCode()
        var figures: [Figures] = []
        for currency in before.currencies.union(within.currencies).sorted() {
            try before.requireBalanced(in: currency)
            try within.requireBalanced(in: currency)
            let changes = ReportFigures(currency: currency, accounts: sorted, balances: within, comparison: nil)
            figures.append(try Figures(changes, openingCash: before.debitsLessCredits(of: Account.Kind.all(in: .cash), in: currency)))
        }
        self.figures = figures
    }
}

extension CashFlow.Figures {
    fileprivate init(_ changes: ReportFigures, openingCash: Int128) throws(ReportError) {
        currency = changes.currency
        let profit = try changes.amount(Account.Kind.all(in: .profit), on: .credit)
        netProfit = profit.amount
        operating = ReportSection(
            title: "Operating activities",
            lines: [ReportLine(computed: "Net profit", profit)] + (try changes.lines(Account.Kind.all(in: .adjustment), on: .credit)),
            total: try changes.amount(Account.Kind.all(in: .profit).union(Account.Kind.all(in: .adjustment)), on: .credit))
        investing = try changes.section("Investing activities", Account.Kind.all(in: .investing), on: .credit)
        financing = try changes.section("Financing activities", Account.Kind.all(in: .financing), on: .credit)
        let change = changes.balances.debitsLessCredits(of: Account.Kind.all(in: .cash), in: currency)
        self.openingCash = try Money(exactly: openingCash, currency)
        changeInCash = try Money(exactly: change, currency)
        closingCash = try Money(exactly: openingCash + change, currency)
    }
}

extension CashFlow {
    /// The place of an account in the statement.
    fileprivate enum Part {
        case cash, profit
        /// Working capital and depreciation: what turns the profit into cash.
        case adjustment
        case investing, financing
    }
}

extension Account.Kind {
    fileprivate var cashFlowPart: CashFlow.Part {
        switch self {
        case .bank, .cash: .cash
        case .income, .otherIncome, .costOfSales, .expense, .otherExpense: .profit
        case .receivable, .inventory, .otherCurrentAsset, .accumulatedDepreciation: .adjustment
        case .creditCard, .payable, .otherCurrentLiability: .adjustment
        case .fixedAsset, .otherAsset: .investing
        case .longTermLiability, .equity: .financing
        }
    }

    fileprivate static func all(in part: CashFlow.Part) -> Set<Account.Kind> { Set(allCases.filter { $0.cashFlowPart == part }) }
}
