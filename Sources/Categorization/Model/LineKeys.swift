import Bookkeeping

/// Hashes of everything the model looks at in a line, computed once and used by all its parts.
///
/// Text is lower case. *Masked* text has `0` for every digit; the *name* is the words without any digit, or the masked text when
/// there are none. Amounts fall into buckets of half powers of two of their minor units.
struct LineKeys: Sendable {
    /// What a feature is about, for the explanation.
    enum Kind: UInt8, Sendable {
        case other, text, textAndAmount, word, amount, direction, day, order
    }

    struct Feature: Sendable {
        let key: UInt64
        var value: Float
        let kind: Kind
        /// Bytes of the masked text that a word covers.
        var from: UInt16 = 0
        var to: UInt16 = 0
    }

    /// For the linear expert; the values have length 1 as a vector.
    private(set) var features: [Feature] = []
    /// For the count tables, in their order.
    private(set) var tables: [UInt64] = []
    /// Hashed first five letters of the words of four letters and more.
    private(set) var wordBeginnings: [UInt64] = []
    /// The trades of the words, each once, in order of appearance.
    private(set) var trades: [UInt8] = []

    private(set) var masked: [UInt8] = []
    private(set) var maskedKey: UInt64 = 0
    private(set) var nameKey: UInt64 = 0
    private(set) var firstWordKey: UInt64 = 0
    private(set) var vendorKey: UInt64 = 0
    private(set) var maskedAmountKey: UInt64 = 0
    private(set) var minorUnits: Int64 = 0
    /// Half powers of two of the amount, 0...127.
    private(set) var bucket = 0
    private(set) var isIn = false
    /// How round the amount is: zeros at the end of its minor units, 0...7, or 9 when there are none but the last digit is five.
    /// Invoices net of tax, fees, and salaries differ in it.
    private(set) var roundness = 0
    /// The last digit before the decimal mark, for currencies with two decimals.
    private var units = 0
    private(set) var dayNumber: Int32 = 0
    /// Binary logarithm of the amount, with its sign.
    private(set) var signedLogarithm: Float = 0

    private var rawKey: UInt64 = 0
    private var firstTwoKey: UInt64 = 0
    private var lastTwoKey: UInt64 = 0
    private var tokens: [Token] = []
    private var distinct: [UInt64] = []

    private struct Token {
        let from: Int
        let to: Int
        let hash: UInt64
        let hasDigit: Bool
    }

    /// Longer texts are cut: what tells vendors apart stands in front.
    private static let longestText = 160
    private static let mostTrades = 4

    /// - Parameter previous: the number of the account answered last, -1 when there is none near.
    mutating func read(_ facts: LineFacts, vendor: Vendor, previous: Int) {
        readText(facts)
        vendorKey = Hash.of(vendor.key.utf8)
        readAmountAndDate(facts)
        collectFeatures(facts, previous: previous)
        collectTables(previous: previous)
    }

    // MARK: Text

    private mutating func readText(_ facts: LineFacts) {
        masked.removeAll(keepingCapacity: true)
        var raw = Hash.seed
        var digits = Hash.seed
        let text = facts.counterparty.map { "\($0) \(facts.text)" } ?? facts.text
        for byte in FoldedText(text).bytes.prefix(Self.longestText) {
            let mask = Self.isDigit(byte) ? UInt8(ascii: "0") : byte
            raw = Hash.adding(byte, to: raw)
            digits = Hash.adding(mask, to: digits)
            masked.append(mask)
        }
        rawKey = Hash.finished(raw)
        maskedKey = Hash.finished(digits)
        findTokens()
        readWords()
    }

    /// Runs of letters, digits and bytes beyond ASCII.
    private mutating func findTokens() {
        tokens.removeAll(keepingCapacity: true)
        var start = -1
        var hash = Hash.seed
        var hasDigit = false
        for index in 0...masked.count {
            let byte = index < masked.count ? masked[index] : 0x20
            if Self.isLetter(byte) || Self.isDigit(byte) {
                if start < 0 { (start, hash, hasDigit) = (index, Hash.seed, false) }
                hash = Hash.adding(byte, to: hash)
                if Self.isDigit(byte) { hasDigit = true }
            } else if start >= 0 {
                tokens.append(Token(from: start, to: index, hash: Hash.finished(hash), hasDigit: hasDigit))
                start = -1
            }
        }
    }

    private mutating func readWords() {
        wordBeginnings.removeAll(keepingCapacity: true)
        trades.removeAll(keepingCapacity: true)
        var name = Hash.seed
        var words = 0
        var lastTwo: (UInt64, UInt64) = (0, 0)
        (firstWordKey, firstTwoKey) = (0, 0)
        for token in tokens where !token.hasDigit {
            name = Hash.joined(name, token.hash)
            if trades.count < Self.mostTrades, let trade = Trades.number(ofWord: token.hash), !trades.contains(trade) {
                trades.append(trade)
            }
            words += 1
            if words == 1 { firstWordKey = token.hash }
            if words <= 2 { firstTwoKey = Hash.joined(firstTwoKey, token.hash) }
            lastTwo = (lastTwo.1, token.hash)
            if token.to - token.from >= 4 { wordBeginnings.append(Hash.of(masked[token.from..<min(token.to, token.from + 5)])) }
        }
        nameKey = words == 0 ? maskedKey : name
        lastTwoKey = Hash.joined(lastTwo.0, lastTwo.1)
    }

    /// Hashes of the beginnings of a name's words, as `wordBeginnings` has those of a line.
    static func wordBeginnings(of name: String) -> [UInt64] {
        FoldedText(name).bytes.split { !isLetter($0) }.filter { $0.count >= 4 }.map { Hash.of($0.prefix(5)) }
    }

    /// The trades of a name's words, as `trades` has those of a line.
    static func trades(of name: String) -> [UInt8] {
        FoldedText(name).bytes.split { !isLetter($0) }.compactMap { Trades.number(ofWord: Hash.of($0)) }
    }

    /// The words a feature covers, `#` for every digit.
    func words(of feature: Feature) -> String {
        String(decoding: masked[Int(feature.from)..<Int(feature.to)].map { Self.isDigit($0) ? UInt8(ascii: "#") : $0 }, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A || byte >= 0x80 }

    // MARK: Amount and date

    private mutating func readAmountAndDate(_ facts: LineFacts) {
        minorUnits = facts.amount.minorUnits
        isIn = minorUnits >= 0
        dayNumber = facts.date.dayNumber
        let logarithm = FastMath.log(Float(minorUnits.magnitude) + 1) * 1.442_695_04
        signedLogarithm = isIn ? logarithm : -logarithm
        bucket = min(Int(2 * logarithm), 127)
        maskedAmountKey = Hash.joined(maskedKey, Int(minorUnits))
        roundness = Self.roundness(minorUnits.magnitude)
        units = Int(minorUnits.magnitude / 100 % 10)
    }

    private static func roundness(_ magnitude: UInt64) -> Int {
        guard magnitude > 0 else { return 0 }
        var zeros = 0
        var rest = magnitude
        while zeros < 7, rest % 10 == 0 {
            rest /= 10
            zeros += 1
        }
        return zeros == 0 && magnitude % 5 == 0 ? 9 : zeros
    }

    // MARK: Features of the linear expert

    private mutating func collectFeatures(_ facts: LineFacts, previous: Int) {
        features.removeAll(keepingCapacity: true)
        let sign = isIn ? 1 : 0
        let cents = Int(minorUnits.magnitude % 100)
        let amount = Int(minorUnits)
        let (_, _, dayOfMonth) = facts.date.components
        add(1, 0, 0, 1.5, .other)
        add(2, 0, Int(facts.bankAccount.rawValue), 1, .other)
        add(3, 0, sign, 1.5, .direction)
        add(4, 0, bucket, 1.5, .amount)
        add(5, 0, amount, 1.5, .amount)
        add(6, 0, cents, 1, .amount)
        add(7, rawKey, 0, 1, .text)
        // The masked text counts twice: the strongest single sign.
        add(8, maskedKey, 0, 2, .text)
        add(9, maskedKey, amount, 1, .textAndAmount)
        add(10, nameKey, 0, 1, .text)
        add(11, nameKey, bucket, 1, .textAndAmount)
        add(12, firstTwoKey, 0, 1, .text)
        add(13, firstWordKey, sign, 1, .text)
        add(14, firstWordKey, bucket * 2 + sign, 1, .textAndAmount)
        add(15, 0, previous, 1, .order)
        add(16, firstWordKey, previous, 1, .order)
        add(17, firstWordKey, amount, 1, .textAndAmount)
        add(18, maskedKey, cents, 1, .textAndAmount)
        add(19, firstWordKey, Int(dayNumber), 1, .order)
        add(20, lastTwoKey, 0, 1, .text)
        add(21, maskedKey, facts.date.weekday, 1, .day)
        add(22, firstWordKey, dayOfMonth, 1, .day)
        add(23, vendorKey, 0, 1, .text)
        add(24, vendorKey, bucket * 2 + sign, 1, .textAndAmount)
        add(25, 0, roundness, 1, .amount)
        add(26, firstWordKey, roundness, 1, .textAndAmount)
        add(27, 0, units, 1, .amount)
        add(28, nameKey, units, 1, .textAndAmount)
        for trade in trades.map(Int.init) {
            add(29, 0, trade, 1, .text)
            add(30, 0, trade * 2 + sign, 1, .text)
            add(31, 0, trade * 128 + bucket, 1, .textAndAmount)
        }
        addTokens()
        addQuadruples()
        scaleToUnitLength()
    }

    @inline(__always)
    private mutating func add(_ family: Int, _ key: UInt64, _ value: Int, _ weight: Float, _ kind: Kind) {
        features.append(Feature(key: Hash.joined(key &+ UInt64(family) << 56, value), value: weight, kind: kind))
    }

    /// Tokens and pairs of neighbors, lighter the more there are.
    private mutating func addTokens() {
        guard !tokens.isEmpty else { return }
        let weight = (Float(2 * tokens.count - 1) / 5).squareRoot()
        for (index, token) in tokens.enumerated() {
            let word = Hash.joined(token.hash, 23)
            features.append(Feature(key: word, value: 1 / weight, kind: .word, from: UInt16(token.from), to: UInt16(token.to)))
            guard index > 0 else { continue }
            let pair = Hash.joined(tokens[index - 1].hash, token.hash)
            features.append(
                Feature(key: pair, value: 1 / weight, kind: .word, from: UInt16(tokens[index - 1].from), to: UInt16(token.to)))
        }
    }

    /// Distinct runs of four characters of the masked text with a space on both sides.
    private mutating func addQuadruples() {
        let first = features.count
        distinct.removeAll(keepingCapacity: true)
        var window: UInt32 = 0x20
        for index in 0...masked.count {
            window = window << 8 | UInt32(index < masked.count ? masked[index] : 0x20)
            guard index >= 2 else { continue }
            let key = Hash.finished(UInt64(window) | 4 << 40)
            if !distinct.contains(key) {
                distinct.append(key)
                features.append(Feature(key: key, value: 0, kind: .other))
            }
        }
        let weight = 0.8 / (Float(max(distinct.count, 1)) / 15).squareRoot()
        for index in first..<features.count { features[index].value = weight }
    }

    private mutating func scaleToUnitLength() {
        let length = features.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
        for index in features.indices { features[index].value /= length }
    }

    // MARK: Keys of the count tables

    private mutating func collectTables(previous: Int) {
        let sign = isIn ? 1 : 0
        let cents = Int(minorUnits.magnitude % 100)
        let amount = Int(minorUnits)
        tables.removeAll(keepingCapacity: true)
        addTable(0, 0)
        addTable(0, 0)
        addTable(rawKey, 0)
        addTable(maskedKey, amount)
        addTable(nameKey, 0)
        addTable(0, amount)
        addTable(0, cents)
        addTable(0, bucket * 2 + sign)
        addTable(firstWordKey, Int(dayNumber))
        addTable(lastTwoKey, 0)
        addTable(firstWordKey, amount)
        addTable(maskedKey, cents)
        addTable(0, previous)
        addTable(nameKey, previous)
        addTable(nameKey, Int(dayNumber))
        addTable(0, Int(dayNumber))
        addTable(firstWordKey, 0)
        addTable(firstWordKey, roundness)
    }

    /// The number of the table is part of the key.
    private mutating func addTable(_ key: UInt64, _ value: Int) {
        tables.append(Hash.joined(key &+ UInt64(tables.count + 101) << 56, value))
    }
}
