/// An amount of money: whole minor units (cents, yen, fils) of one currency. Never floating point.
///
/// Arithmetic throws on mixed currencies and on overflow, so a wrong sum cannot come about silently.
package struct Money: Hashable, Sendable {
    /// Cents for USD, whole yen for JPY, thousandths for KWD: see `Currency.decimals`.
    package let minorUnits: Int64
    package let currency: Currency

    package init(minorUnits: Int64, _ currency: Currency) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    package static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency) }

    package var isZero: Bool { minorUnits == 0 }
    package var isNegative: Bool { minorUnits < 0 }

    package func adding(_ other: Money) throws(MoneyError) -> Money {
        guard currency == other.currency else { throw .mixedCurrencies(currency, other.currency) }
        let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
        guard !overflow else { throw .overflow }
        return Money(minorUnits: sum, currency)
    }

    package func negated() throws(MoneyError) -> Money {
        guard minorUnits != .min else { throw .overflow }
        return Money(minorUnits: -minorUnits, currency)
    }

    /// The amount without its sign.
    package func magnitude() throws(MoneyError) -> Money { isNegative ? try negated() : self }

    /// Parts in proportion to `weights`, which sum to the whole: each is rounded toward zero, and the minor units left
    /// over go one by one to the first parts with a weight.
    ///
    /// - Precondition: no weight is negative, at least one is positive, and they sum to at most 2^31.
    package func split(by weights: [Int]) -> [Money] {
        let total = Int64(weights.reduce(0, +))
        precondition(weights.allSatisfy { $0 >= 0 } && total > 0 && total <= 1 << 31, "weights of a split")
        var parts = weights.map { weight in
            let (quotient, remainder) = minorUnits.quotientAndRemainder(dividingBy: total)
            return quotient * Int64(weight) + remainder * Int64(weight) / total
        }
        var rest = minorUnits - parts.reduce(0, +)
        for index in parts.indices where rest != 0 && weights[index] > 0 {
            parts[index] += rest.signum()
            rest -= rest.signum()
        }
        return parts.map { Money(minorUnits: $0, currency) }
    }
}

extension Money: CustomStringConvertible {
    /// `-1234.56 USD`: plain digits, a point, the currency's decimals.
    package var description: String { "\(decimalText) \(currency)" }

    /// `-1234.56`: what goes into a file or JSON as text.
    package var decimalText: String {
        let decimals = currency.decimals
        var digits = String(minorUnits.magnitude)
        if decimals > 0 {
            if digits.count <= decimals { digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
        }
        return isNegative ? "-" + digits : digits
    }

    /// From `-1234.56`: digits, at most one point, at most the currency's decimals; nil for everything else.
    /// What banks write is looser and is read by Ingestion.
    package init?(decimalText text: some StringProtocol, _ currency: Currency) {
        var units: Int64 = 0
        var decimals = -1
        var sawDigit = false
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        for byte in text.utf8.dropFirst(isNegative ? 1 : 0) {
            if byte == UInt8(ascii: "."), decimals < 0 {
                decimals = 0
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), decimals < currency.decimals else { return nil }
            guard let next = units.shiftedDecimal(adding: byte - UInt8(ascii: "0"), isNegative: isNegative) else { return nil }
            units = next
            sawDigit = true
            if decimals >= 0 { decimals += 1 }
        }
        guard sawDigit else { return nil }
        for _ in max(decimals, 0)..<currency.decimals {
            guard let next = units.shiftedDecimal(adding: 0, isNegative: isNegative) else { return nil }
            units = next
        }
        self.init(minorUnits: units, currency)
    }
}

extension Int64 {
    /// `self * 10 ± digit`, or nil when that does not fit.
    package func shiftedDecimal(adding digit: UInt8, isNegative: Bool) -> Int64? {
        let (product, first) = multipliedReportingOverflow(by: 10)
        let (sum, second) = isNegative ? product.subtractingReportingOverflow(Int64(digit)) : product.addingReportingOverflow(Int64(digit))
        return first || second ? nil : sum
    }
}

package enum MoneyError: Error, Equatable {
    case mixedCurrencies(Currency, Currency)
    case overflow

    package var userText: String {
        switch self {
        case .mixedCurrencies(let left, let right): "\(left) and \(right) cannot be added. Give both amounts in one currency."
        case .overflow: "An amount is larger than the books can hold (9,223,372,036,854,775,807 minor units). Check its digits."
        }
    }
}
