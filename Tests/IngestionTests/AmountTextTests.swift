import Bookkeeping
import Testing

@testable import Ingestion

struct AmountTextTests {
    static let readable: [(String, DecimalMark, Int64)] = [
        ("12.34", .point, 1234),
        ("-12.34", .point, -1234),
        ("+12.34", .point, 1234),
        ("12", .point, 1200),
        (".5", .point, 50),
        ("12.", .point, 1200),
        ("0.00", .point, 0),
        ("1,234.56", .point, 123_456),
        ("1.234,56", .comma, 123_456),
        ("1.234,56-", .comma, -123_456),
        ("12,34,567.89", .point, 123_456_789),
        ("(12.00)", .point, -1200),
        ("($1,200.00)", .point, -120_000),
        ("\u{2212}5", .point, -500),
        ("\u{2013}5,10", .comma, -510),
        ("1\u{A0}234,50", .comma, 123_450),
        ("1\u{202F}234,50", .comma, 123_450),
        ("1 234,50", .comma, 123_450),
        ("1'234.50", .point, 123_450),
        ("1\u{2019}234.50", .point, 123_450),
        ("- $21.59", .point, -2159),
        ("¥28.16", .point, 2816),
        ("-￥1,234.00", .point, -123_400),
        ("$-21.59", .point, -2159),
        ("-$21.59", .point, -2159),
        ("+ £1,100.00", .point, 110_000),
        ("£1,202.09 CR", .point, 120_209),
        ("12.34 DR", .point, -1234),
        ("12,34 S", .comma, -1234),
        ("12,34 H", .comma, 1234),
        ("1234,37 EUR", .comma, 123_437),
        ("EUR 1234,37", .comma, 123_437),
        ("49,90 kr", .comma, 4990),
        ("R$ 49,90", .comma, 4990),
        ("$.23", .point, 23),
        ("92233720368547758.07", .point, .max),
        ("-92233720368547758.08", .point, .min),
        ("CR 12.34", .point, 1234),
        ("DR 12.34", .point, -1234),
        ("12.34 debit", .point, -1234),
        ("12.34 Credit", .point, 1234),
        ("\u{2014}5,10", .comma, -510),
        ("'-12.34", .point, -1234),
        ("1.005", .point, 101),
        ("-1.005", .point, -101),
        ("1.0049", .point, 100),
    ]

    @Test(arguments: readable)
    func `what banks write as an amount is read to the cent`(_ text: String, _ mark: DecimalMark, _ cents: Int64) {
        guard case .amount(let amount) = AmountText.read(Array(text.utf8).span, mark: mark, decimals: 2) else {
            Issue.record("“\(text)” was not read")
            return
        }
        #expect(amount.minorUnits == cents)
    }

    static let unreadable: [(String, DecimalMark)] = [
        ("12..34", .point), ("1.234,56", .point), ("1,234.56", .comma), ("12,34", .point), ("1,23,45", .point), ("--5", .point),
        ("-5-", .point),
        ("(5", .point), ("5)", .point), ("12,-", .comma), ("DR -5 CR", .point), ("-5 credit", .point), ("1 2", .point), ("abc", .point),
        ("5 apples", .point), ("5 EUR USD", .point),
        ("1e5", .point),
        ("0x10", .point), ("12.34.56", .point), ("1.2 3", .point), ("EUR", .point), ("+", .point), ("\u{0661}", .point), ("1,", .point),
    ]

    @Test(arguments: unreadable)
    func `what is not clearly an amount is none`(_ text: String, _ mark: DecimalMark) {
        #expect(AmountText.read(Array(text.utf8).span, mark: mark, decimals: 2) == .notANumber)
    }

    @Test(arguments: ["", " ", "\u{A0}", "-", "--", "- -", "---"])
    func `a blank cell is empty, not zero`(_ text: String) {
        #expect(AmountText.read(Array(text.utf8).span, mark: .point, decimals: 2) == .empty)
    }

    @Test(arguments: ["92233720368547758.08", "-92233720368547758.09", "99999999999999999999", "92233720368547758.075"])
    func `an amount beyond 64 bits is told apart from no amount`(_ text: String) {
        #expect(AmountText.read(Array(text.utf8).span, mark: .point, decimals: 2) == .tooLarge)
    }

    @Test(arguments: [(0, Int64(1235)), (2, 123_450), (3, 1_234_500)])
    func `the currency sets how many decimals there are`(_ decimals: Int, _ units: Int64) {
        guard case .amount(let amount) = AmountText.read(Array("1234.50".utf8).span, mark: .point, decimals: decimals) else {
            Issue.record("not read")
            return
        }
        #expect(amount.minorUnits == units)
    }

    @Test func `a sign that names one currency says so and a shared one does not`() {
        func currency(_ text: String) -> Currency? {
            guard case .amount(let amount) = AmountText.read(Array(text.utf8).span, mark: .point, decimals: 2) else { return nil }
            return amount.currency
        }
        #expect(currency("€5.00") == .eur)
        #expect(currency("5.00 GBP") == .gbp)
        #expect(currency("$5.00") == nil)
    }

    @Test func `yen beside an amount take away its decimals`() {
        guard case .amount(let amount) = AmountText.read(Array("JPY 1,200".utf8).span, mark: .point, decimals: 2) else {
            Issue.record("not read")
            return
        }
        #expect(amount.minorUnits == 1200)
    }
}
