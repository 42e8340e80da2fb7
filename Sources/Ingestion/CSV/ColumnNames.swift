/// What headings of bank exports mean, in the languages whose banks we have seen: English, German, French, Spanish, Italian,
/// Portuguese, Dutch, Danish, Norwegian, Swedish, Finnish, Estonian, Latvian, Lithuanian, Polish, Czech, Hungarian, Romanian, a little of
/// Slovak, Slovene, Croatian, Serbian, Bulgarian, Ukrainian, Russian, Greek, Turkish, Arabic, Vietnamese, Chinese, Korean and Japanese.
///
/// Headings are compared without case, accents and punctuation. The longest known phrase within a heading decides, so
/// `Amount currency` is not an amount and `Betrag (EUR)` is one.
enum ColumnNames {
    enum Role: CaseIterable, Sendable {
        case bookingDate, date, valueDate
        case amount, grossAmount, otherAmount, debit, credit, direction
        case currency, otherCurrency, balance
        case text, counterparty, counterpartyAccount, reference, account
        case kind, status
        /// Known, and of no use: categories, names of staff and devices, who holds the card.
        case other
    }

    /// - Returns: nil for a heading that says nothing; `isExact` when it is nothing but a known phrase.
    static func role(of heading: String) -> (role: Role, isExact: Bool)? {
        let name = folded(partedFigures(heading))
        guard !name.isEmpty else { return nil }
        // `Item #` counts rows.
        if let role = exact[name] { return (role == .text && heading.hasSuffix("#") ? .other : role, true) }
        let words = name.split(separator: " ").map(String.init)
        for length in stride(from: min(words.count, longestPhrase), through: 1, by: -1) {
            for start in 0...(words.count - length) {
                guard let role = exact[words[start..<start + length].joined(separator: " ")] else { continue }
                // `Bank reference` is a reference.
                if length == 1, [.kind, .status, .other].contains(role) { continue }
                return (role, false)
            }
        }
        return nil
    }

    /// `Beschreibung1` in two words.
    private static func partedFigures(_ heading: String) -> String {
        var result = ""
        for character in heading {
            if character.isNumber, result.last?.isLetter == true { result += " " }
            result.append(character)
        }
        return result
    }

    /// How many headings are known in what may be the head of a file: tells a right decoding from a wrong one.
    static func knownWords(in text: String) -> Int {
        let cells = text.split { $0.isNewline || ";,\t|\"".contains($0) }.prefix(200)
        return cells.count { cell in
            cell.utf8.contains { $0 >= 0x80 } && role(of: String(cell))?.isExact == true
        }
    }

    /// Small letters without accents, figures, single spaces. `dateOp` is two words.
    static func folded(_ text: String) -> String {
        if let plain = foldedASCII(text) { return plain }
        var result = ""
        for scalar in spaced(text).lowercased().unicodeScalars {
            if let plain = accents[scalar] {
                result += plain
            } else if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
                result.unicodeScalars.append(scalar)
            } else if !result.hasSuffix(" "), scalar.properties.generalCategory != .nonspacingMark {
                result += " "
            }
        }
        return String(result.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// The same of text without a letter beyond ASCII, many times as fast; nil for any other.
    private static func foldedASCII(_ text: String) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 4)
        var wasSmall = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): result.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if wasSmall { result.append(UInt8(ascii: " ")) }
                result.append(byte | 0x20)
            case 0x80...: return nil
            default: if let last = result.last, last != UInt8(ascii: " ") { result.append(UInt8(ascii: " ")) }
            }
            wasSmall = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
        }
        if result.last == UInt8(ascii: " ") { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether the heading of a date or an amount may be English: has a word of it, or says nothing.
    static func isEnglish(_ heading: String) -> Bool {
        guard let known = role(of: heading), known.isExact || heading.utf8.contains(where: { $0 >= 0x80 }) else { return true }
        return folded(heading).split(separator: " ").contains { english.contains(String($0)) }
    }

    private static let english: Set<String> = [
        "date", "day", "posted", "processed", "created", "completed", "booked", "timestamp", "datetime", "amount", "amt", "value", "net",
        "total", "gross",
        "debit", "debits", "credit", "credits", "withdrawal", "withdrawals", "withdrawn", "deposit", "deposits", "deposited", "charge",
        "charges", "paid", "money", "outflow", "inflow", "payments", "spent", "received", "sum",
    ]

    /// Whether `label` is what an account's number is called above a table.
    static func namesAccount(_ label: String) -> Bool {
        accountLabels.contains(folded(label))
    }

    private static let accountLabels: Set<String> = [
        "account", "account number", "account no", "acct no", "iban", "konto", "kontonummer", "konto nr", "kontonr", "girokonto",
        "tagesgeldkonto", "numero de compte",
        "numero compte",
        "compte", "cuenta", "numero de cuenta", "conto", "conto corrente", "numero conto", "conta", "rekening", "rekeningnummer",
        "numer rachunku", "numer konta", "cislo uctu", "szamlaszam", "tilinumero", "filial kontonummer", "kontonummer iban", "numar cont",
    ]

    /// `dateOp` in two words, as `date Op`.
    private static func spaced(_ text: String) -> String {
        var result = ""
        var wasSmall = false
        for character in text {
            if wasSmall, character.isUppercase { result += " " }
            result.append(character)
            wasSmall = character.isLowercase
        }
        return result
    }

    /// Whether `text` names a balance or a total: such rows are no movements.
    static func namesBalance(_ text: String) -> Bool {
        let words = folded(text).split(separator: " ")
        return words.prefix(6).contains { balanceWords.contains(String($0)) } || BalanceRow(label: text) != nil
    }

    private static let balanceWords: Set<String> = [
        "balance", "total", "totals", "saldo", "solde", "kontostand", "summe", "gesamt", "totaal", "totale", "suma", "zustatek", "egyenleg",
        "subtotal", "anfangsbestand", "endbestand", "saldot",
    ]

    private static let accents: [Unicode.Scalar: String] = {
        var table: [Unicode.Scalar: String] = ["ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"]
        for (plain, accented) in [
            ("a", "áàâäãåăąāạảấầẩẫậắằẳẵặ"), ("c", "çćčċ"), ("d", "ď"), ("e", "éèêëěęėēẹẻẽếềểễệ"), ("g", "ğģ"), ("i", "íìîïīįĩỉị"),
            ("k", "ķ"), ("l", "ĺľļ"),
            ("n", "ñńňņ"),
            ("o", "óòôöõőōọỏốồổỗộơớờởỡợ"), ("r", "ŕřŗ"), ("s", "śšşș"), ("t", "ťţț"), ("u", "úùûüůűūųũụủưứừửữự"), ("y", "ýÿỳỵỷỹ"),
            ("z", "źżž"),
            ("α", "ά"), ("ε", "έ"), ("η", "ή"), ("ι", "ίϊΐ"), ("ο", "ό"), ("υ", "ύϋΰ"), ("ω", "ώ"),
            ("σ", "ς"),
        ] {
            for scalar in accented.unicodeScalars { table[scalar] = plain }
        }
        return table
    }()

    private static let exact: [String: Role] = {
        var table: [String: Role] = [:]
        for (role, names) in phrases {
            for name in names.split(separator: ",") {
                let name = name.trimmed
                table[name.utf8.allSatisfy { $0 < 0x80 } ? name : folded(name)] = role
            }
        }
        return table
    }()

    private static let longestPhrase = exact.keys.map { $0.split(separator: " ").count }.max() ?? 1
}

extension Substring {
    /// Without white space at both ends.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
