extension GeneralLedger {
    /// Of fixed width, so that rows can be printed as they come.
    package static let columns: [ReportTable.Column] = [
        .init("Code", width: 6), .init("Date", width: 10), .init("Entry", width: 12), .init("Narration", width: 44),
        .init("Currency", width: 8), .init("Debit", .trailing, width: 14), .init("Credit", .trailing, width: 14),
        .init("Balance", .trailing, width: 14),
    ]

    /// The rows that show `element`. An account begins with its name, then its balance in each currency.
    package static func rows(for element: Element) -> [ReportTable.Row] {
        switch element {
        case .opening(let account, let balances): [heading(account)] + balances.map { opening(account, $0) }
        case .posting(let line): [row(line)]
        case .closing(let account, let totals): totals.map { closing(account, $0) }
        }
    }

    private static func heading(_ account: Account) -> ReportTable.Row {
        .init(.header, [.text(account.code), .empty, .empty, .text(account.name), .empty, .empty, .empty, .empty])
    }

    private static func opening(_ account: Account, _ balance: Money) -> ReportTable.Row {
        .init(
            .line,
            [
                .text(account.code), .empty, .empty, .text("Opening balance"), .text(balance.currency.code), .empty, .empty,
                .amount(balance),
            ])
    }

    private static func row(_ line: LedgerLine) -> ReportTable.Row {
        let posting = line.posting
        return .init(
            .line,
            [
                .text(line.account.code), .text(posting.date.description), .text(posting.number.description), .text(posting.narration),
                .text(posting.amount.currency.code), posting.side == .debit ? .amount(posting.amount) : .empty,
                posting.side == .credit ? .amount(posting.amount) : .empty, .amount(line.balance),
            ])
    }

    private static func closing(_ account: Account, _ total: AccountLedger.Total) -> ReportTable.Row {
        .init(
            .total,
            [
                .text(account.code), .empty, .empty, .text("Closing balance"), .text(total.balance.currency.code),
                .amount(total.debits), .amount(total.credits), .amount(total.balance),
            ])
    }
}
