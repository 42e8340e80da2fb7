import Bookkeeping
import Testing

/// What must hold for any balanced entries, over books from many seeds. A failure names its seed.
struct RandomBooksTests {
    private static let seeds: Range<UInt64> = 0..<40

    @Test(arguments: seeds)
    func `a trial balance always balances`(seed: UInt64) throws {
        let books = try RandomBooks(seed: seed)
        let balance = try TrialBalance(asOf: "2024-06-30", accounts: books.accounts, totals: totals(books.entries, through: "2024-06-30"))
        #expect(!balance.rows.isEmpty)
        #expect(balance.isBalanced)
    }

    @Test(arguments: seeds)
    func `entries and their reversals leave nothing`(seed: UInt64) throws {
        let books = try RandomBooks(seed: seed, entries: 50)
        let reversals = books.entries.map { $0.reversal(on: "2026-01-01", narration: "reversed") }
        let all = totals(books.entries + reversals, through: "2026-12-31")
        #expect(try TrialBalance(asOf: "2026-12-31", accounts: books.accounts, totals: all).rows.isEmpty)
        #expect(zip(books.entries, reversals).allSatisfy { $1.reversal(on: $0.date, narration: $0.narration) == $0 })
    }

    @Test(arguments: seeds)
    func `assets equal liabilities and equity on any day, whenever the fiscal year begins`(seed: UInt64) throws {
        let books = try RandomBooks(seed: seed)
        let fiscalYear = try #require(FiscalYear(startMonth: Int(seed % 12) + 1))
        let positions = try (["2025-08-15", "2024-02-29"] as [CalendarDate]).map { date in
            let year = try #require(Period(from: fiscalYear.period(containing: date).first, through: date))
            return BalanceTotals(asOf: date, totals: totals(books.entries, through: date), yearToDate: totals(books.entries, in: year))
        }
        let sheet = try BalanceSheet(of: positions[0], against: positions[1], accounts: books.accounts)
        #expect(sheet.figures.map(\.currency) == [.jpy, .kwd, .usd])
        for figures in sheet.figures {
            #expect(figures.totalAssets == figures.totalLiabilitiesAndEquity)
            #expect(sum([figures.currentAssets, figures.fixedAssets, figures.otherAssets]) == figures.totalAssets.amount.minorUnits)
            #expect(sum([figures.currentLiabilities, figures.longTermLiabilities]) == figures.totalLiabilities.amount.minorUnits)
            let right = figures.totalLiabilities.amount.minorUnits + figures.equity.total.amount.minorUnits
            #expect(right == figures.totalLiabilitiesAndEquity.amount.minorUnits)
        }
    }

    @Test(arguments: seeds)
    func `the lines of a profit and loss statement sum to its profits`(seed: UInt64) throws {
        let books = try RandomBooks(seed: seed)
        let report = try ProfitAndLoss(
            of: PeriodTotals(period: "2024", totals: totals(books.entries, in: "2024")),
            against: PeriodTotals(period: "2023", totals: totals(books.entries, in: "2023")), accounts: books.accounts)
        for figures in report.figures {
            let gross = sum([figures.income]) - sum([figures.costOfSales])
            #expect(figures.grossProfit.amount.minorUnits == gross)
            let operating = gross - sum([figures.expenses])
            #expect(figures.operatingProfit.amount.minorUnits == operating)
            #expect(figures.netProfit.amount.minorUnits == operating + sum([figures.otherIncome]) - sum([figures.otherExpenses]))
            let before = try #require(figures.netProfit.comparison)
            #expect(figures.netProfit.change?.minorUnits == figures.netProfit.amount.minorUnits - before.minorUnits)
        }
    }

    @Test(arguments: seeds)
    func `the profits of two years are the change in earnings between their balance sheets`(seed: UInt64) throws {
        let books = try RandomBooks(seed: seed)
        let profits = try (["2023", "2024"] as [Period]).map { period in
            try ProfitAndLoss(of: PeriodTotals(period: period, totals: totals(books.entries, in: period)), accounts: books.accounts)
        }
        let sheet = try BalanceSheet(
            of: BalanceTotals(
                asOf: "2024-12-31", totals: totals(books.entries, through: "2024-12-31"), yearToDate: totals(books.entries, in: "2024")),
            accounts: books.accounts)
        for (index, figures) in sheet.figures.enumerated() {
            let computed = figures.equity.lines.filter { $0.account == nil }.map(\.amount.amount)
            #expect(computed == profits.map(\.figures[index].netProfit.amount))
        }
    }

    @Test(arguments: seeds)
    func `the parts of a cash flow come to the change of the cash accounts`(seed: UInt64) throws {
        let books = try RandomBooks(seed: seed)
        let opening = totals(books.entries, through: "2023-12-31")
        let flow = try CashFlow(period: "2024", accounts: books.accounts, opening: opening, totals: totals(books.entries, in: "2024"))
        let closing = totals(books.entries, through: "2024-12-31")
        #expect(flow.figures.map(\.currency) == [.jpy, .kwd, .usd])
        for figures in flow.figures {
            #expect(sum([figures.operating, figures.investing, figures.financing]) == figures.changeInCash.minorUnits)
            #expect(figures.openingCash.minorUnits == cash(opening, in: figures.currency, books))
            #expect(figures.closingCash.minorUnits == cash(closing, in: figures.currency, books))
        }
    }

    /// Over the lines, not the totals, which must agree with them.
    private func sum(_ sections: [ReportSection]) -> Int64 {
        sections.reduce(0) { sum, section in
            let lines = section.lines.reduce(0) { $0 + $1.amount.amount.minorUnits }
            #expect(lines == section.total.amount.minorUnits)
            return sum + lines
        }
    }

    private func cash(_ totals: [AccountTotals], in currency: Currency, _ books: RandomBooks) -> Int64 {
        let accounts = Set(books.accounts.filter { $0.kind == .bank || $0.kind == .cash }.map(\.id))
        return totals.filter { $0.currency == currency && accounts.contains($0.account) }.reduce(0) { $0 + $1.debits - $1.credits }
    }
}
