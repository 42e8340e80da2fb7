package import Bookkeeping

/// The journal of another program: beancount's, hledger's or ledger's, or the journal entries of QuickBooks as CSV.
///
/// What cannot be read is a problem with its row, and never loses the rest. Whether an entry balances is not asked here.
package struct JournalFile: Sendable {
    package enum Format: String, CaseIterable, Sendable {
        case beancount
        /// hledger's and ledger's: one syntax.
        case ledger
        /// Of QuickBooks: its report "Journal", or its import file for journal entries.
        case quickBooks = "qbo-journal"
    }

    /// A heading as the file has it.
    package struct Account: Hashable, Sendable {
        /// `Assets:Bank:Checking`, the whole of it.
        package let name: String
        /// What the file itself calls it for people: our own exports do.
        package internal(set) var label: String?
        /// By its root or a declaration; nil where the file does not say.
        package internal(set) var type: AccountType?
    }

    package struct Posting: Hashable, Sendable {
        package let account: String
        /// Debits are positive.
        package let amount: Money
    }

    package struct Entry: Hashable, Sendable {
        /// Where it begins in the file, counted from 1.
        package let row: Int
        package let date: CalendarDate
        package let narration: String
        package let postings: [Posting]
    }

    package let format: Format
    /// In order of first use.
    package internal(set) var accounts: [Account] = []
    package internal(set) var entries: [Entry] = []
    package internal(set) var problems: [RowProblem] = []
    private var places: [String: Int] = [:]

    init(_ format: Format) { self.format = format }

    /// Larger journals are no books of a small company.
    package static let sizeLimit = 64 << 20

    /// - Parameter currency: of amounts that name none
    package init(_ source: ByteSource, currency: Currency, format: Format? = nil) throws(IngestionError) {
        let text = try Self.text(of: source)
        guard let format = format ?? Self.detect(text) else {
            throw .unsupportedKind(
                file: source.name, kind: "no journal of beancount, hledger, ledger or QuickBooks",
                advice: "Export the journal there once more; a bank's statement is imported with: bookkeeper import")
        }
        switch format {
        case .beancount: self = BeancountReader(text).read()
        case .ledger: self = LedgerReader(text, currency: currency).read()
        case .quickBooks: self = try QuickBooksJournalReader(text, file: source.name, currency: currency).read()
        }
        guard !entries.isEmpty || !problems.isEmpty else { throw .empty(file: source.name) }
    }

    private static func text(of source: ByteSource) throws(IngestionError) -> String {
        var bytes: [UInt8] = []
        do {
            while true {
                let piece = try source.read(bytes.count, 1 << 20)
                if piece.isEmpty { break }
                bytes += piece
                guard bytes.count <= sizeLimit else { break }
            }
        } catch {
            throw .unreadable(file: source.name, reason: "\(error)")
        }
        guard bytes.count <= sizeLimit else { throw .archiveTooLarge(file: source.name, limitBytes: sizeLimit) }
        guard !bytes.isEmpty else { throw .empty(file: source.name) }
        if let (kind, advice) = ForeignFile.kind(of: Array(bytes.prefix(16))) {
            throw .unsupportedKind(file: source.name, kind: kind, advice: advice)
        }
        guard !ForeignFile.isBinary(Array(bytes.prefix(4_096))) else {
            throw .unsupportedKind(file: source.name, kind: "no text", advice: "Export the journal there as text or CSV.")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// By the first line that says which it is.
    static func detect(_ text: String) -> Format? {
        if QuickBooksJournalReader.recognizes(text) { return .quickBooks }
        var isLedger = false
        for line in text.split(whereSeparator: \.isNewline).prefix(2_000) {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard let first = words.first else { continue }
            if first == "option" || first == "plugin" { return .beancount }
            if JournalText.date(first) != nil, !line.first!.isWhitespace {
                if words.count > 1, ["open", "close", "balance", "commodity", "pad"].contains(words[1]), first.contains("-") {
                    return .beancount
                }
                if words.count > 2, ["*", "!", "txn"].contains(words[1]), words[2].hasPrefix("\"") { return .beancount }
                isLedger = true
            }
            if ["account", "commodity"].contains(first), words.count > 1 { isLedger = true }
        }
        return isLedger ? .ledger : nil
    }

    mutating func know(_ name: String, type: AccountType? = nil, label: String? = nil) {
        if let place = places[name] {
            accounts[place].type = accounts[place].type ?? type
            accounts[place].label = accounts[place].label ?? label
            return
        }
        places[name] = accounts.count
        accounts.append(Account(name: name, label: label, type: type ?? Self.type(ofRoot: name)))
    }

    mutating func reject(_ row: Int, _ text: some StringProtocol, _ reason: String) {
        problems.append(RowProblem(row: row, quote: text, reason: reason))
    }

    static func type(ofRoot name: String) -> AccountType? {
        switch name.split(separator: ":").first?.lowercased() {
        case "assets", "asset": .asset
        case "liabilities", "liability", "debts": .liability
        case "equity": .equity
        case "income", "revenue", "revenues": .income
        case "expenses", "expense": .expense
        default: nil
        }
    }
}
