import Bookkeeping

extension CalendarDate: ExpressibleByStringLiteral {
    /// `"2025-06-30"` in tests; a wrong literal stops the test run at once.
    public init(stringLiteral text: String) {
        guard let date = CalendarDate(iso: text) else { preconditionFailure("no such day: \(text)") }
        self = date
    }
}

extension Period: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        guard let period = Period(text: text) else { preconditionFailure("no such period: \(text)") }
        self = period
    }
}

extension Currency {
    static let kwd = Currency(code: "KWD") ?? .usd
}

/// A small fixed set of books for tests of figures: one account of each kind that matters, entries by code.
struct SampleBooks {
    let accounts: [Account] = [
        Account(id: AccountID(1), code: "1000", name: "Checking", kind: .bank),
        Account(id: AccountID(2), code: "1100", name: "Accounts receivable", kind: .receivable),
        Account(id: AccountID(3), code: "1500", name: "Equipment", kind: .fixedAsset),
        Account(id: AccountID(4), code: "1590", name: "Accumulated depreciation", kind: .accumulatedDepreciation),
        Account(id: AccountID(5), code: "2100", name: "Credit card", kind: .creditCard),
        Account(id: AccountID(6), code: "2700", name: "Loan", kind: .longTermLiability),
        Account(id: AccountID(7), code: "3000", name: "Opening balances", kind: .equity),
        Account(id: AccountID(8), code: "4000", name: "Sales", kind: .income),
        Account(id: AccountID(9), code: "5000", name: "Cost of goods sold", kind: .costOfSales),
        Account(id: AccountID(10), code: "6500", name: "Rent", kind: .expense),
        Account(id: AccountID(11), code: "6900", name: "Depreciation", kind: .expense),
        Account(id: AccountID(12), code: "7000", name: "Interest income", kind: .otherIncome),
        Account(id: AccountID(13), code: "8000", name: "Interest expense", kind: .otherExpense),
    ]
    private(set) var entries: [JournalEntry] = []

    func account(_ code: String) throws -> Account {
        struct NoSuchAccount: Error { let code: String }
        guard let account = accounts.first(where: { $0.code == code }) else { throw NoSuchAccount(code: code) }
        return account
    }

    mutating func post(_ date: CalendarDate, debit: String, credit: String, _ minorUnits: Int64, _ currency: Currency = .usd) throws {
        let amount = Money(minorUnits: minorUnits, currency)
        entries.append(
            try JournalEntry(
                date: date, narration: "\(debit) from \(credit)",
                postings: [Posting(.debit, account(debit).id, amount), Posting(.credit, account(credit).id, amount)]))
    }

    /// Two years of a small shop, in which each part of every report has something.
    static func shop() throws -> SampleBooks {
        var books = SampleBooks()
        try books.post("2024-01-01", debit: "1000", credit: "3000", 500_000)
        try books.post("2024-03-01", debit: "1000", credit: "4000", 80_000)
        try books.post("2024-03-31", debit: "6500", credit: "1000", 30_000)
        try books.post("2025-01-10", debit: "1100", credit: "4000", 120_000)
        try books.post("2025-01-12", debit: "5000", credit: "2100", 40_000)
        try books.post("2025-01-20", debit: "1000", credit: "1100", 100_000)
        try books.post("2025-01-31", debit: "6500", credit: "1000", 35_000)
        try books.post("2025-02-01", debit: "1500", credit: "1000", 240_000)
        try books.post("2025-02-02", debit: "1000", credit: "2700", 150_000)
        try books.post("2025-02-28", debit: "6900", credit: "1590", 10_000)
        try books.post("2025-03-31", debit: "1000", credit: "7000", 250)
        try books.post("2025-03-31", debit: "8000", credit: "1000", 1_200)
        return books
    }
}

/// The sums that storage would give: debits and credits of each account over the entries of `period`.
func totals(_ entries: [JournalEntry], in period: Period) -> [AccountTotals] {
    struct Key: Hashable {
        let account: AccountID
        let currency: Currency
    }
    var sums: [Key: (debits: Int64, credits: Int64)] = [:]
    for entry in entries where period.contains(entry.date) {
        for posting in entry.postings {
            let key = Key(account: posting.account, currency: posting.amount.currency)
            switch posting.side {
            case .debit: sums[key, default: (0, 0)].debits += posting.amount.minorUnits
            case .credit: sums[key, default: (0, 0)].credits += posting.amount.minorUnits
            }
        }
    }
    return sums.map { AccountTotals(account: $0.account, currency: $0.currency, debits: $1.debits, credits: $1.credits) }
}

func totals(_ entries: [JournalEntry], through last: CalendarDate) -> [AccountTotals] {
    guard let period = Period(from: .earliest, through: last) else { return [] }
    return totals(entries, in: period)
}
