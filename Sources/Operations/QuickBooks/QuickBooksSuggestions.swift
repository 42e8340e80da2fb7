package import Bookkeeping
package import Storage

/// Which of QuickBooks' accounts one of ours may be: by number, by name, by a name that is nearly the same, or because each side has
/// one of that kind.
package struct QuickBooksSuggestions: Sendable {
    private let candidates: [Account.Kind: [QuickBooksChartStore.Account]]
    /// QuickBooks' kinds of which we have one account: several of ours in one of theirs is a person's choice.
    private let singleTypes: Set<String>

    package enum Ground: Hashable, Sendable { case number, name, similarName, onlyOfItsKind }

    package struct Suggestion: Hashable, Sendable {
        package let target: QuickBooksChartStore.Account
        package let ground: Ground
    }

    package init(_ chart: [QuickBooksChartStore.Account], for accounts: [Account]) {
        let active = chart.filter(\.isActive)
        candidates = Dictionary(
            uniqueKeysWithValues: Account.Kind.allCases.map { kind in (kind, active.filter { $0.type == kind.quickBooksType }) })
        singleTypes = Set(Dictionary(grouping: accounts, by: \.kind.quickBooksType).filter { $0.value.count == 1 }.keys)
    }

    /// How much alike two names have to be, of 1000.
    private static let likeness = 600

    package func suggestion(for account: Account) -> Suggestion? {
        let candidates = candidates[account.kind] ?? []
        if let found = candidates.first(where: { !$0.number.isEmpty && $0.number == account.code }) {
            return Suggestion(target: found, ground: .number)
        }
        let name = Self.plain(account.name)
        let sameName = candidates.filter { Self.plain($0.lastName) == name || Self.plain($0.name) == name }
        if sameName.count == 1 { return Suggestion(target: sameName[0], ground: .name) }
        let ranked = candidates.map { (account: $0, likeness: Self.likeness(name, Self.plain($0.lastName))) }
            .sorted { ($0.likeness, $1.account.id) > ($1.likeness, $0.account.id) }
        if let best = ranked.first, best.likeness >= Self.likeness, ranked.dropFirst().first?.likeness != best.likeness {
            return Suggestion(target: best.account, ground: .similarName)
        }
        return candidates.count == 1 && singleTypes.contains(account.kind.quickBooksType)
            ? Suggestion(target: candidates[0], ground: .onlyOfItsKind) : nil
    }

    /// Small letters and digits, one blank between words, “and” for “&”.
    private static func plain(_ name: String) -> String {
        name.lowercased().replacing("&", with: " and ")
            .split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    /// Dice's coefficient over pairs of neighboring characters, of 1000.
    static func likeness(_ left: String, _ right: String) -> Int {
        let (first, second) = (pairs(left), pairs(right))
        guard !first.isEmpty, !second.isEmpty else { return 0 }
        var rest = Dictionary(second.map { ($0, 1) }, uniquingKeysWith: +)
        var common = 0
        for pair in first {
            guard let count = rest[pair], count > 0 else { continue }
            rest[pair] = count - 1
            common += 1
        }
        return 2_000 * common / (first.count + second.count)
    }

    private static func pairs(_ text: String) -> [String] {
        text.split(separator: " ").flatMap { word in zip(word, word.dropFirst()).map { "\($0)\($1)" } }
    }
}

extension QuickBooksChartStore.Account {
    /// Without the parents' names.
    var lastName: String { name.split(separator: ":").last.map(String.init) ?? name }
}

extension Account.Kind {
    /// QuickBooks' word for it (`AccountType` of its accounting API, minor version 75).
    package var quickBooksType: String {
        switch self {
        case .bank, .cash: "Bank"
        case .receivable: "Accounts Receivable"
        case .inventory, .otherCurrentAsset: "Other Current Asset"
        case .fixedAsset, .accumulatedDepreciation: "Fixed Asset"
        case .otherAsset: "Other Asset"
        case .creditCard: "Credit Card"
        case .payable: "Accounts Payable"
        case .otherCurrentLiability: "Other Current Liability"
        case .longTermLiability: "Long Term Liability"
        case .equity: "Equity"
        case .income: "Income"
        case .otherIncome: "Other Income"
        case .costOfSales: "Cost of Goods Sold"
        case .expense: "Expense"
        case .otherExpense: "Other Expense"
        }
    }
}

extension QuickBooksChartStore.Account {
    /// Whom a line on this account has to name.
    package var wantedParty: QuickBooksChartStore.Party.Kind? {
        switch type {
        case "Accounts Receivable": .customer
        case "Accounts Payable": .vendor
        default: nil
        }
    }
}
