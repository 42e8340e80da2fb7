import Bookkeeping

/// What the cells of one column of the sample are.
struct ColumnProfile {
    private(set) var filled = 0
    private(set) var dates = 0
    private(set) var amounts = 0
    /// Amounts with a fraction, a sign or a currency.
    private(set) var money = 0
    private(set) var minus = 0
    private(set) var plus = 0
    /// Amounts other than zero without a sign.
    private(set) var unmarked = 0
    private(set) var directions = 0
    /// Cells that are nothing but a sign.
    private(set) var signs = 0
    private(set) var currencies = 0
    private(set) var statuses = 0
    /// Single tokens with a figure in them, as numbers of movements and accounts are.
    private(set) var tokens = 0
    /// Cells with letters in them that are nothing else.
    private(set) var words = 0
    private(set) var length = 0
    private(set) var distinct: Set<String> = []

    init(_ cells: some Sequence<SampleTable.Cell>) {
        for cell in cells where !cell.isBlank { add(cell) }
    }

    private mutating func add(_ cell: SampleTable.Cell) {
        filled += 1
        length += cell.text.count
        distinct.insert(cell.text)
        if cell.isDate { dates += 1 }
        if cell.isAmount, let amount = cell.withPoint ?? cell.withComma {
            amounts += 1
            if cell.isMoney { money += 1 }
            switch amount.sign {
            case .minus: minus += 1
            case .plus: plus += 1
            case .unmarked: if amount.minorUnits != 0 { unmarked += 1 }
            }
        }
        if DirectionWord.signs[cell.text] != nil { signs += 1 } else if DirectionWord(cell.text) != nil { directions += 1 }
        if Self.isCurrencyCode(cell.text) || Self.isSmallCurrencyCode(cell.text) { currencies += 1 }
        if StatusWord(cell.text) != nil { statuses += 1 }
        if cell.text.contains(where: \.isNumber), !cell.text.contains(" ") { tokens += 1 }
        if !cell.isDate, !cell.isAmount, cell.text.contains(where: \.isLetter), !IBAN.hasShape(cell.text) { words += 1 }
    }

    /// Whether some amount is other than zero.
    var moves: Bool { minus + plus + unmarked > 0 }
    var areDates: Bool { filled > 0 && dates * 2 >= filled }
    /// A sign alone fills an empty cell.
    var areAmounts: Bool { amounts * 2 >= filled - signs }
    var areMoney: Bool { filled > 0 && money * 2 >= filled && amounts * 2 >= filled }
    var areDirections: Bool { filled > 0 && directions * 10 >= filled * 9 || areBothSigns }
    /// Signs alone, and both of them: one alone may be what fills empty cells.
    var areBothSigns: Bool { filled > 0 && signs == filled && distinct.contains("+") && distinct.count > 1 }
    var areCurrencies: Bool { filled > 0 && currencies * 10 >= filled * 8 }
    /// Half of them, and the rest are single words as well, `CHECK`, which tell no more.
    var areDirectionsMostly: Bool {
        filled > 0 && directions * 2 >= filled && distinct.allSatisfy { $0.utf8.count <= 16 && $0.allSatisfy { $0.isLetter || $0 == "_" } }
    }
    var areStatuses: Bool { filled > 0 && statuses * 10 >= filled * 9 }
    var areTokens: Bool { filled > 0 && tokens * 10 >= filled * 9 }

    private static func isSmallCurrencyCode(_ text: String) -> Bool {
        text.utf8.count == 3 && text == text.lowercased() && isCurrencyCode(text.uppercased()) && !["all", "try"].contains(text)
    }

    /// Written in capitals: `ALL` and `TRY` are words else.
    static func isCurrencyCode(_ text: String) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy { $0 >= 0x41 && $0 <= 0x5A } && Currency(code: text) != nil
    }
}
