import Bookkeeping
import Storage

/// Finds the account in the books that a statement belongs to.
///
/// The person's choice wins; then the account that this bank account's statements went to before; then the books' first bank account, unless
/// another bank account has it already: that one gets a new account of its own, so that two banks' lines never mix.
struct BankAccounts {
    struct Resolution {
        let account: AccountID
        /// To be added to the chart.
        let new: Account?
        /// The bank's account number to remember for it.
        let number: String?
    }

    private let chosen: AccountID?
    private var byNumber: [String: AccountID]
    private let accounts: [Account]
    private var takenCodes: Set<String>
    private var spareIDs: [AccountID]

    /// How many unknown bank accounts one file may bring.
    private static let newAccountsPerFile = 16

    init(_ books: Books, chosen: AccountID?) throws {
        self.chosen = chosen
        byNumber = try books.accounts.bankAccounts()
        accounts = try books.accounts.all()
        takenCodes = Set(accounts.map(\.code))
        spareIDs = try books.accounts.reserveIDs(Self.newAccountsPerFile)
        if let chosen, let account = accounts.first(where: { $0.id == chosen }), !account.kind.takesStatements {
            throw OperationError.accountTakesNoStatements(account.label)
        }
    }

    mutating func resolve(_ statement: Statement) throws -> Resolution {
        let number = statement.accountNumber.map { String($0.suffix(64)) }
        if let chosen {
            let isNew = number.map { byNumber[$0] != chosen } ?? false
            if let number { byNumber[number] = chosen }
            return Resolution(account: chosen, new: nil, number: isNew ? number : nil)
        }
        if let number, let known = byNumber[number] { return Resolution(account: known, new: nil, number: nil) }
        let first = accounts.first { $0.kind == .bank }
        if let first, number == nil || !byNumber.values.contains(first.id) {
            if let number { byNumber[number] = first.id }
            return Resolution(account: first.id, new: nil, number: number)
        }
        let new = try newAccount(number: number)
        if let number { byNumber[number] = new.id }
        return Resolution(account: new.id, new: new, number: number)
    }

    /// The next free code after the first bank account's, and a name that ends like the bank's number.
    private mutating func newAccount(number: String?) throws -> Account {
        guard let id = spareIDs.popLast() else { throw OperationError.noSuchAccount("for that many bank accounts in one file") }
        var code = accounts.first { $0.kind == .bank }.flatMap { Int($0.code) } ?? 1_000
        repeat { code += 1 } while takenCodes.contains(String(code))
        takenCodes.insert(String(code))
        let ending = number.map { " " + $0.suffix(4) } ?? ""
        return Account(id: id, code: String(code), name: "Bank account\(ending)", kind: .bank)
    }
}
