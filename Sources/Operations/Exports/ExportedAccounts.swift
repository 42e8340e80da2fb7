import Bookkeeping

/// The accounts of a journal file: what each is called there, and which have been declared so far.
struct ExportedAccounts: Sendable {
    private let names: [AccountID: String]
    private let years: ClosedRange<Int>
    private var declared: Set<AccountID> = []
    private var lastDate = CalendarDate.earliest

    /// - Parameters:
    ///   - years: those the reading program takes.
    ///   - separator: goes before the number that tells apart accounts whose legal names are equal.
    ///   - legal: the name below the root account, `Assets` or another of the five.
    init(_ accounts: [Account], years: ClosedRange<Int>, separator: String, legal: (Account) -> String) {
        var names: [AccountID: String] = [:]
        var taken: Set<String> = []
        for account in accounts.sorted(by: { $0.id < $1.id }) {
            let wanted = account.type.rootName + ":" + legal(account)
            var (name, copy) = (wanted, 1)
            while !taken.insert(name).inserted {
                copy += 1
                name = wanted + separator + String(copy)
            }
            names[account.id] = name
        }
        (self.names, self.years) = (names, years)
    }

    /// The names that `posted` is the first to use, in order of its postings.
    mutating func declare(for posted: PostedEntry) throws(ExportError) -> [(account: AccountID, name: String)] {
        let date = posted.entry.date
        guard date >= lastDate else { throw .outOfOrder(posted.number) }
        guard years.contains(date.year) else { throw .dateOutOfRange(posted.number, date, years: years) }
        lastDate = date
        var new: [(AccountID, String)] = []
        for posting in posted.entry.postings {
            let name = try name(of: posting.account, in: posted)
            if declared.insert(posting.account).inserted { new.append((posting.account, name)) }
        }
        return new
    }

    func name(of account: AccountID, in posted: PostedEntry) throws(ExportError) -> String {
        guard let name = names[account] else { throw .unknownAccount(account, posted.number) }
        return name
    }
}

extension AccountType {
    /// The root account that beancount, hledger and ledger know by default.
    fileprivate var rootName: String {
        switch self {
        case .asset: "Assets"
        case .liability: "Liabilities"
        case .equity: "Equity"
        case .income: "Income"
        case .expense: "Expenses"
        }
    }
}

extension Posting {
    /// `-12.34 USD`: journal files write a credit with a minus.
    var signedText: String { side == .credit && !amount.isZero ? "-\(amount)" : "\(amount)" }
}

extension String {
    /// On one line: each run of white space and control characters becomes one space, none at the ends.
    var onOneLine: String {
        unicodeScalars.split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
            .map(String.init).joined(separator: " ")
    }
}
