/// Words of a column that say which way money went.
enum DirectionWord {
    case moneyIn, moneyOut

    init?(_ text: String) {
        guard text.utf8.count <= 16, !text.utf8.contains(where: \.isDigit) else { return nil }
        let word = ColumnNames.folded(text)
        if Self.outWords.contains(word) {
            self = .moneyOut
        } else if Self.inWords.contains(word) {
            self = .moneyIn
        } else {
            return nil
        }
    }

    private static let outWords: Set<String> = [
        "debit", "d", "dr", "dbit", "db", "af", "soll", "s", "o", "out", "outflow", "debito", "debet", "kiadas", "withdrawal", "uitgave",
        "lastschrift", "belastung", "egreso", "cargo", "dare", "expense", "deebet", "debets",
    ]
    private static let inWords: Set<String> = [
        "credit", "c", "cr", "crdt", "bij", "haben", "h", "i", "in", "inflow", "credito", "kredit", "bevetel", "deposit", "inkomst",
        "gutschrift",
        "ingreso", "abono", "avere", "income", "k", "kreedit", "kredits",
    ]
}
