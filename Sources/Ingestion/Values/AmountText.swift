import Bookkeeping

/// The character between whole units and fractions of an amount.
package enum DecimalMark: String, CaseIterable, Codable, Sendable {
    case point, comma

    var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }
    var other: DecimalMark { self == .point ? .comma : .point }
}

/// An amount as banks write it: `-5`, `1.234,56-`, `(12.00)`, `+ £1,100.00`, `1 234,50 kr`, `12'000.00 CR`.
enum AmountText: Equatable {
    case amount(Amount)
    case empty
    case notANumber
    /// More minor units than 64 bits hold.
    case tooLarge

    struct Amount: Equatable {
        /// Negative when it is marked so.
        var minorUnits: Int64
        var sign: Sign
        /// What `€` or `EUR` beside the number says; nil when there is nothing, or `$` or `kr`, which several currencies use.
        var currency: Currency?
    }

    /// How the sign is written: most files mark money out alone, some money in alone.
    enum Sign: Equatable {
        case unmarked
        /// `+`, `CR`
        case plus
        /// `-` before or after, U+2212, parentheses, `DR`
        case minus
    }

    /// Reads `text`. Groups of thousands are parted by the other mark, a space of any kind or an apostrophe; they have three
    /// digits, the inner ones two or three as in India. Digits beyond the currency's decimals are rounded half away from zero.
    ///
    /// - Parameter decimals: of the currency that holds where the text names none
    static func read(_ text: borrowing Span<UInt8>, mark: DecimalMark, decimals: Int) -> AmountText {
        if let units = plainUnits(text, mark: mark.byte, decimals: decimals) {
            return .amount(Amount(minorUnits: units, sign: text[0] == UInt8(ascii: "-") ? .minus : .unmarked, currency: nil))
        }
        return AmountScanner.read(text, mark: mark, decimals: decimals)
    }

    /// The usual form: an optional minus, up to 15 digits, the mark with exactly the currency's decimals. Nil for every other.
    @inline(__always)
    static func plainUnits(_ text: borrowing Span<UInt8>, mark: UInt8, decimals: Int) -> Int64? {
        let count = text.count
        guard count > 0, count <= 16, decimals > 0 else { return nil }
        let isNegative = text[0] == UInt8(ascii: "-")
        let markIndex = count - decimals - 1
        guard markIndex > (isNegative ? 1 : 0), text[markIndex] == mark else { return nil }
        var units: Int64 = 0
        var index = isNegative ? 1 : 0
        while index < count {
            if index != markIndex {
                let digit = text[index] &- 0x30
                guard digit < 10 else { return nil }
                units = units &* 10 &+ Int64(digit)
            }
            index += 1
        }
        return isNegative ? -units : units
    }
}
