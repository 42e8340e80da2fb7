/// A chart of accounts to begin a set of books with.
package struct ChartTemplate: Hashable, Sendable {
    /// What a command line or a form names it by: `us-small-business`.
    package let identifier: String
    package let title: String
    package let baseCurrency: Currency
    /// In order of code.
    package let accounts: [Line]

    package struct Line: Hashable, Sendable {
        package let code: String
        package let name: String
        package let kind: Account.Kind

        package init(_ code: String, _ name: String, _ kind: Account.Kind) { (self.code, self.name, self.kind) = (code, name, kind) }
    }

    package static let all = [usSmallBusiness, ukSmallBusiness, soleTrader, agency]

    /// - Returns: nil when there is no such template; `all` names them.
    package init?(identifier: String) {
        guard let template = Self.all.first(where: { $0.identifier == identifier }) else { return nil }
        self = template
    }

    /// - Parameter own: what the template has besides the accounts of every chart.
    init(_ identifier: String, _ title: String, _ baseCurrency: Currency, _ own: [Line]) {
        (self.identifier, self.title, self.baseCurrency) = (identifier, title, baseCurrency)
        accounts = (own + Role.allCases.map(\.line)).sorted { $0.code < $1.code }
    }
}

extension ChartTemplate {
    /// The accounts the product itself looks for. Every template has each of them under the same code, so books begun from
    /// any template work alike; a tenant may rename them afterwards.
    package enum Role: CaseIterable, Sendable {
        case checking, creditCard
        /// Payments received but not yet at the bank.
        case undepositedFunds
        /// Between the two halves of a transfer from one own account to another; zero once both are matched.
        case transfersClearing
        case openingBalances, retainedEarnings
        case bankFees
        /// Where a line is put whose account nobody knows yet.
        case uncategorizedIncome, uncategorizedExpense

        package var code: String { line.code }

        fileprivate var line: Line {
            switch self {
            case .checking: Line("1000", "Checking", .bank)
            case .undepositedFunds: Line("1190", "Undeposited funds", .otherCurrentAsset)
            case .transfersClearing: Line("1195", "Transfers clearing", .otherCurrentAsset)
            case .creditCard: Line("2100", "Credit card", .creditCard)
            case .openingBalances: Line("3000", "Opening balances", .equity)
            case .retainedEarnings: Line("3900", "Retained earnings", .equity)
            case .uncategorizedIncome: Line("4990", "Uncategorized income", .income)
            case .bankFees: Line("6100", "Bank fees", .expense)
            case .uncategorizedExpense: Line("6990", "Uncategorized expense", .expense)
            }
        }
    }
}
