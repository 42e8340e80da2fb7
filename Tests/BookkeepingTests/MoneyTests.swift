import Bookkeeping
import Testing

struct MoneyTests {
    @Test(
        arguments: [
            ("1234.56", Currency.usd, 123_456), ("-1234.56", .usd, -123_456), ("0.07", .usd, 7), ("-0.07", .usd, -7), ("0", .usd, 0),
            ("12", .usd, 1_200), ("12.5", .usd, 1_250), ("1500", .jpy, 1_500), ("1.234", .kwd, 1_234), (".5", .usd, 50),
            ("92233720368547758.07", .usd, Int64.max), ("-92233720368547758.08", .usd, .min),
        ] as [(String, Currency, Int64)])
    func `decimal text is read into minor units`(text: String, currency: Currency, minorUnits: Int64) {
        #expect(Money(decimalText: text, currency) == Money(minorUnits: minorUnits, currency))
    }

    @Test(
        arguments: [
            ("", Currency.usd), ("-", .usd), (".", .usd), ("-.", .usd), ("1.234", .usd), ("1.0", .jpy), ("1,234.00", .usd), ("+1", .usd),
            ("1.2.3", .usd), ("--1", .usd), (" 1", .usd), ("1e3", .usd), ("١", .usd), ("92233720368547758.08", .usd),
            ("-92233720368547758.09", .usd), ("99999999999999999999", .jpy),
        ] as [(String, Currency)])
    func `anything else is not an amount`(text: String, currency: Currency) {
        #expect(Money(decimalText: text, currency) == nil)
    }

    @Test(
        arguments: [
            (Int64(123_456), Currency.usd, "1234.56"), (-7, .usd, "-0.07"), (0, .usd, "0.00"), (100, .usd, "1.00"), (-1_500, .jpy, "-1500"),
            (5, .kwd, "0.005"), (.max, .usd, "92233720368547758.07"), (.min, .jpy, "-9223372036854775808"),
        ] as [(Int64, Currency, String)])
    func `an amount is written with its currency's decimals`(minorUnits: Int64, currency: Currency, text: String) {
        #expect(Money(minorUnits: minorUnits, currency).decimalText == text)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `what is written is read back`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for currency in [Currency.usd, .jpy, .kwd] {
            let money = Money(minorUnits: Int64(bitPattern: generator.next()), currency)
            #expect(Money(decimalText: money.decimalText, currency) == money)
        }
    }

    @Test func `amounts of two currencies are never added`() {
        #expect(throws: MoneyError.mixedCurrencies(.usd, .eur)) { try Money(minorUnits: 1, .usd).adding(Money(minorUnits: 1, .eur)) }
    }

    @Test func `a sum that does not fit is refused`() throws {
        let most = Money(minorUnits: .max, .usd)
        let least = Money(minorUnits: .min, .usd)
        #expect(try most.adding(least) == Money(minorUnits: -1, .usd))
        #expect(throws: MoneyError.overflow) { try most.adding(Money(minorUnits: 1, .usd)) }
        #expect(throws: MoneyError.overflow) { try least.adding(Money(minorUnits: -1, .usd)) }
        #expect(throws: MoneyError.overflow) { try least.negated() }
        #expect(throws: MoneyError.overflow) { try least.magnitude() }
        #expect(try Money(minorUnits: -5, .usd).magnitude() == Money(minorUnits: 5, .usd))
    }

    @Test(
        arguments: [
            (Int64(100), [1, 1, 1], [Int64(34), 33, 33]), (-100, [1, 1, 1], [-34, -33, -33]), (5, [0, 1, 1], [0, 3, 2]),
            (0, [1, 2], [0, 0]),
            (1, [1, 1, 1], [1, 0, 0]), (10, [7], [10]), (10_000, [2_000, 8_000], [2_000, 8_000]),
        ] as [(Int64, [Int], [Int64])])
    func `a split gives what is left over to its first parts`(whole: Int64, weights: [Int], parts: [Int64]) {
        #expect(Money(minorUnits: whole, .usd).split(by: weights).map(\.minorUnits) == parts)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `the parts of a split sum to the whole, each within one unit of its share`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let whole = Int64(bitPattern: generator.next()) >> Int64.random(in: 0...60, using: &generator)
        var weights = (0..<Int.random(in: 1...8, using: &generator)).map { _ in Int.random(in: 0...100_000_000, using: &generator) }
        weights[0] = max(weights[0], 1)

        let parts = Money(minorUnits: whole, .usd).split(by: weights).map { Int128($0.minorUnits) }

        #expect(parts.reduce(0, +) == Int128(whole))
        let total = Int128(weights.reduce(0, +))
        for (part, weight) in zip(parts, weights) {
            #expect((part * total - Int128(whole) * Int128(weight)).magnitude <= total.magnitude)
            #expect(weight > 0 || part == 0)
        }
    }
}

struct CurrencyTests {
    @Test(arguments: [("USD", 2), ("usd", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("DEM", 2), ("ITL", 0)])
    func `a currency knows its decimals`(code: String, decimals: Int) throws {
        let currency = try #require(Currency(code: code))
        #expect(currency.decimals == decimals)
        #expect(currency.code == code.uppercased())
    }

    @Test(arguments: ["", "US", "USDX", "XYZ", "U$D", "123", "ÜSD", "€", "\u{0}SD"])
    func `an unknown code is no currency`(code: String) { #expect(Currency(code: code) == nil) }

    @Test func `currencies are ordered by their code`() {
        #expect([Currency.usd, .jpy, .eur, .gbp].sorted().map(\.code) == ["EUR", "GBP", "JPY", "USD"])
    }
}
