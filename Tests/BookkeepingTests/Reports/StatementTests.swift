import Bookkeeping
import Testing

struct ProfitAndLossTests {
    private static func report(_ period: Period, against other: Period? = nil) throws -> ProfitAndLoss {
        let shop = try SampleBooks.shop()
        let current = PeriodTotals(period: period, totals: totals(shop.entries, in: period))
        let compared = other.map { PeriodTotals(period: $0, totals: totals(shop.entries, in: $0)) }
        return try ProfitAndLoss(of: current, against: compared, accounts: shop.accounts)
    }

    @Test func `each profit is what the sections above it leave`() throws {
        let figures = try #require(try Self.report("2025").figures.first)
        #expect(figures.income.total.amount.minorUnits == 120_000)
        #expect(figures.costOfSales.total.amount.minorUnits == 40_000)
        #expect(figures.grossProfit.amount.minorUnits == 80_000)
        #expect(figures.expenses.lines.map(\.label) == ["Rent", "Depreciation"])
        #expect(figures.expenses.total.amount.minorUnits == 45_000)
        #expect(figures.operatingProfit.amount.minorUnits == 35_000)
        #expect(figures.otherIncome.total.amount.minorUnits == 250)
        #expect(figures.otherExpenses.total.amount.minorUnits == 1_200)
        #expect(figures.netProfit.amount.minorUnits == 34_050)
        #expect(figures.netProfit.comparison == nil && figures.netProfit.change == nil)
    }

    @Test func `a comparison shows both amounts, the change and its share`() throws {
        let figures = try #require(try Self.report("2025", against: "2024").figures.first)
        #expect(figures.income.total.comparison?.minorUnits == 80_000)
        #expect(figures.income.total.change?.minorUnits == 40_000)
        #expect(figures.income.total.changePerMille == 500)
        #expect(figures.expenses.lines[0].amount.changePerMille == 167)
        #expect(figures.expenses.lines[1].amount.changePerMille == nil)
        #expect(figures.netProfit.comparison?.minorUnits == 50_000)
        #expect(figures.netProfit.changePerMille == -319)
    }

    @Test func `an account is shown when it has an amount in either column`() throws {
        let figures = try #require(try Self.report("2024", against: "2025").figures.first)
        #expect(figures.costOfSales.lines.map(\.amount.amount.minorUnits) == [0])
        #expect(figures.costOfSales.lines.map(\.amount.comparison?.minorUnits) == [40_000])
    }

    @Test func `a period without postings has no figures`() throws {
        #expect(try Self.report("2020").figures.isEmpty)
    }

    @Test func `a refund larger than the sales is a minus in income`() throws {
        var books = SampleBooks()
        try books.post("2025-01-01", debit: "4000", credit: "1000", 100)
        let report = try ProfitAndLoss(
            of: PeriodTotals(period: "2025", totals: totals(books.entries, in: "2025")), accounts: books.accounts)
        #expect(report.figures.first?.income.total.amount.minorUnits == -100)
    }
}

struct BalanceSheetTests {
    private static func position(_ books: SampleBooks, _ date: CalendarDate, _ year: FiscalYear = .calendar) throws -> BalanceTotals {
        let yearToDate = try #require(Period(from: year.period(containing: date).first, through: date))
        return BalanceTotals(
            asOf: date, totals: totals(books.entries, through: date), yearToDate: totals(books.entries, in: yearToDate))
    }

    @Test func `assets equal liabilities and equity, with the earnings computed`() throws {
        let shop = try SampleBooks.shop()
        let sheet = try BalanceSheet(of: Self.position(shop, "2025-12-31"), accounts: shop.accounts)
        let figures = try #require(sheet.figures.first)
        #expect(figures.currentAssets.lines.map(\.amount.amount.minorUnits) == [524_050, 20_000])
        #expect(figures.fixedAssets.lines.map(\.amount.amount.minorUnits) == [240_000, -10_000])
        #expect(figures.totalAssets.amount.minorUnits == 774_050)
        #expect(figures.currentLiabilities.total.amount.minorUnits == 40_000)
        #expect(figures.longTermLiabilities.total.amount.minorUnits == 150_000)
        #expect(figures.equity.lines.map(\.label) == ["Opening balances", "Earnings of earlier years", "Earnings of the current year"])
        #expect(figures.equity.lines.map(\.amount.amount.minorUnits) == [500_000, 50_000, 34_050])
        #expect(figures.totalLiabilitiesAndEquity.amount == figures.totalAssets.amount)
    }

    @Test func `the fiscal year decides what counts as earlier earnings`() throws {
        let shop = try SampleBooks.shop()
        let fromFebruary = try #require(FiscalYear(startMonth: 2))
        let sheet = try BalanceSheet(of: Self.position(shop, "2025-12-31", fromFebruary), accounts: shop.accounts)
        #expect(sheet.figures.first?.equity.lines.suffix(2).map(\.amount.amount.minorUnits) == [95_000, -10_950])
    }

    @Test func `two days stand side by side`() throws {
        let shop = try SampleBooks.shop()
        let sheet = try BalanceSheet(
            of: Self.position(shop, "2025-12-31"), against: Self.position(shop, "2024-12-31"), accounts: shop.accounts)
        #expect(sheet.figures.first?.totalAssets.comparison?.minorUnits == 550_000)
        #expect(sheet.figures.first?.totalLiabilitiesAndEquity.change?.minorUnits == 224_050)
        #expect(sheet.figures.first?.equity.lines.last?.amount.comparison?.minorUnits == 50_000)
    }

    @Test func `totals that do not balance give no sheet`() throws {
        let shop = try SampleBooks.shop()
        let excess = AccountTotals(account: AccountID(1), currency: .usd, debits: 7, credits: 0)
        #expect(throws: ReportError.unbalanced(by: Money(minorUnits: 7, .usd))) {
            try BalanceSheet(of: BalanceTotals(asOf: "2025-12-31", totals: [excess], yearToDate: []), accounts: shop.accounts)
        }
    }
}

struct CashFlowTests {
    @Test func `the three parts come to the change of the bank accounts`() throws {
        let shop = try SampleBooks.shop()
        let flow = try CashFlow(
            period: "2025", accounts: shop.accounts, opening: totals(shop.entries, through: "2024-12-31"),
            totals: totals(shop.entries, in: "2025"))
        let figures = try #require(flow.figures.first)
        #expect(
            figures.operating.lines.map(\.label) == ["Net profit", "Accounts receivable", "Accumulated depreciation", "Credit card"])
        #expect(figures.operating.lines.map(\.amount.amount.minorUnits) == [34_050, -20_000, 10_000, 40_000])
        #expect(figures.operating.total.amount.minorUnits == 64_050)
        #expect(figures.investing.total.amount.minorUnits == -240_000)
        #expect(figures.financing.total.amount.minorUnits == 150_000)
        #expect(figures.openingCash.minorUnits == 550_000)
        #expect(figures.changeInCash.minorUnits == -25_950)
        #expect(figures.closingCash.minorUnits == 524_050)
    }

    @Test func `a period without movement keeps its cash`() throws {
        let shop = try SampleBooks.shop()
        let opening = totals(shop.entries, through: "2025-12-31")
        let flow = try CashFlow(period: "2026", accounts: shop.accounts, opening: opening, totals: [])
        #expect(flow.figures.first?.changeInCash.isZero == true)
        #expect(flow.figures.first?.closingCash.minorUnits == 524_050)
    }
}
