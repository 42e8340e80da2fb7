/// A heading in the books: where money is, is owed, comes from or goes to.
package struct Account: Hashable, Sendable {
    package let id: AccountID
    /// What the tenant calls it by: usually four digits, `5310`; unique within the tenant.
    package let code: String
    package let name: String
    package let kind: Kind

    package init(id: AccountID, code: String, name: String, kind: Kind) {
        (self.id, self.code, self.name, self.kind) = (id, code, name, kind)
    }

    package var type: AccountType { kind.type }
    /// `5310 Maintenance supplies`: how a person sees it.
    package var label: String { "\(code) \(name)" }
}

/// The five elements of double entry.
package enum AccountType: String, CaseIterable, Sendable {
    case asset, liability, equity, income, expense

    /// The side on which the account normally stands.
    package var normalSide: Side {
        switch self {
        case .asset, .expense: .debit
        case .liability, .equity, .income: .credit
        }
    }

    /// Whether the account is in the balance sheet; otherwise it is in the profit and loss statement.
    package var isPermanent: Bool {
        switch self {
        case .asset, .liability, .equity: true
        case .income, .expense: false
        }
    }
}

extension Account {
    /// What an account is, in more detail than its type: it decides its place in the reports.
    package enum Kind: String, CaseIterable, Sendable {
        case bank, cash, receivable, inventory
        case otherCurrentAsset = "other_current_asset"
        case fixedAsset = "fixed_asset"
        /// What fixed and intangible assets have lost in value so far: an asset that normally stands on the credit side.
        case accumulatedDepreciation = "accumulated_depreciation"
        case otherAsset = "other_asset"
        case creditCard = "credit_card"
        case payable
        case otherCurrentLiability = "other_current_liability"
        case longTermLiability = "long_term_liability"
        case equity
        case income
        case otherIncome = "other_income"
        case costOfSales = "cost_of_sales"
        case expense
        case otherExpense = "other_expense"

        package var type: AccountType {
            switch self {
            case .bank, .cash, .receivable, .inventory, .otherCurrentAsset, .fixedAsset, .accumulatedDepreciation, .otherAsset: .asset
            case .creditCard, .payable, .otherCurrentLiability, .longTermLiability: .liability
            case .equity: .equity
            case .income, .otherIncome: .income
            case .costOfSales, .expense, .otherExpense: .expense
            }
        }

        /// Whether a statement of a bank or a card company can belong to it.
        package var takesStatements: Bool { self == .bank || self == .cash || self == .creditCard }
    }
}
