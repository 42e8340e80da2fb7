package import Bookkeeping

/// The journal as QuickBooks Online imports it under Import data, Journal entries (Intuit's help article "Import journal entries", as of
/// 2025): one record for each posting, those of one entry under one number.
package struct QuickBooksCSVExport: JournalExport {
    private let names: [AccountID: String]
    private let currency: Currency

    package init(accounts: [Account], currency: Currency) {
        (names, self.currency) = (UniqueNames(accounts, \.name).names, currency)
    }

    package var preamble: String {
        CSV.record(["Journal No.", "Journal Date", "Account Name", "Debits", "Credits", "Description", "Name"])
    }

    package func text(for posted: PostedEntry) throws(ExportError) -> String {
        var text = ""
        for posting in posted.entry.postings {
            guard posting.amount.currency == currency else { throw .otherCurrency(posted.number, posting.amount.currency, only: currency) }
            guard let name = names[posting.account] else { throw .unknownAccount(posting.account, posted.number) }
            let amount = posting.amount.decimalText
            text += CSV.record([
                "\(posted.number)", posted.entry.date.american, name, posting.side == .debit ? amount : "",
                posting.side == .credit ? amount : "", posted.entry.narration.onOneLine, "",
            ])
        }
        return text
    }
}

/// The journal in the columns of Xero's template for manual journals (Xero Central, "Enter multiple manual journals using an import
/// template", as of 2025).
///
/// Xero makes one journal of the rows that share narration and date, so the narration begins with the entry's number. The month is a word,
/// since Xero reads 6/7/2025 by the organization's country.
package struct XeroExport: JournalExport {
    private let accounts: [AccountID: Account]
    private let currency: Currency
    private let taxRate: String

    /// What Xero calls no tax in most countries; an organization's own name can be given instead.
    package static let defaultTaxRate = "Tax Exempt"

    package init(accounts: [Account], currency: Currency, taxRate: String = defaultTaxRate) {
        self.accounts = Dictionary(accounts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        (self.currency, self.taxRate) = (currency, taxRate)
    }

    package var preamble: String {
        CSV.record([
            "*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount", "TrackingName1", "TrackingOption1",
            "TrackingName2",
            "TrackingOption2",
        ])
    }

    package func text(for posted: PostedEntry) throws(ExportError) -> String {
        var text = ""
        for posting in posted.entry.postings {
            guard posting.amount.currency == currency else { throw .otherCurrency(posted.number, posting.amount.currency, only: currency) }
            guard let account = accounts[posting.account] else { throw .unknownAccount(posting.account, posted.number) }
            let narration = posted.entry.narration.onOneLine
            text += CSV.record([
                narration.isEmpty ? "\(posted.number)" : "\(posted.number) \(narration)", posted.entry.date.withMonthName, account.name,
                account.code, taxRate, posting.signedDecimal, "", "", "", "",
            ])
        }
        return text
    }
}

/// Names by which another program knows accounts: where two would be alike, the later ones carry their code.
struct UniqueNames {
    let names: [AccountID: String]

    init(_ accounts: [Account], _ wanted: (Account) -> String) {
        var (names, taken): ([AccountID: String], Set<String>) = ([:], [])
        for account in accounts.sorted(by: { $0.id < $1.id }) {
            let plain = wanted(account)
            var (name, copy) = (plain.isEmpty ? account.code : plain, 1)
            // Other programs do not tell accounts apart by the case of a letter.
            while !taken.insert(name.lowercased()).inserted {
                name = copy == 1 ? "\(account.code) \(plain)" : "\(account.code) \(plain) \(copy)"
                copy += 1
            }
            names[account.id] = name
        }
        self.names = names
    }
}

extension Posting {
    /// `-12.34` for a credit.
    var signedDecimal: String { side == .credit && !amount.isZero ? "-\(amount.decimalText)" : amount.decimalText }
}

extension CalendarDate {
    /// `06/30/2025`.
    var american: String {
        let (year, month, day) = components
        return "\(month < 10 ? "0" : "")\(month)/\(day < 10 ? "0" : "")\(day)/\(year)"
    }

    /// `30 Jun 2025`.
    var withMonthName: String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(day) \(names[month - 1]) \(year)"
    }
}
