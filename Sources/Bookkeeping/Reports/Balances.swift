/// What debits exceed credits by, for each account and currency: the sums all reports are made of.
///
/// They are kept in 128 bits, so that no order of adding overflows; an amount leaves as `Money`, which is checked.
struct Balances {
    private var net: [Key: Int128] = [:]
    private let accounts: [AccountID: Account]

    private struct Key: Hashable {
        let account: AccountID
        let currency: Currency
    }

    init(_ totals: [AccountTotals], accounts: [Account]) throws(ReportError) {
        self.accounts = Dictionary(accounts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for total in totals {
            guard self.accounts[total.account] != nil else { throw .unknownAccount(total.account) }
            net[Key(account: total.account, currency: total.currency), default: 0] += Int128(total.debits) - Int128(total.credits)
        }
    }

    var currencies: Set<Currency> { Set(net.keys.map(\.currency)) }

    func debitsLessCredits(of account: Account, in currency: Currency) -> Int128 {
        net[Key(account: account.id, currency: currency)] ?? 0
    }

    /// Over all accounts of these kinds.
    func debitsLessCredits(of kinds: Set<Account.Kind>, in currency: Currency) -> Int128 {
        net.reduce(0) { sum, pair in
            guard pair.key.currency == currency, let kind = accounts[pair.key.account]?.kind, kinds.contains(kind) else { return sum }
            return sum + pair.value
        }
    }

    /// - Throws: `.unbalanced` when debits and credits over all accounts differ in `currency`.
    func requireBalanced(in currency: Currency) throws(ReportError) {
        let excess = debitsLessCredits(of: Set(Account.Kind.allCases), in: currency)
        guard excess == 0 else { throw .unbalanced(by: try Money(exactly: excess, currency)) }
    }
}

extension Money {
    /// - Throws: `.overflow` when the sum does not fit in 64 bits.
    init(exactly minorUnits: Int128, _ currency: Currency) throws(ReportError) {
        guard let units = Int64(exactly: minorUnits) else { throw .overflow(currency) }
        self.init(minorUnits: units, currency)
    }
}

extension Sequence<Account> {
    /// In order of code, as a chart of accounts is read; the id decides between equal codes.
    package func inOrderOfCode() -> [Account] { sorted { ($0.code, $0.id) < ($1.code, $1.id) } }
}

extension Side {
    /// What stands on this side when debits exceed credits by `net`.
    func amount(debitsLessCredits net: Int128) -> Int128 { self == .debit ? net : -net }
}
