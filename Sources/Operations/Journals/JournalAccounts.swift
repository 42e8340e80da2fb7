import Bookkeeping
import Ingestion
import Storage

/// The accounts of a journal as accounts of the books: one of the same name where there is one, else a new one.
struct JournalAccounts {
    private(set) var made: [Account] = []
    private var byName: [String: Account] = [:]
    private let books: Books
    private var chart: [Account]
    private var codes: Set<String>

    init(_ books: Books) throws {
        self.books = books
        chart = try books.accounts.all()
        codes = Set(chart.map(\.code))
    }

    func account(_ name: String) -> Account? { byName[name] }

    mutating func resolve(_ account: JournalFile.Account) throws {
        let wanted = Wanted(account)
        let known = chart.filter { wanted.type == nil || $0.type == wanted.type }
        let named = known.filter { wanted.names.contains($0.name.lettersAndDigits) }
        if let found = named.first(where: { $0.code == wanted.code }) ?? (named.count == 1 ? named.first : nil) {
            byName[account.name] = found
            return
        }
        let kind = wanted.kind
        let new = try books.accounts.add(code: try code(for: wanted.code, kind), name: wanted.title, kind: kind)
        chart.append(new)
        codes.insert(new.code)
        made.append(new)
        byName[account.name] = new
    }

    /// The account's own code where it is free, else the next free one of its kind.
    private func code(for wanted: String?, _ kind: Account.Kind) throws -> String {
        if let wanted, !codes.contains(wanted), (try? Name.check(wanted)) != nil { return wanted }
        let thousands = [AccountType.asset: 1, .liability: 2, .equity: 3, .income: 4, .expense: 6][kind.type] ?? 9
        let start = thousands * 1_000 + 500
        let free = (start..<start + 500).first { !codes.contains("\($0)") } ?? (start * 100..<Int.max).first { !codes.contains("\($0)") }
        return "\(free ?? start)"
    }

    /// What a name says about an account.
    private struct Wanted {
        let type: AccountType?
        let code: String?
        /// For people.
        let title: String
        /// Under which the books may have it, letters and digits alone.
        let names: Set<String>
        private let whole: String

        init(_ account: JournalFile.Account) {
            whole = account.name
            let parts = account.name.split(separator: ":").map(String.init)
            let hasRoot = parts.count > 1 && account.type != nil && account.label == nil
            let path = hasRoot ? Array(parts.dropFirst()) : parts
            let shown = account.label ?? path.joined(separator: ":")
            let (code, rest) = Self.coded(account.label ?? path.last ?? "")
            self.code = code
            let prefix = code != nil && account.label == nil && path.count > 1 ? path.dropLast().joined(separator: ":") + ":" : ""
            let name = code == nil ? shown : prefix + rest
            title = Self.fitting(name)
            names = Set([name, rest].map(\.lettersAndDigits)).subtracting([""])
            type = account.type
        }

        /// `6500` and `Rent` of `6500 Rent` and `6500-Rent`.
        private static func coded(_ text: String) -> (code: String?, rest: String) {
            let head = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let behind = text.dropFirst(head.count)
            guard let mark = behind.first, mark == " " || mark == "-", !head.isEmpty, behind.count > 1 else { return (nil, text) }
            return (String(head), String(behind.dropFirst()))
        }

        private static func fitting(_ name: String) -> String {
            let line = name.onOneLine
            return line.isEmpty ? "Unnamed" : String(line.prefix(190))
        }

        var kind: Account.Kind {
            let words = whole.lowercased()
            func says(_ any: String...) -> Bool { any.contains { words.contains($0) } }
            switch type ?? guessedType(says) {
            case .asset:
                if says("receivable", "debtors") { return .receivable }
                if says("check", "bank", "saving", "current account", "paypal", "stripe", "wise", "money market", "brokerage") {
                    return .bank
                }
                if says("cash", "wallet", "till") { return .cash }
                if says("inventory", "stock on hand") { return .inventory }
                if says("depreciation", "amortization") { return .accumulatedDepreciation }
                return says("equipment", "vehicle", "furniture", "building", "land") ? .fixedAsset : .otherCurrentAsset
            case .liability:
                if says("card", "visa", "mastercard", "amex") { return .creditCard }
                if says("payable", "creditors") { return .payable }
                return says("loan", "mortgage", "note payable") ? .longTermLiability : .otherCurrentLiability
            case .equity: return .equity
            case .income: return says("interest", "other income") ? .otherIncome : .income
            case .expense: return says("cost of goods", "cost of sales", "cogs") ? .costOfSales : .expense
            }
        }

        /// QuickBooks' files do not say what an account is.
        private func guessedType(_ says: (String...) -> Bool) -> AccountType {
            if says("receivable", "checking", "bank", "savings", "cash", "inventory", "prepaid", "undeposited", "equipment", "paypal") {
                return .asset
            }
            if says("payable", "credit card", "visa", "mastercard", "loan", "mortgage", "liabilit", "accrued") { return .liability }
            if says("equity", "capital", "retained", "draw", "contribution", "opening balance") { return .equity }
            return says("income", "sales", "revenue", "fees earned", "donation", "dues") ? .income : .expense
        }
    }
}

extension String {
    /// In small letters, without what the formats cannot write in a name.
    fileprivate var lettersAndDigits: String { lowercased().filter { $0.isLetter || $0.isNumber } }
}
