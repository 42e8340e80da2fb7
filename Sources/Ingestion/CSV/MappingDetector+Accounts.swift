import Bookkeeping

extension MappingDetector {
    /// The column that names the account itself: a number before a name; several accounts where the heading and the cells leave no doubt
    /// that they are the owner's. Where the account is named above the table, no other one is.
    func accountColumn() -> Int? {
        guard let column = likeliestAccountColumn() else { return nil }
        guard let headerRow, let above = CSVReader.accountAbove(table.rows[..<headerRow])?.number else { return column }
        return profiles[column].distinct.contains { AccountCell($0)?.number.map { Self.endAlike($0, above) } ?? true } ? column : nil
    }

    /// One may be written with an IBAN's beginning and the other without, or be masked.
    private static func endAlike(_ one: String, _ other: String) -> Bool {
        func end(_ text: String) -> Substring { text.filter { $0.isLetter || $0.isNumber }.suffix(4) }
        return end(one) == end(other)
    }

    private func likeliestAccountColumn() -> Int? {
        if headings.isEmpty {
            return profiles.indices.first { profiles[$0].distinct.count == 1 && profiles[$0].distinct.allSatisfy(IBAN.isOne) }
        }
        let found = columns(.account) { $0.filled > 0 }.filter { !isOfOtherSide($0) }
        let named = found.filter { !isOfCards($0) } + found.filter(isOfCards)
        func holds(_ column: Int, _ agrees: (AccountCell) -> Bool) -> Bool {
            profiles[column].distinct.allSatisfy { AccountCell($0).map(agrees) ?? false }
        }
        func isOne(_ column: Int) -> Bool { profiles[column].distinct.count == 1 }
        func isIdentity(_ column: Int) -> Bool { isOne(column) || areOwn(column) }
        let numbers = named.filter { holds($0) { $0.number != nil } && isIdentity($0) }
        let names = named.filter {
            Self.ownAccounts.contains(ColumnNames.folded(headings[$0])) && isIdentity($0) && holds($0) { _ in true }
        }
        return numbers.first { !isOfCards($0) } ?? names.first ?? numbers.first
    }

    /// Whether the accounts in a column are those of whoever is on the other end: its heading names them, or says no more than that these
    /// are accounts, and it stands behind the one who is paid or some movements have none.
    private func isOfOtherSide(_ column: Int) -> Bool {
        let name = ColumnNames.folded(headings[column])
        if name.split(separator: " ").contains(where: { Self.otherSide.contains(String($0)) }) { return true }
        guard Self.mereAccounts.contains(name), !roles.contains(where: { $0?.role == .counterpartyAccount }) else { return false }
        return roles[..<column].contains { $0?.role == .counterparty }
            || dataRows.contains { $0.isMovement && column < $0.cells.count && $0.cells[column].isBlank }
    }

    /// Whether several accounts in a column are the owner's: they repeat, every movement has one, none is a heading of the books.
    private func areOwn(_ column: Int) -> Bool {
        guard roles[column]?.isExact == true, !isOfCards(column) else { return false }
        let movements = dataRows.filter(\.isMovement)
        let cells = movements.compactMap { column < $0.cells.count ? $0.cells[column].text : nil }.filter { !$0.isEmpty }
        let distinct = Set(cells)
        guard cells.count == movements.count, distinct.count <= 12, !distinct.contains(where: { $0.contains(":") }) else { return false }
        let isOwnByName = Self.ownAccounts.contains(ColumnNames.folded(headings[column]))
        return isOwnByName ? distinct.count * 2 <= max(4, cells.count) : distinct.count * 3 <= cells.count
    }

    /// Whether a column says who holds the card.
    var namesHolders: Bool { headings.contains { Self.holders.contains(ColumnNames.folded($0)) } }

    /// Where holders are named, the numbers are those of cards, and cards share an account.
    private func isOfCards(_ column: Int) -> Bool { namesHolders || Self.cards.contains(ColumnNames.folded(headings[column])) }

    /// Headings that mean the owner's account and never the other end's.
    private static let ownAccounts: Set<String> = [
        "account", "account name", "account number", "account no", "account num", "bank account", "auftragskonto", "iban auftragskonto",
        "bezeichnung auftragskonto", "iban kontoinhaber", "iban bban", "rekening", "source account", "bank account name", "client account",
        "kliendi konto", "klienta konts", "номер счета",
    ]
    /// Headings that do not say whose account it is.
    private static let mereAccounts: Set<String> = [
        "iban", "account number", "account no", "konto", "kontonummer", "konto nr", "rekeningnummer", "numer rachunku", "cislo uctu",
        "numero de compte", "szamlaszam", "conto", "cuenta", "conta", "compte",
    ]
    /// Words that make a heading the other end's, whatever else it says.
    private static let otherSide: Set<String> = [
        "payee", "payer", "recipient", "counterparty", "beneficiary", "merchant", "sender", "partner", "empfanger", "empfaenger",
        "zahlungsempfanger", "zahlungspflichtiger", "begunstigter", "beguenstigter", "begunstigten", "glaubiger", "gegenpartei",
        "zahlungsbeteiligter", "tegenpartij", "begunstigde", "destinataire", "beneficiaire", "contrepartie", "beneficiario", "destinatario",
        "contraparte", "controparte", "ordenante", "odbiorcy", "nadawcy", "kontrahenta", "protiuctu", "modtager", "mottaker", "mottagare",
        "saajan",
    ]
    static let holders: Set<String> = ["card member", "cardholder", "card holder", "karteninhaber", "titulaire de la carte", "利用者"]
    static let owners: Set<String> = [
        "account holder", "account owner", "kontoinhaber", "rekeninghouder", "titulaire du compte", "titular", "intestatario", "owner",
    ]
    private static let cards: Set<String> = ["card number", "card no", "credit card number", "kredietkaart"]
}
