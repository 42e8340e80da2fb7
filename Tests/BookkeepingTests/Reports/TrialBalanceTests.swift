import Bookkeeping
import Testing

struct TrialBalanceTests {
    private static let bank = Account(id: AccountID(1), code: "1000", name: "Checking", kind: .bank)
    private static let rent = Account(id: AccountID(2), code: "6500", name: "Rent", kind: .expense)

    private static func total(_ account: Account, _ debits: Int64, _ credits: Int64, _ currency: Currency = .usd) -> AccountTotals {
        AccountTotals(account: account.id, currency: currency, debits: debits, credits: credits)
    }

    @Test func `each account stands on one side, in order of code, and the sides are equal`() throws {
        let shop = try SampleBooks.shop()
        let yearEnd = totals(shop.entries, through: "2024-12-31")
        let balance = try TrialBalance(asOf: "2024-12-31", accounts: shop.accounts.reversed(), totals: yearEnd)
        #expect(balance.rows.map(\.account.code) == ["1000", "3000", "4000", "6500"])
        #expect(balance.rows.map(\.debit?.minorUnits) == [550_000, nil, nil, 30_000])
        #expect(balance.rows.map(\.credit?.minorUnits) == [nil, 500_000, 80_000, nil])
        #expect(balance.totals.map(\.debit.minorUnits) == [580_000])
        #expect(balance.isBalanced)
    }

    @Test func `an account at zero is left out, and several rows of one account are added`() throws {
        let balance = try TrialBalance(
            asOf: "2025-01-31", accounts: [Self.bank, Self.rent],
            totals: [Self.total(Self.bank, 5, 2), Self.total(Self.bank, 0, 3), Self.total(Self.rent, 0, 0)])
        #expect(balance.rows.isEmpty)
        #expect(balance.isBalanced)
    }

    @Test func `currencies are never added`() throws {
        let balance = try TrialBalance(
            asOf: "2025-01-31", accounts: [Self.bank, Self.rent],
            totals: [
                Self.total(Self.bank, 0, 5), Self.total(Self.rent, 5, 0),
                Self.total(Self.bank, 0, 7, .jpy), Self.total(Self.rent, 7, 0, .jpy),
            ])
        #expect(balance.totals.map(\.currency) == [.jpy, .usd])
        #expect(balance.totals.map(\.credit.minorUnits) == [7, 5])
    }

    @Test func `sides that differ are shown as they are`() throws {
        let balance = try TrialBalance(asOf: "2025-01-31", accounts: [Self.bank], totals: [Self.total(Self.bank, 5, 0)])
        #expect(!balance.isBalanced)
    }

    @Test func `an account missing from the chart is an error, not a gap`() {
        #expect(throws: ReportError.unknownAccount(Self.rent.id)) {
            try TrialBalance(asOf: "2025-01-31", accounts: [Self.bank], totals: [Self.total(Self.rent, 5, 0)])
        }
    }

    @Test func `a sum beyond 64 bits is an error, a sum that comes back is not`() throws {
        let twice = [Self.total(Self.bank, .max, 0), Self.total(Self.bank, .max, 0)]
        #expect(throws: ReportError.overflow(.usd)) { try TrialBalance(asOf: "2025-01-31", accounts: [Self.bank], totals: twice) }
        let back = twice + [Self.total(Self.bank, 0, .max)]
        #expect(try TrialBalance(asOf: "2025-01-31", accounts: [Self.bank], totals: back).rows.first?.debit?.minorUnits == .max)
    }

    @Test func `every error tells the way out`() throws {
        let number = try #require(EntryNumber(year: 2025, sequence: 418))
        let errors: [ReportError] = [
            .overflow(.usd), .unknownAccount(Self.bank.id), .unbalanced(by: Money(minorUnits: 1, .usd)), .outOfOrder(number),
        ]
        #expect(Set(errors.map(\.userText)).count == errors.count)
        #expect(errors.allSatisfy { $0.userText.hasSuffix(".") })
    }
}
