package import Bookkeeping

extension Rule {
    package enum Action: Hashable, Sendable {
        /// The whole amount to one account.
        case file(AccountID)
        case split([Share])
        /// Money moved between two accounts of the same owner; the account is the other one.
        case transfer(AccountID)
    }

    package struct Share: Hashable, Sendable {
        package enum Size: Hashable, Sendable {
            /// Of what the fixed shares leave; all such shares add up to 10,000.
            case basisPoints(Int)
            /// Without a sign: it goes the way the line goes.
            case fixed(Money)
        }

        package let account: AccountID
        package let size: Size

        package init(_ account: AccountID, _ size: Size) { (self.account, self.size) = (account, size) }
    }
}

extension Rule.Action {
    package struct Part: Hashable, Sendable {
        package let account: AccountID
        /// With the sign of the line.
        package let amount: Money

        package init(account: AccountID, amount: Money) { (self.account, self.amount) = (account, amount) }
    }

    /// The line's amount divided over accounts; the parts sum to it.
    ///
    /// - Returns: nil when they cannot: a fixed share in another currency, fixed shares above the amount, or fixed shares
    ///   alone that leave a rest.
    package func parts(of amount: Money) -> [Part]? {
        switch self {
        case .file(let account), .transfer(let account): return [Part(account: account, amount: amount)]
        case .split(let shares):
            guard let fixed = Self.fixedTotal(shares, currency: amount.currency), fixed <= amount.minorUnits.magnitude else { return nil }
            let sign: Int64 = amount.isNegative ? -1 : 1
            let rest = Money(minorUnits: amount.minorUnits - sign * Int64(fixed), amount.currency)
            let weights = shares.map { if case .basisPoints(let points) = $0.size { points } else { 0 } }
            guard weights.allSatisfy((0...10_000).contains) else { return nil }
            guard weights.contains(where: { $0 > 0 }) else { return rest.isZero ? Self.fixedParts(shares, sign: sign) : nil }
            return zip(shares, rest.split(by: weights)).map { share, part in
                if case .fixed(let money) = share.size {
                    return Part(account: share.account, amount: Money(minorUnits: sign * money.minorUnits, money.currency))
                }
                return Part(account: share.account, amount: part)
            }
        }
    }

    /// Every account the action names.
    package var accounts: [AccountID] {
        switch self {
        case .file(let account), .transfer(let account): [account]
        case .split(let shares): shares.map(\.account)
        }
    }

    private static func fixedParts(_ shares: [Rule.Share], sign: Int64) -> [Part] {
        shares.compactMap { share in
            guard case .fixed(let money) = share.size else { return nil }
            return Part(account: share.account, amount: Money(minorUnits: sign * money.minorUnits, money.currency))
        }
    }

    /// - Returns: nil on another currency or overflow.
    private static func fixedTotal(_ shares: [Rule.Share], currency: Currency) -> UInt64? {
        var total: UInt64 = 0
        for share in shares {
            guard case .fixed(let money) = share.size else { continue }
            guard money.currency == currency, !money.isNegative else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(money.minorUnits.magnitude)
            guard !overflow else { return nil }
            total = sum
        }
        return total <= UInt64(Int64.max) ? total : nil
    }

    func validate() throws(RuleError) {
        guard case .split(let shares) = self else { return }
        guard shares.count >= 2 else { throw .splitWithoutShares }
        var sum = 0
        for share in shares {
            switch share.size {
            case .basisPoints(let points):
                guard (1...10_000).contains(points) else { throw .shareOutOfRange }
                sum += points
            case .fixed(let money): guard money.minorUnits > 0 else { throw .negativeShare(money) }
            }
        }
        guard sum == 10_000 || sum == 0 else { throw .weightsDoNotSum(sum) }
    }
}
