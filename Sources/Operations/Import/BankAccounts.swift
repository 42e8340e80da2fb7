import Bookkeeping
import Crypto
import Foundation
import Storage

/// Finds the account in the books that a statement belongs to.
///
/// The person's choice wins; then the account that this bank account's statements went to before; then the books' first account of
/// the statement's kind, unless another bank account has it already or it is in another currency: that one gets a new account of its own,
/// so that two banks' lines and two currencies never mix. A statement that names no account goes to the first account of its kind that has had its currency.
struct BankAccounts {
    struct Resolution {
        let account: AccountID
        /// To be added to the chart.
        let new: Account?
        /// To be remembered for the next statement.
        let feed: AccountStore.BankFeed?
        /// Where nothing speaks for the account.
        var doubt: UnmatchedCurrency?
    }

    private let tenant: TenantID
    private let chosen: AccountID?
    private var byKey: [String: AccountID]
    private let accounts: [Account]
    /// What the statements of each account were in.
    private let currencies: [AccountID: Set<Currency>]
    private let baseCurrency: Currency
    private var takenCodes: Set<String>
    private var spareIDs: [AccountID]

    /// How many unknown bank accounts one file may bring.
    private static let newAccountsPerFile = 16

    init(_ books: Books, chosen: AccountID?, baseCurrency: Currency) throws {
        (tenant, self.chosen, self.baseCurrency) = (books.tenant, chosen, baseCurrency)
        currencies = try books.imports.currencies()
        byKey = try books.accounts.bankFeeds()
        accounts = try books.accounts.all()
        takenCodes = Set(accounts.map(\.code))
        spareIDs = try books.accounts.reserveIDs(Self.newAccountsPerFile)
        if let chosen, let account = accounts.first(where: { $0.id == chosen }), !account.kind.takesStatements {
            throw OperationError.accountTakesNoStatements(account.label)
        }
    }

    mutating func resolve(_ statement: Statement) throws -> Resolution {
        let feed = feed(of: statement)
        let resolution = try resolve(statement, feed)
        if let feed { byKey[feed.key] = resolution.account }
        return resolution
    }

    private mutating func resolve(_ statement: Statement, _ feed: AccountStore.BankFeed?) throws -> Resolution {
        let known = feed.flatMap { byKey[$0.key] ?? byKey[$0.maskedNumber] }
        if let account = chosen ?? known {
            let isNews = feed.map { byKey[$0.key] != account } ?? false
            return Resolution(account: account, new: nil, feed: isNews ? feed : nil)
        }
        let kind: Account.Kind = statement.kind == .card ? .creditCard : .bank
        let first = accounts.first { $0.kind == kind }
        if feed == nil, let first { return unnamed(statement.currency, kind, first) }
        if let free = unclaimed(kind, statement.currency) { return Resolution(account: free.id, new: nil, feed: feed) }
        let new = try newAccount(kind, ending: statement.accountNumber.map { String($0.suffix(4)) } ?? statement.accountName)
        return Resolution(account: new.id, new: new, feed: feed)
    }

    /// The account that a number nobody knows may claim: no other number has it, and its currency agrees. That is what its statements so
    /// far were in, else what its name says, `1010 Bank EUR`, else for the first of the kind the currency of the books.
    private func unclaimed(_ kind: Account.Kind, _ currency: Currency) -> Account? {
        let ofKind = accounts.filter { $0.kind == kind }
        let claimed = Set(byKey.values)
        let free = ofKind.filter { !claimed.contains($0.id) }
        return free.first { account in
            if let had = currencies[account.id] { return account.id == ofKind.first?.id && had == [currency] }
            let named = account.name.split { !$0.isLetter }.filter { $0.utf8.count == 3 }.compactMap { Currency(code: String($0)) }
            return named.isEmpty ? account.id == ofKind.first?.id && currency == baseCurrency : named.contains(currency)
        }
    }

    /// For a statement that names no account: the first that has had its currency, else one without statements that has it in its name,
    /// `1010 Bank EUR`, else the first of all.
    private func unnamed(_ currency: Currency, _ kind: Account.Kind, _ first: Account) -> Resolution {
        let ofKind = accounts.filter { $0.kind == kind }
        let match =
            ofKind.first { currencies[$0.id]?.contains(currency) == true }
            ?? ofKind.first { currencies[$0.id] == nil && $0.name.split { !$0.isLetter }.contains { $0 == currency.code } }
        if let match { return Resolution(account: match.id, new: nil, feed: nil) }
        let isExpected = currency == baseCurrency && currencies[first.id] == nil
        return Resolution(
            account: first.id, new: nil, feed: nil, doubt: isExpected ? nil : UnmatchedCurrency(currency, on: first.label))
    }

    /// What tells the bank account from all others: its number, or the name that a file of several accounts gives it. The number is not
    /// kept: a digest of it, with the tenant in it so that no table of digests fits two tenants, and the masked form for people.
    private func feed(of statement: Statement) -> AccountStore.BankFeed? {
        guard let whole = statement.wholeAccountNumber ?? statement.accountName, let label = statement.accountLabel else { return nil }
        let digest = SHA256.hash(data: Data("bank account \(tenant) \(whole)".utf8))
        return AccountStore.BankFeed(
            key: digest.prefix(16).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined(),
            maskedNumber: String(label.suffix(64)))
    }

    /// The next free code after the first account's of the kind, and a name that ends like the bank's number or is the file's.
    private mutating func newAccount(_ kind: Account.Kind, ending: String?) throws -> Account {
        guard let id = spareIDs.popLast() else { throw OperationError.tooManyBankAccounts(Self.newAccountsPerFile) }
        let usual = kind == .creditCard ? 2_100 : 1_000
        var code = accounts.first { $0.kind == kind }.flatMap { Int($0.code) } ?? usual
        repeat { code += 1 } while takenCodes.contains(String(code))
        takenCodes.insert(String(code))
        let name = kind == .creditCard ? "Credit card" : "Bank account"
        return Account(id: id, code: String(code), name: name + (ending.map { " \($0)" } ?? ""), kind: kind)
    }
}
