import ArgumentParser
import Bookkeeping
import Operations
import Storage

enum ReportFormat: String, CaseIterable, ExpressibleByArgument { case text, csv, json }

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Trial balance, profit and loss, balance sheet, general ledger, cash flow.",
        discussion: "Without a period it covers the fiscal year that the books have come to.")

    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case trialBalance = "trial-balance"
        case profitAndLoss = "profit-and-loss"
        case balanceSheet = "balance-sheet"
        case generalLedger = "general-ledger"
        case cashFlow = "cash-flow"
    }

    @Argument(help: "Which report.")
    var kind: Kind

    @OptionGroup var books: BooksOptions
    @OptionGroup var period: PeriodOptions

    @Option(help: "A period to show beside it: 2024, 2024-06, 2024-Q2.")
    var compare: String?

    @Option(help: "General ledger: this account alone, by code.")
    var account: String?

    @Option(help: "text, csv or json.")
    var format = ReportFormat.text

    func run() async throws {
        let (office, tenant) = try await books.open()
        guard let kind = MakeReport.Kind(rawValue: kind.rawValue) else { return try await generalLedger(office, tenant.id) }
        let comparison = try compare.map { try PeriodOptions.period($0, option: "--compare") }
        let report = try await MakeReport(office)(for: tenant.id, kind, period: period.value, against: comparison)
        switch format {
        case .text: print("\(tenant.name)\n" + report.table.text(), terminator: "")
        case .csv: print(report.table.csv(), terminator: "")
        case .json: print(try report.json())
        }
    }

    private func generalLedger(_ office: Office, _ tenant: TenantID) async throws {
        var chosen: AccountID?
        if let account { chosen = try await office.account(account, of: tenant).id }
        let format = self.format
        let table = TextTable(columns: GeneralLedger.columns)
        if format == .text { print(table.header, terminator: "") }
        if format == .csv { print(ReportTable.csvHeader(GeneralLedger.columns), terminator: "") }
        try await MakeReport(office).generalLedger(for: tenant, period: period.value, account: chosen) { element in
            switch format {
            case .text: for row in GeneralLedger.rows(for: element) { print(table.line(for: row), terminator: "") }
            case .csv: for row in GeneralLedger.rows(for: element) { print(row.csv(), terminator: "") }
            case .json: print(try element.json())
            }
        }
    }
}
