/// One figure of a report beside the one it is compared with.
package struct ReportAmount: Hashable, Sendable {
    package let amount: Money
    /// The same figure of the comparison period or day; nil when the report compares with nothing.
    package let comparison: Money?
    /// `amount` less `comparison`.
    package let change: Money?

    init(_ amount: Int128, comparison: Int128?, _ currency: Currency) throws(ReportError) {
        self.amount = try Money(exactly: amount, currency)
        guard let comparison else {
            (self.comparison, change) = (nil, nil)
            return
        }
        self.comparison = try Money(exactly: comparison, currency)
        change = try Money(exactly: amount - comparison, currency)
    }

    package var isZero: Bool { amount.isZero && comparison?.isZero ?? true }

    /// Tenths of a percent by which the size of the comparison changed, half rounded away from zero: 75 for +7.5%.
    ///
    /// Nil when there is nothing to compare with, or zero, or when the figure is beyond 64 bits.
    package var changePerMille: Int64? {
        guard let change, let base = comparison?.minorUnits, base != 0 else { return nil }
        let size = Int128(base.magnitude)
        let halves = (Int128(change.minorUnits.magnitude) * 2_000 + size) / (2 * size)
        return Int64(exactly: change.isNegative ? -halves : halves)
    }
}

/// One line of a report: an account, or a figure computed from several.
package struct ReportLine: Hashable, Sendable {
    /// Nil for a computed line, such as the earnings of the current year.
    package let account: Account?
    /// The account's name, or what the computed figure is.
    package let label: String
    package let amount: ReportAmount

    init(_ account: Account, _ amount: ReportAmount) { (self.account, label, self.amount) = (account, account.name, amount) }

    init(computed label: String, _ amount: ReportAmount) { (account, self.label, self.amount) = (nil, label, amount) }
}

/// Lines that belong together and their sum.
package struct ReportSection: Hashable, Sendable {
    package let title: String
    /// In order of code, then the computed ones. Accounts that are zero in every column are left out.
    package let lines: [ReportLine]
    package let total: ReportAmount
}

/// Picks the figures of one currency out of one or two sets of balances.
struct ReportFigures {
    let currency: Currency
    /// In order of code.
    let accounts: [Account]
    let balances: Balances
    let comparison: Balances?

    /// The accounts of `kinds`, each as it stands on `side`, and their sum.
    func section(
        _ title: String, _ kinds: Set<Account.Kind>, on side: Side, computed: [ReportLine] = []
    ) throws(ReportError) -> ReportSection {
        let lines = try lines(kinds, on: side) + computed.filter { !$0.amount.isZero }
        return ReportSection(title: title, lines: lines, total: try total(of: lines))
    }

    func lines(_ kinds: Set<Account.Kind>, on side: Side) throws(ReportError) -> [ReportLine] {
        var lines: [ReportLine] = []
        for account in accounts where kinds.contains(account.kind) {
            let amount = try amount(on: side) { $0.debitsLessCredits(of: account, in: currency) }
            if !amount.isZero { lines.append(ReportLine(account, amount)) }
        }
        return lines
    }

    /// The sum of all accounts of `kinds`, as it stands on `side`.
    func amount(_ kinds: Set<Account.Kind>, on side: Side) throws(ReportError) -> ReportAmount {
        try amount(on: side) { $0.debitsLessCredits(of: kinds, in: currency) }
    }

    private func amount(on side: Side, _ debitsLessCredits: (Balances) -> Int128) throws(ReportError) -> ReportAmount {
        try ReportAmount(
            side.amount(debitsLessCredits: debitsLessCredits(balances)),
            comparison: comparison.map { side.amount(debitsLessCredits: debitsLessCredits($0)) }, currency)
    }

    private func total(of lines: [ReportLine]) throws(ReportError) -> ReportAmount {
        try ReportAmount(
            lines.reduce(0) { $0 + Int128($1.amount.amount.minorUnits) },
            comparison: comparison.map { _ in lines.reduce(0) { $0 + Int128($1.amount.comparison?.minorUnits ?? 0) } }, currency)
    }
}
