import Bookkeeping

/// Reads the amounts that are not written in the plainest way, from left to right: signs, currencies and brackets around one number.
struct AmountScanner {
    private let mark: DecimalMark
    private var decimals: Int
    private var index = 0
    private var sign = AmountText.Sign.unmarked
    private var bracket = Bracket.none
    private var currency: Currency?
    private var hasCurrencyMark = false
    /// Where the digits lie, once they have been seen.
    private var number: Range<Int>?

    private enum Bracket { case none, open, closed }

    private init(mark: DecimalMark, decimals: Int) { (self.mark, self.decimals) = (mark, decimals) }

    static func read(_ text: borrowing Span<UInt8>, mark: DecimalMark, decimals: Int) -> AmountText {
        var scanner = AmountScanner(mark: mark, decimals: decimals)
        return scanner.read(text)
    }

    private mutating func read(_ text: borrowing Span<UInt8>) -> AmountText {
        while index < text.count {
            guard step(text) else { return .notANumber }
        }
        // Hyphens alone fill an empty cell.
        guard let number else { return sign != .plus && bracket == .none && !hasCurrencyMark ? .empty : .notANumber }
        guard bracket != .open else { return .notANumber }
        return value(text, number)
    }

    /// Takes the next thing, whatever it is; false when it does not belong in an amount.
    private mutating func step(_ text: borrowing Span<UInt8>) -> Bool {
        let byte = text[index]
        let blank = Self.blankLength(text, at: index)
        if blank > 0 {
            index += blank
            return true
        }
        let minus = Self.minusLength(text, at: index)
        if minus > 0 {
            if number == nil, sign == .minus, isOfHyphens(text) {
                index = text.count
                return true
            }
            return take(.minus, length: minus)
        }
        switch byte {
        case UInt8(ascii: "+"):
            return take(.plus, length: 1)
        case UInt8(ascii: "("):
            guard bracket == .none, number == nil, sign == .unmarked else { return false }
            bracket = .open
            index += 1
            return true
        case UInt8(ascii: ")"):
            guard bracket == .open, number != nil else { return false }
            bracket = .closed
            return take(.minus, length: 1)
        case 0x30...0x39, mark.byte:
            guard number == nil, let end = Self.endOfNumber(text, from: index) else { return false }
            number = index..<end
            index = end
            return true
        // What keeps a spreadsheet from taking the cell for a number.
        case .apostrophe where index == 0:
            index += 1
            return true
        default:
            return takeWord(text)
        }
    }

    private func isOfHyphens(_ text: borrowing Span<UInt8>) -> Bool {
        for index in text.indices where text[index] != UInt8(ascii: "-") && text[index] != .space { return false }
        return true
    }

    private mutating func take(_ found: AmountText.Sign, length: Int) -> Bool {
        guard sign == .unmarked else { return false }
        sign = found
        index += length
        return true
    }

    /// A currency, or `CR` and `DR`.
    private mutating func takeWord(_ text: borrowing Span<UInt8>) -> Bool {
        let start = index
        while index < text.count, Self.isWordByte(text, at: index, from: start) { index += 1 }
        guard index > start, index - start <= 8 else { return false }
        let word = String(text.extracting(start..<index))
        switch word.uppercased() {
        case "CR", "CR.", "HABEN": return sign != .minus && setSign(.plus)
        case "DR", "DR.", "DB", "SOLL": return sign != .plus && setSign(.minus)
        case "CREDIT" where number != nil: return sign != .minus && setSign(.plus)
        case "DEBIT" where number != nil: return sign != .plus && setSign(.minus)
        // The one-letter forms of German (Haben, Soll) and English statements.
        case "C" where number != nil, "H" where number != nil: return setSign(.plus)
        case "D" where number != nil, "S" where number != nil: return setSign(.minus)
        default: break
        }
        guard !hasCurrencyMark, let meaning = CurrencyMark(word) else { return false }
        hasCurrencyMark = true
        currency = meaning.currency
        if let named = meaning.currency { decimals = named.decimals }
        return true
    }

    private mutating func setSign(_ found: AmountText.Sign) -> Bool {
        guard sign == .unmarked || sign == found else { return false }
        sign = found
        return true
    }

    private func value(_ text: borrowing Span<UInt8>, _ number: Range<Int>) -> AmountText {
        var digits = DecimalDigits(decimals: decimals, isNegative: sign == .minus)
        var groups = DigitGroups()
        var index = number.lowerBound
        while index < number.upperBound {
            let byte = text[index]
            if byte.isDigit {
                digits.append(byte - 0x30)
                groups.append(byte - 0x30)
                index += 1
            } else if byte == mark.byte {
                guard !digits.isFraction else { return .notANumber }
                guard groups.isWellFormed else { return .notANumber }
                digits.isFraction = true
                index += 1
            } else {
                guard !digits.isFraction, groups.separator(byte) else { return .notANumber }
                index += max(1, Self.separatorLength(text, at: index))
            }
        }
        guard digits.isFraction || groups.isWellFormed, digits.count > 0 else { return .notANumber }
        guard let units = digits.minorUnits else { return .tooLarge }
        return .amount(AmountText.Amount(minorUnits: units, sign: sign, currency: currency))
    }

    // MARK: Characters

    /// Digits, marks and separators between digits: everything up to the last digit, or to a mark at the very end as in `12.`.
    /// Nil for a mark before anything else, as in `1..2` and `12,-`.
    private static func endOfNumber(_ text: borrowing Span<UInt8>, from start: Int) -> Int? {
        var index = start
        var end = start
        while index < text.count {
            let byte = text[index]
            if byte.isDigit {
                index += 1
                end = index
                continue
            }
            let isMark = byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")
            let length = separatorLength(text, at: index)
            guard length > 0 else { break }
            index += length
            guard index < text.count else { return isMark ? index : end }
            if !text[index].isDigit { return isMark ? nil : end }
        }
        return end
    }

    /// Length of a thousands separator or a decimal mark; 0 when there is none.
    private static func separatorLength(_ text: borrowing Span<UInt8>, at index: Int) -> Int {
        switch text[index] {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "'"), UInt8(ascii: "`"): 1
        case 0xE2 where sequence(text, at: index, 0xE2, 0x80, 0x99): 3
        default: blankLength(text, at: index)
        }
    }

    /// Length of a space of any kind: also the no-break space and the thin ones that part thousands.
    private static func blankLength(_ text: borrowing Span<UInt8>, at index: Int) -> Int {
        switch text[index] {
        case .space, .tab, .lineFeed, .carriageReturn: return 1
        case 0xC2: return index + 1 < text.count && text[index + 1] == 0xA0 ? 2 : 0
        case 0xE2:
            // U+2007 to U+200A, U+202F
            guard index + 2 < text.count, text[index + 1] == 0x80 else { return 0 }
            return (0x87...0x8A).contains(text[index + 2]) || text[index + 2] == 0xAF ? 3 : 0
        default: return 0
        }
    }

    /// Length of a minus: the hyphen, U+2212, or the dashes that word processors make of it.
    private static func minusLength(_ text: borrowing Span<UInt8>, at index: Int) -> Int {
        switch text[index] {
        case UInt8(ascii: "-"): 1
        case 0xE2
        where sequence(text, at: index, 0xE2, 0x88, 0x92) || sequence(text, at: index, 0xE2, 0x80, 0x93)
            || sequence(text, at: index, 0xE2, 0x80, 0x94):
            3
        default: 0
        }
    }

    private static func sequence(_ text: borrowing Span<UInt8>, at index: Int, _ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        index + 2 < text.count && text[index] == first && text[index + 1] == second && text[index + 2] == third
    }

    /// Letters and currency signs, and the point behind an abbreviation.
    private static func isWordByte(_ text: borrowing Span<UInt8>, at index: Int, from start: Int) -> Bool {
        let byte = text[index]
        if byte == UInt8(ascii: ".") { return index > start && text[index - 1].isLetter }
        return byte.isLetter || byte == UInt8(ascii: "$") || byte >= 0x80
    }
}

/// Digits on the way to minor units.
private struct DecimalDigits {
    private let decimals: Int
    private let isNegative: Bool
    private var units: Int64? = 0
    private var fractionDigits = 0
    private var roundsUp = false
    private(set) var count = 0
    var isFraction = false

    init(decimals: Int, isNegative: Bool) { (self.decimals, self.isNegative) = (decimals, isNegative) }

    mutating func append(_ digit: UInt8) {
        count += 1
        if isFraction {
            fractionDigits += 1
            if fractionDigits > decimals {
                if fractionDigits == decimals + 1 { roundsUp = digit >= 5 }
                return
            }
        }
        units = units?.shiftedDecimal(adding: digit, isNegative: isNegative)
    }

    /// Nil when they do not fit.
    var minorUnits: Int64? {
        var result = units
        for _ in min(fractionDigits, decimals)..<decimals { result = result?.shiftedDecimal(adding: 0, isNegative: isNegative) }
        guard roundsUp, let whole = result else { return result }
        let (rounded, overflow) = whole.addingReportingOverflow(isNegative ? -1 : 1)
        return overflow ? nil : rounded
    }
}

/// Thousands: `1,234,567`, `12,34,567`; one kind of separator, three digits at the end, no zero at the beginning.
private struct DigitGroups {
    private var separatorByte: UInt8?
    private var digitsInGroup = 0
    private var beginsWithZero = false

    mutating func append(_ digit: UInt8) {
        if separatorByte == nil, digitsInGroup == 0 { beginsWithZero = digit == 0 }
        digitsInGroup += 1
    }

    mutating func separator(_ byte: UInt8) -> Bool {
        guard !beginsWithZero, separatorByte == nil || separatorByte == byte else { return false }
        guard separatorByte == nil ? (1...3).contains(digitsInGroup) : (2...3).contains(digitsInGroup) else { return false }
        separatorByte = byte
        digitsInGroup = 0
        return true
    }

    var isWellFormed: Bool { separatorByte == nil || digitsInGroup == 3 }
}
