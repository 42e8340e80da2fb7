/// The debits and the credits of one account in one currency over some days: what storage adds up for the reports.
package struct AccountTotals: Hashable, Sendable {
    package let account: AccountID
    package let currency: Currency
    /// Minor units, never negative.
    package let debits: Int64
    /// Minor units, never negative.
    package let credits: Int64

    package init(account: AccountID, currency: Currency, debits: Int64, credits: Int64) {
        (self.account, self.currency, self.debits, self.credits) = (account, currency, debits, credits)
    }
}

/// What was posted within a period.
package struct PeriodTotals: Hashable, Sendable {
    package let period: Period
    package let totals: [AccountTotals]

    package init(period: Period, totals: [AccountTotals]) { (self.period, self.totals) = (period, totals) }
}

/// What was posted up to a day, and how much of it in that day's fiscal year.
package struct BalanceTotals: Hashable, Sendable {
    package let asOf: CalendarDate
    /// From the beginning of the books to `asOf`.
    package let totals: [AccountTotals]
    /// From the first day of the fiscal year (`FiscalYear.period(containing:)`) to `asOf`.
    package let yearToDate: [AccountTotals]

    package init(asOf: CalendarDate, totals: [AccountTotals], yearToDate: [AccountTotals]) {
        (self.asOf, self.totals, self.yearToDate) = (asOf, totals, yearToDate)
    }
}
