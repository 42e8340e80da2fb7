package import Bookkeeping

/// The journal as QuickBooks Desktop imports it: Intuit Interchange Format, tab-separated, one `TRNS` block of type GENERAL JOURNAL for each
/// entry (Intuit's "IIF reference: transactions", as of QuickBooks 2008 and unchanged since).
///
/// The format knows one currency, so an entry in another one is refused. Names have no tabs, quotes or colons, which mean something there.
package struct IIFExport: JournalExport {
    package let preamble: String
    private let names: [AccountID: String]
    private let currency: Currency

    package init(accounts: [Account], currency: Currency) {
        self.currency = currency
        names = UniqueNames(accounts) { account in String(account.name.iifText.replacing(":", with: "-").prefix(Self.longestName)) }.names
        var text = Self.record(["!ACCNT", "NAME", "ACCNTTYPE", "DESC", "ACCNUM"])
        for account in accounts.inOrderOfCode() {
            let code = account.code.iifText
            text += Self.record(["ACCNT", names[account.id] ?? code, account.kind.iifType, account.name.iifText, code])
        }
        text += Self.record(["!TRNS"] + Self.columns("TRNSID"))
        text += Self.record(["!SPL"] + Self.columns("SPLID"))
        text += Self.record(["!ENDTRNS"])
        preamble = text
    }

    /// QuickBooks Desktop cuts account names after so many characters.
    private static let longestName = 31

    private static func columns(_ id: String) -> [String] { [id, "TRNSTYPE", "DATE", "ACCNT", "AMOUNT", "DOCNUM", "MEMO"] }

    package func text(for posted: PostedEntry) throws(ExportError) -> String {
        var text = ""
        for (index, posting) in posted.entry.postings.enumerated() {
            guard posting.amount.currency == currency else { throw .otherCurrency(posted.number, posting.amount.currency, only: currency) }
            guard let name = names[posting.account] else { throw .unknownAccount(posting.account, posted.number) }
            text += Self.record([
                index == 0 ? "TRNS" : "SPL", "\(posted.number)-\(index + 1)", "GENERAL JOURNAL", posted.entry.date.american, name,
                posting.signedDecimal, "\(posted.number)", posted.entry.narration.iifText.spreadsheetSafe,
            ])
        }
        return text + Self.record(["ENDTRNS"])
    }

    private static func record(_ fields: [String]) -> String { fields.joined(separator: "\t") + "\r\n" }
}

extension Account.Kind {
    /// QuickBooks Desktop's own account types.
    fileprivate var iifType: String {
        switch self {
        case .bank, .cash: "BANK"
        case .receivable: "AR"
        case .inventory, .otherCurrentAsset: "OCASSET"
        case .fixedAsset, .accumulatedDepreciation: "FIXASSET"
        case .otherAsset: "OASSET"
        case .creditCard: "CCARD"
        case .payable: "AP"
        case .otherCurrentLiability: "OCLIAB"
        case .longTermLiability: "LTLIAB"
        case .equity: "EQUITY"
        case .income: "INC"
        case .otherIncome: "EXINC"
        case .costOfSales: "COGS"
        case .expense: "EXP"
        case .otherExpense: "EXEXP"
        }
    }
}

extension String {
    /// On one line, without the quotes that begin a quoted field there.
    fileprivate var iifText: String { onOneLine.replacing("\"", with: "'") }

    /// What a spreadsheet would run as a formula gets an apostrophe in front, as in our CSV files.
    fileprivate var spreadsheetSafe: String {
        guard let first = utf8.first, "=+-@".utf8.contains(first) else { return self }
        return "'" + self
    }
}
