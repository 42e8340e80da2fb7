package import Bookkeeping

/// The journal in the syntax that hledger (1.25) and ledger (3.3) share, so that one file serves both, in their strict
/// modes too: accounts, currencies and tags are declared at their first use.
///
/// Account names are the tenant's own, `Assets:1000 Checking`, but for the characters that mean something there.
package struct LedgerExport: JournalExport {
    package let preamble: String
    private var accounts: ExportedAccounts
    private var currencies: Set<Currency> = []

    /// - Parameter title: whose books these are.
    package init(accounts: [Account], title: String) {
        let tags = ["entry-id", "source", "reverses"].map { "tag \($0)\n" }.joined()
        preamble = "; \(title.onOneLine)\n\n\(tags)"
        // Ledger's dates begin with the year 1400.
        self.accounts = ExportedAccounts(accounts, years: 1400...9999, separator: " ") { $0.label.ledgerName }
    }

    package mutating func text(for posted: PostedEntry) throws(ExportError) -> String {
        var text = ""
        for (_, name) in try accounts.declare(for: posted) { text += "\naccount \(name)\n" }
        for posting in posted.entry.postings where currencies.insert(posting.amount.currency).inserted {
            text += posting.amount.currency.ledgerDirective
        }
        text += "\n\(posted.entry.date) * (\(posted.number)) \(posted.entry.narration.ledgerText)\n"
        text += "    ; entry-id: \(posted.id)\n    ; source: \(posted.source.rawValue)\n"
        if let reversed = posted.reverses { text += "    ; reverses: \(reversed)\n" }
        for posting in posted.entry.postings {
            text += "    \(try accounts.name(of: posting.account, in: posted))  \(posting.signedText)\n"
        }
        return text
    }
}

extension Currency {
    /// A format without decimals is left out: hledger wants a decimal mark in it, and ledger takes the mark for part of the symbol.
    fileprivate var ledgerDirective: String {
        guard decimals > 0 else { return "\ncommodity \(code)\n" }
        return "\ncommodity \(code)\n    format \(Money(minorUnits: 0, self).decimalText.replacing("0.", with: "1000.")) \(code)\n"
    }
}

extension String {
    /// On one line, without the semicolon that begins a comment.
    /// ledger 3 reads lines of up to 4,096 bytes.
    fileprivate var ledgerText: String { String(onOneLine.replacing(";", with: ",").prefix(900)) }

    /// Besides, without the colon that begins a subaccount.
    fileprivate var ledgerName: String {
        let name = ledgerText.replacing(":", with: "-")
        return name.isEmpty ? "unnamed" : name
    }
}
