package import Bookkeeping
import Storage

/// The five reports, made from daily totals; postings are read for the general ledger alone.
package struct MakeReport: Sendable {
    let office: Office
    /// Postings of the general ledger read at a time.
    let pageSize: Int

    package init(_ office: Office, pageSize: Int = 5_000) { (self.office, self.pageSize) = (office, pageSize) }

    package enum Report: Sendable {
        case trialBalance(TrialBalance)
        case profitAndLoss(ProfitAndLoss)
        case balanceSheet(BalanceSheet)
        case cashFlow(CashFlow)

        package var table: ReportTable {
            switch self {
            case .trialBalance(let report): report.table
            case .profitAndLoss(let report): report.table
            case .balanceSheet(let report): report.table
            case .cashFlow(let report): report.table
            }
        }
    }

    package enum Kind: String, CaseIterable, Sendable {
        case trialBalance = "trial-balance"
        case profitAndLoss = "profit-and-loss"
        case balanceSheet = "balance-sheet"
        case cashFlow = "cash-flow"
    }

    /// - Parameters:
    ///   - period: what the report covers; trial balance and balance sheet stand at its last day. Nil means the fiscal year that the books
    ///     have come to
    ///   - comparison: shown beside it in profit and loss and balance sheet
    package func callAsFunction(for tenant: TenantID, _ kind: Kind, period: Period? = nil, against comparison: Period? = nil) async throws
        -> Report
    {
        let today = office.today
        return try await office.database.read(for: tenant) { books in
            let accounts = try books.accounts.all()
            let year = try FiscalYear(startMonth: books.settings.current().fiscalYearStart) ?? .calendar
            let period = try period ?? Self.currentYear(books, year, today: today)
            switch kind {
            case .trialBalance:
                return .trialBalance(try TrialBalance(asOf: period.last, accounts: accounts, totals: books.totals.through(period.last)))
            case .profitAndLoss:
                let other = try comparison.map { PeriodTotals(period: $0, totals: try books.totals.during($0)) }
                let own = PeriodTotals(period: period, totals: try books.totals.during(period))
                return .profitAndLoss(try ProfitAndLoss(of: own, against: other, accounts: accounts))
            case .balanceSheet:
                let other = try comparison.map { try Self.balances(books, year, asOf: $0.last) }
                return .balanceSheet(
                    try BalanceSheet(of: Self.balances(books, year, asOf: period.last), against: other, accounts: accounts))
            case .cashFlow:
                let (opening, during) = (try books.totals.before(period.first), try books.totals.during(period))
                return .cashFlow(try CashFlow(period: period, accounts: accounts, opening: opening, totals: during))
            }
        }
    }

    /// What the reports cover where nothing else is asked for, and the days on which anything is posted.
    package func currentPeriod(for tenant: TenantID) async throws -> (period: Period, span: Period?) {
        let today = office.today
        return try await office.database.read(for: tenant) { books in
            let year = try FiscalYear(startMonth: books.settings.current().fiscalYearStart) ?? .calendar
            return (try Self.currentYear(books, year, today: today), try books.totals.span())
        }
    }

    /// The general ledger, element by element, of one account or of all that were used.
    package func generalLedger(
        for tenant: TenantID, period: Period? = nil, account: AccountID? = nil,
        _ body: @escaping @Sendable (GeneralLedger.Element) throws -> Void
    ) async throws {
        let (today, pageSize) = (office.today, pageSize)
        try await office.database.read(for: tenant) { books in
            let year = try FiscalYear(startMonth: books.settings.current().fiscalYearStart) ?? .calendar
            let period = try period ?? Self.currentYear(books, year, today: today)
            let accounts = try books.accounts.all().filter { account == nil || $0.id == account }
            let opening = try books.totals.before(period.first).filter { account == nil || $0.account == account }
            var ledger = try GeneralLedger(period: period, accounts: accounts, opening: opening)
            for account in accounts {
                var last: EntryStore.LedgerPosition?
                while true {
                    let page = try books.entries.ledger(of: account.id, in: period, after: last, limit: pageSize)
                    guard !page.isEmpty else { break }
                    for (_, posting) in page { for element in try ledger.append(posting) { try body(element) } }
                    last = page.last?.position
                }
            }
            for element in try ledger.finish() { try body(element) }
        }
    }

    /// The fiscal year of the last posting, and this year's while nothing is posted.
    private static func currentYear(_ books: Books, _ year: FiscalYear, today: CalendarDate) throws -> Period {
        year.period(containing: try books.totals.span()?.last ?? today)
    }

    private static func balances(_ books: Books, _ year: FiscalYear, asOf: CalendarDate) throws -> BalanceTotals {
        let start = year.period(containing: asOf).first
        let yearToDate = try Period(from: start, through: asOf).map { try books.totals.during($0) } ?? []
        return BalanceTotals(asOf: asOf, totals: try books.totals.through(asOf), yearToDate: yearToDate)
    }
}
