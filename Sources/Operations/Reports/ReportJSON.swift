import Bookkeeping
import Foundation

/// The reports for machines. Amounts are decimal text with the currency's decimals; a report has one part for each currency.
extension MakeReport.Report {
    package func json() throws -> String {
        switch self {
        case .trialBalance(let report): try TrialBalanceJSON(report).text()
        case .profitAndLoss(let report): try ProfitAndLossJSON(report).text()
        case .balanceSheet(let report): try BalanceSheetJSON(report).text()
        case .cashFlow(let report): try CashFlowJSON(report).text()
        }
    }
}

extension GeneralLedger.Element {
    /// One object a line, for a ledger has no end that memory should hold.
    package func json() throws -> String {
        switch self {
        case .opening(let account, let balances):
            try LedgerJSON(type: "opening", account: AccountJSON(account), balances: balances.map(\.description)).text(.oneLine)
        case .posting(let line):
            try LedgerJSON(
                type: "posting", entry: line.posting.number.description, date: line.posting.date.description,
                narration: line.posting.narration,
                side: line.posting.side.rawValue, amount: line.posting.amount.description, balances: [line.balance.description]
            ).text(.oneLine)
        case .closing(let account, let totals):
            try LedgerJSON(type: "closing", account: AccountJSON(account), balances: totals.map(\.balance.description)).text(.oneLine)
        }
    }
}

private struct AccountJSON: Encodable {
    let id: Int64
    let code: String
    let name: String

    init(_ account: Account) { (id, code, name) = (account.id.rawValue, account.code, account.name) }
}

private struct LedgerJSON: Encodable {
    let type: String
    var account: AccountJSON?
    var entry: String?
    var date: String?
    var narration: String?
    var side: String?
    var amount: String?
    /// `-12.00 USD`, one for each currency; credit is negative.
    let balances: [String]
}

private struct TrialBalanceJSON: Encodable {
    let report = MakeReport.Kind.trialBalance.rawValue
    let as_of: String
    let balanced: Bool
    let rows: [Row]
    let totals: [Total]

    struct Row: Encodable {
        let account: AccountJSON
        let currency: String
        let debit: String?
        let credit: String?
    }

    struct Total: Encodable {
        let currency: String
        let debit: String
        let credit: String
    }

    init(_ report: TrialBalance) {
        as_of = report.asOf.description
        balanced = report.isBalanced
        rows = report.rows.map {
            Row(
                account: AccountJSON($0.account), currency: $0.amount.currency.code, debit: $0.debit?.decimalText,
                credit: $0.credit?.decimalText)
        }
        totals = report.totals.map { Total(currency: $0.currency.code, debit: $0.debit.decimalText, credit: $0.credit.decimalText) }
    }
}

private struct AmountJSON: Encodable {
    let amount: String
    let comparison: String?

    init(_ amount: ReportAmount) { (self.amount, comparison) = (amount.amount.decimalText, amount.comparison?.decimalText) }
}

private struct SectionJSON: Encodable {
    let title: String
    let lines: [Line]
    let total: AmountJSON

    struct Line: Encodable {
        let account: AccountJSON?
        let label: String
        let amount: AmountJSON
    }

    init(_ section: ReportSection) {
        title = section.title
        lines = section.lines.map { Line(account: $0.account.map(AccountJSON.init), label: $0.label, amount: AmountJSON($0.amount)) }
        total = AmountJSON(section.total)
    }
}

private struct ProfitAndLossJSON: Encodable {
    let report = MakeReport.Kind.profitAndLoss.rawValue
    let from: String
    let to: String
    let comparison: String?
    let figures: [Figures]

    struct Figures: Encodable {
        let currency: String
        let income, cost_of_sales, expenses, other_income, other_expenses: SectionJSON
        let gross_profit, operating_profit, net_profit: AmountJSON
    }

    init(_ report: ProfitAndLoss) {
        (from, to, comparison) = (report.period.first.description, report.period.last.description, report.comparison?.description)
        figures = report.figures.map {
            Figures(
                currency: $0.currency.code, income: SectionJSON($0.income), cost_of_sales: SectionJSON($0.costOfSales),
                expenses: SectionJSON($0.expenses), other_income: SectionJSON($0.otherIncome),
                other_expenses: SectionJSON($0.otherExpenses),
                gross_profit: AmountJSON($0.grossProfit), operating_profit: AmountJSON($0.operatingProfit),
                net_profit: AmountJSON($0.netProfit))
        }
    }
}

private struct BalanceSheetJSON: Encodable {
    let report = MakeReport.Kind.balanceSheet.rawValue
    let as_of: String
    let comparison: String?
    let figures: [Figures]

    struct Figures: Encodable {
        let currency: String
        let current_assets, fixed_assets, other_assets, current_liabilities, long_term_liabilities, equity: SectionJSON
        let total_assets, total_liabilities, total_liabilities_and_equity: AmountJSON
    }

    init(_ report: BalanceSheet) {
        (as_of, comparison) = (report.asOf.description, report.comparison?.description)
        figures = report.figures.map {
            Figures(
                currency: $0.currency.code, current_assets: SectionJSON($0.currentAssets), fixed_assets: SectionJSON($0.fixedAssets),
                other_assets: SectionJSON($0.otherAssets), current_liabilities: SectionJSON($0.currentLiabilities),
                long_term_liabilities: SectionJSON($0.longTermLiabilities), equity: SectionJSON($0.equity),
                total_assets: AmountJSON($0.totalAssets),
                total_liabilities: AmountJSON($0.totalLiabilities), total_liabilities_and_equity: AmountJSON($0.totalLiabilitiesAndEquity))
        }
    }
}

private struct CashFlowJSON: Encodable {
    let report = MakeReport.Kind.cashFlow.rawValue
    let from: String
    let to: String
    let figures: [Figures]

    struct Figures: Encodable {
        let currency: String
        let operating, investing, financing: SectionJSON
        let opening_cash, change_in_cash, closing_cash: String
    }

    init(_ report: CashFlow) {
        (from, to) = (report.period.first.description, report.period.last.description)
        figures = report.figures.map {
            Figures(
                currency: $0.currency.code, operating: SectionJSON($0.operating), investing: SectionJSON($0.investing),
                financing: SectionJSON($0.financing), opening_cash: $0.openingCash.decimalText, change_in_cash: $0.changeInCash.decimalText,
                closing_cash: $0.closingCash.decimalText)
        }
    }
}

private enum JSONLayout { case indented, oneLine }

extension Encodable {
    fileprivate func text(_ layout: JSONLayout = .indented) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if layout == .indented { encoder.outputFormatting.insert(.prettyPrinted) }
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
