/// Words of a column that say which way money went.
enum DirectionWord {
    case moneyIn, moneyOut

    init?(_ text: String) {
        if let sign = Self.signs[text] {
            self = sign
            return
        }
        guard text.utf8.count <= 24, !text.utf8.contains(where: \.isDigit) else { return nil }
        let word = ColumnNames.folded(text)
        if let known = Self.meaning(of: word) {
            self = known
            return
        }
        // In two languages at once: `贷 Cr`.
        let parts = word.split(separator: " ")
        guard parts.count == 2, let first = Self.meaning(of: String(parts[0])), first == Self.meaning(of: String(parts[1])) else {
            return nil
        }
        self = first
    }

    private static func meaning(of word: String) -> DirectionWord? {
        outWords.contains(word) ? .moneyOut : inWords.contains(word) ? .moneyIn : nil
    }

    /// Signs that stand alone. A hyphen fills empty cells as well: who looks for a column of them asks for more than that.
    static let signs: [String: DirectionWord] = ["+": .moneyIn, "-": .moneyOut, "\u{2212}": .moneyOut, "\u{2013}": .moneyOut]

    private static let outWords: Set<String> = [
        "debit", "d", "dr", "dbit", "db", "af", "soll", "s", "o", "out", "outflow", "debito", "debet", "kiadas", "withdrawal", "uitgave",
        "lastschrift", "belastung", "egreso", "cargo", "dare", "expense", "deebet", "debets", "debit purchase visa", "списание", "расход",
        "дебет", "obciazenie", "odchozi", "odchadzajuca", "terheles", "borc", "otto", "χ", "χρεωση", "支出", "支", "支払い", "支払", "出金", "출금",
        "مدين", "nota debito", "nota de debito", "借", "借方",
        "ausgabe", "ausgaben", "ausgang", "saida", "despesa", "gasto", "uscita", "depense", "sortie", "wydatek", "vydaj", "vydej", "utgift",
    ]
    private static let inWords: Set<String> = [
        "credit", "c", "cr", "crdt", "bij", "haben", "h", "i", "in", "inflow", "credito", "kredit", "bevetel", "deposit", "inkomst",
        "gutschrift", "ingreso", "abono", "avere", "income", "k", "kreedit", "kredits", "зачисление", "поступление", "приход", "кредит",
        "uznanie", "prichozi", "prichadzajuca", "jovairas", "alacak", "pano", "π", "πιστωση", "收入", "収入", "收", "入金", "입금", "دائن",
        "nota credito", "nota de credito", "贷", "贷方", "貸方",
        "einnahme", "einnahmen", "eingang", "entrada", "receita", "entrata", "recette", "entree", "przychod", "prijem", "inntekt",
    ]
}
