import Bookkeeping
import Testing

struct ReportTableTests {
    private static func profitAndLoss(_ books: SampleBooks, against other: Period? = nil) throws -> ProfitAndLoss {
        try ProfitAndLoss(
            of: PeriodTotals(period: "2025", totals: totals(books.entries, in: "2025")),
            against: other.map { PeriodTotals(period: $0, totals: totals(books.entries, in: $0)) }, accounts: books.accounts)
    }

    @Test func `profit and loss on a terminal`() throws {
        let text = try Self.profitAndLoss(SampleBooks.shop(), against: "2024").table.text()
        #expect(
            text == """
                Profit and loss
                2025, compared with 2024

                Code  Account               Currency   Amount  Compared   Change
                ----  --------------------  --------  -------  --------  -------
                      Income
                4000  Sales                 USD       1200.00    800.00   400.00
                      Total income          USD       1200.00    800.00   400.00

                      Cost of sales
                5000  Cost of goods sold    USD        400.00      0.00   400.00
                      Total cost of sales   USD        400.00      0.00   400.00

                      Gross profit          USD        800.00    800.00     0.00

                      Expenses
                6500  Rent                  USD        350.00    300.00    50.00
                6900  Depreciation          USD        100.00      0.00   100.00
                      Total expenses        USD        450.00    300.00   150.00

                      Operating profit      USD        350.00    500.00  -150.00

                      Other income
                7000  Interest income       USD          2.50      0.00     2.50
                      Total other income    USD          2.50      0.00     2.50

                      Other expenses
                8000  Interest expense      USD         12.00      0.00    12.00
                      Total other expenses  USD         12.00      0.00    12.00

                      Net profit            USD        340.50    500.00  -159.50


                """)
    }

    @Test func `trial balance as CSV`() throws {
        let shop = try SampleBooks.shop()
        let balance = try TrialBalance(asOf: "2024-12-31", accounts: shop.accounts, totals: totals(shop.entries, through: "2024-12-31"))
        #expect(
            balance.table.csv()
                == [
                    "Code,Account,Currency,Debit,Credit", "1000,Checking,USD,5500.00,", "3000,Opening balances,USD,,5000.00",
                    "4000,Sales,USD,,800.00", "6500,Rent,USD,300.00,", ",Total,USD,5800.00,5800.00", "",
                ].joined(separator: "\r\n"))
    }

    @Test func `balance sheet on a terminal`() throws {
        let shop = try SampleBooks.shop()
        let sheet = try BalanceSheet(
            of: BalanceTotals(
                asOf: "2025-12-31", totals: totals(shop.entries, through: "2025-12-31"), yearToDate: totals(shop.entries, in: "2025")),
            accounts: shop.accounts)
        #expect(
            sheet.table.text() == """
                Balance sheet
                As of 2025-12-31

                Code  Account                       Currency   Amount
                ----  ----------------------------  --------  -------
                      Current assets
                1000  Checking                      USD       5240.50
                1100  Accounts receivable           USD        200.00
                      Total current assets          USD       5440.50

                      Fixed assets
                1500  Equipment                     USD       2400.00
                1590  Accumulated depreciation      USD       -100.00
                      Total fixed assets            USD       2300.00

                      Total assets                  USD       7740.50

                      Current liabilities
                2100  Credit card                   USD        400.00
                      Total current liabilities     USD        400.00

                      Long-term liabilities
                2700  Loan                          USD       1500.00
                      Total long-term liabilities   USD       1500.00

                      Total liabilities             USD       1900.00

                      Equity
                3000  Opening balances              USD       5000.00
                      Earnings of earlier years     USD        500.00
                      Earnings of the current year  USD        340.50
                      Total equity                  USD       5840.50

                      Total liabilities and equity  USD       7740.50


                """)
    }

    @Test func `cash flow on a terminal`() throws {
        let shop = try SampleBooks.shop()
        let flow = try CashFlow(
            period: "2025", accounts: shop.accounts, opening: totals(shop.entries, through: "2024-12-31"),
            totals: totals(shop.entries, in: "2025"))
        #expect(
            flow.table.text() == """
                Cash flow
                2025, indirect method

                Code  Account                     Currency    Amount
                ----  --------------------------  --------  --------
                      Operating activities
                      Net profit                  USD         340.50
                1100  Accounts receivable         USD        -200.00
                1590  Accumulated depreciation    USD         100.00
                2100  Credit card                 USD         400.00
                      Total operating activities  USD         640.50

                      Investing activities
                1500  Equipment                   USD       -2400.00
                      Total investing activities  USD       -2400.00

                      Financing activities
                2700  Loan                        USD        1500.00
                      Total financing activities  USD        1500.00

                      Cash at the beginning       USD        5500.00
                      Change in cash              USD        -259.50
                      Cash at the end             USD        5240.50


                """)
    }

    @Test func `empty books say so`() throws {
        #expect(try Self.profitAndLoss(SampleBooks()).table.text() == "Profit and loss\n2025\n\nNothing posted.\n")
    }

    @Test func `a name cannot move the terminal's cursor or break its line`() throws {
        let account = Account(id: AccountID(1), code: "1000", name: "a\u{1B}[2Jb\r\nc\u{2028}d", kind: .bank)
        let totals = [AccountTotals(account: account.id, currency: .usd, debits: 1, credits: 0)]
        let text = try TrialBalance(asOf: "2025-01-01", accounts: [account], totals: totals).table.text()
        #expect(text.contains("1000  a [2Jb  c d  USD"))
    }
}

struct CSVTests {
    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"so\"", "\"say \"\"so\"\"\""), ("two\nlines", "\"two\nlines\""),
        ("two\r\nlines", "\"two\r\nlines\""), ("é 日本 😀", "é 日本 😀"),
    ])
    func `a field is quoted where RFC 4180 asks for it`(text: String, field: String) {
        #expect(CSV.record([text, "x"]) == field + ",x\r\n")
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+49 30 1234", "'+49 30 1234"), ("@SUM(A1)", "'@SUM(A1)"), ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("\tx", "'\tx"), ("\rx", "\"'\rx\""), ("=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\""), ("-", "'-"),
        ("-1-2", "'-1-2"), ("-1.2.3", "'-1.2.3"), ("-.5", "'-.5"), ("-1e9", "'-1e9"),
    ])
    func `a cell that a spreadsheet would run gets an apostrophe`(text: String, field: String) {
        #expect(CSV.record([text]) == field + "\r\n")
    }

    @Test(arguments: ["-15.02", "-1500", "15.02", "a=b", "'x"]) func `a plain number or harmless text stays as it is`(text: String) {
        #expect(CSV.record([text]) == text + "\r\n")
    }
}
