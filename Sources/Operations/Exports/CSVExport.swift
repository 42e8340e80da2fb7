package import Bookkeeping

/// The journal as CSV, one record for each posting.
package struct CSVExport: JournalExport {
    private let accounts: [AccountID: Account]

    package init(accounts: [Account]) {
        self.accounts = Dictionary(accounts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package var preamble: String {
        CSV.record([
            "entry", "id", "date", "narration", "account code", "account", "debit", "credit", "currency", "source", "reverses",
        ])
    }

    package func text(for posted: PostedEntry) throws(ExportError) -> String {
        var text = ""
        for posting in posted.entry.postings {
            guard let account = accounts[posting.account] else { throw .unknownAccount(posting.account, posted.number) }
            let amount = posting.amount.decimalText
            text += CSV.record([
                "\(posted.number)", "\(posted.id)", "\(posted.entry.date)", posted.entry.narration, account.code, account.name,
                posting.side == .debit ? amount : "", posting.side == .credit ? amount : "", posting.amount.currency.code,
                posted.source.rawValue, posted.reverses?.description ?? "",
            ])
        }
        return text
    }
}
