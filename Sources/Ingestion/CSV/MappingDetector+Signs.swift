import Bookkeeping

/// What tells money out from money in where one column has the amounts.
extension MappingDetector {
    /// One column of amounts: perhaps another one says which way money went.
    func withDirection(_ written: Int) -> Mapping.AmountColumns {
        let column = signedTwin(of: written) ?? written
        let profile = profiles[column]
        if let flag = profiles.indices.first(where: { $0 != column && tellsDirection($0, of: column) }) {
            if profile.minus == 0 { return .flagged(column: column, flag: flag) }
            if contradicts(flag, column) { return .signed(column: column, .inverted) }
        }
        if countsPurchases(column) || isOfPurchasesAlone(column) || isOfFewCards(column) { return .signed(column: column, .inverted) }
        let onlyMoneyInIsMarked = profile.plus > 0 && profile.minus == 0 && profile.unmarked > 0
        return .signed(column: column, onlyMoneyInIsMarked ? .unmarkedIsOut : .asWritten)
    }

    /// Whether the words, letters or signs of a column say which way the amounts of another one went.
    private func tellsDirection(_ flag: Int, of column: Int) -> Bool {
        let (words, amounts) = (profiles[flag], profiles[column])
        guard words.signs == 0 || amounts.minus + amounts.plus == 0, !isKindOfCard(flag) else { return false }
        if words.areDirections || areSigns(flag) || areFlags(flag) {
            if words.filled * 10 >= min(dataRows.count, amounts.amounts) * 9 { return true }
        } else if words.directions * 2 < words.filled {
            return false
        }
        // Where no amount has a sign, and both ways are said or the heading means them, rows that say neither cannot be taken for money in.
        guard amounts.minus + amounts.plus == 0, words.filled * 2 >= amounts.amounts else { return false }
        let key = DirectionKey(words.distinct, heading: flag < headings.count ? headings[flag] : "")
        let ways = Set(words.distinct.compactMap(key.direction)).count
        return ways == 2 || ways == 1 && flag < roles.count && roles[flag]?.role == .direction
    }

    /// A debit card takes payments as a credit card does.
    private func isKindOfCard(_ column: Int) -> Bool {
        guard column < headings.count, roles[column]?.role != .direction else { return false }
        let words = ColumnNames.folded(headings[column]).split(separator: " ")
        return words.contains { $0 == "card" || $0 == "funding" || $0.hasPrefix("kart") }
    }

    /// Whether the column is of signs alone and its heading says so, as `+/-` does, though there may be only one of them.
    private func areSigns(_ column: Int) -> Bool {
        guard column < headings.count, profiles[column].filled > 0, profiles[column].signs == profiles[column].filled else { return false }
        let heading = headings[column]
        return heading.contains("+") && heading.contains { "-\u{2212}\u{2013}".contains($0) } || roles[column]?.role == .direction
    }

    /// Whether the column holds a pair of letters and nothing else, in a column that describes nothing; or one of them, and is called so.
    private func areFlags(_ column: Int) -> Bool {
        let profile = profiles[column]
        guard column < headings.count else { return profile.filled > 2 && profile.distinct.count == 2 && FlagPair(profile.distinct) != nil }
        switch roles[column]?.role {
        case nil, .direction, .kind: break
        // `CARGO/ABONO` above letters.
        case .debit, .credit: guard profile.amounts == 0 else { return false }
        default: return false
        }
        return FlagPair(profile.distinct, heading: headings[column]) != nil
    }

    /// Whether all money out is positive and all money in negative, as card companies count.
    private func contradicts(_ flag: Int, _ column: Int) -> Bool {
        let key = DirectionKey(profiles[flag].distinct, heading: flag < headings.count ? headings[flag] : "")
        var (out, `in`) = (0, 0)
        for row in dataRows where flag < row.cells.count && column < row.cells.count {
            guard let direction = key.direction(row.cells[flag].text),
                let amount = row.cells[column].withPoint ?? row.cells[column].withComma
            else { continue }
            switch (direction, amount.sign) {
            case (.moneyOut, .minus), (.moneyIn, .unmarked), (.moneyIn, .plus): return false
            case (.moneyOut, _): out += 1
            case (.moneyIn, .minus): `in` += 1
            }
        }
        return out > 0 && `in` > 0
    }

    /// Whether this is a card's export that counts purchases: what has a minus is a payment received, every time, and the rest,
    /// which is more, has none.
    private func countsPurchases(_ column: Int) -> Bool {
        guard profiles[column].minus > 0, profiles[column].unmarked > 0 else { return false }
        let rows = dataRows.filter { column < $0.cells.count }
        func sign(_ row: SampleTable.Row) -> AmountText.Sign? { (row.cells[column].withPoint ?? row.cells[column].withComma)?.sign }
        // Thanks for a payment come from whom it was made to. Refunds have a minus as well.
        func thanks(_ row: SampleTable.Row) -> Bool {
            row.cells.contains { Self.thanksPlainly($0.text) || Self.isPaymentCategory($0.text) }
        }
        let thanked = rows.filter(thanks)
        if !thanked.isEmpty, thanked.allSatisfy({ sign($0) == .minus }) { return true }
        // Where a column calls rows a purchase, one that calls others a payment can be believed.
        let purchases = rows.filter { $0.cells.contains { Self.purchases.contains($0.text.lowercased()) } }
        let namesPurchases = purchases.contains { sign($0) == .unmarked }
        let callsAllPurchases =
            namesPurchases && purchases.count == rows.count { sign($0) == .unmarked } && purchases.allSatisfy { sign($0) == .unmarked }
        guard callsAllPurchases || profiles[column].unmarked > profiles[column].minus else { return false }
        return rows.filter { sign($0) == .minus }.allSatisfy { row in
            row.cells.contains { cell in
                let text = cell.text.lowercased()
                return Self.thanks.contains { text.contains($0) } || (namesPurchases && Self.payments.contains(text))
            }
        }
    }

    /// Whether the table names who holds the card, and no amount has a sign.
    private func isOfPurchasesAlone(_ column: Int) -> Bool {
        namesHolders && profiles[column].minus == 0 && profiles[column].plus == 0 && profiles[column].unmarked > 0
    }

    /// Whether the number of the card stands beside every amount, a few cards come again and again, no amount has a sign and no row says
    /// that it is a payment received. Cards that differ from row to row are those of customers.
    private func isOfFewCards(_ column: Int) -> Bool {
        let amounts = profiles[column]
        guard amounts.minus + amounts.plus == 0, amounts.unmarked >= 3, balanceSteps(column).rising == 0 else { return false }
        let hasCards = headings.indices.contains { card in
            let numbers = profiles[card]
            return card != column && namesCard(card) && numbers.filled >= amounts.amounts && numbers.distinct.count * 3 <= numbers.filled
                && numbers.distinct.allSatisfy(Self.isCardNumber)
        }
        return hasCards
            && !dataRows.contains { row in
                row.cells.contains { cell in
                    let text = cell.text.lowercased()
                    return Self.payments.contains(text) || Self.paymentWords.contains { text.contains($0) }
                }
            }
    }

    private func namesCard(_ column: Int) -> Bool {
        ColumnNames.folded(headings[column]).split(separator: " ").contains { word in
            Self.wordsForCards.contains { word.hasPrefix($0) || word.hasSuffix($0) }
        }
    }

    private static let wordsForCards = ["card", "karte", "kaart", "kort", "carte", "carta", "cartao", "tarjeta", "kartu"]

    /// `5191230567984561`, `**** 1234`, `XXXX-1234`.
    private static func isCardNumber(_ text: String) -> Bool {
        (4...19).contains(text.count(where: \.isNumber)) && text.allSatisfy { $0.isNumber || " *xX.-'•#".contains($0) }
    }

    /// What a payment to the issuer of a card, or money that came back, may be called.
    private static let paymentWords = thanks + ["payment", "refund", "zahlung", "gutschrift", "paiement", "pago", "pagamento", "betaling"]

    /// How often the running balance rises by an amount, and how often it falls by one, whichever row is the older.
    private func balanceSteps(_ column: Int) -> (rising: Int, falling: Int) {
        guard let balance = self.column(.balance, where: \.areAmounts), balance != column else { return (0, 0) }
        var (rising, falling) = (0, 0)
        for (row, next) in zip(dataRows, dataRows.dropFirst()) {
            guard let before = value(row, balance), let after = value(next, balance), after != before else { continue }
            if value(next, column) == after - before || value(row, column) == before - after { rising += 1 }
            if value(next, column) == before - after || value(row, column) == after - before { falling += 1 }
        }
        return (rising, falling)
    }

    /// The column that has the same amounts with signs, where this one has none: `100.00CR` of the account beside `100.00` of the operation.
    private func signedTwin(of column: Int) -> Int? {
        guard profiles[column].minus + profiles[column].plus == 0 else { return nil }
        return profiles.indices.first { other in
            guard other != column, profiles[other].minus + profiles[other].plus > 0, profiles[other].areMoney else { return false }
            if other < roles.count, let role = roles[other]?.role, [.balance, .otherAmount].contains(role) { return false }
            let pairs = dataRows.compactMap { row in value(row, column).flatMap { own in value(row, other).map { (own, $0) } } }
            return pairs.count >= 3 && pairs.count * 2 >= profiles[column].amounts
                && pairs.count { abs($0.0) == abs($0.1) } * 10 >= pairs.count * 9
        }
    }

    /// Whether all amounts are taken as money in because nothing says otherwise: neither a sign, nor a heading, nor a running balance.
    func leavesSignOpen(_ amounts: Mapping.AmountColumns) -> Bool {
        guard case .signed(let column, .asWritten) = amounts, profiles[column].unmarked > 0, profiles[column].minus == 0 else {
            return false
        }
        if column < roles.count, roles[column]?.role == .credit { return false }
        let steps = balanceSteps(column)
        return steps.rising == 0 || steps.falling > 0
    }

    /// Every cell of the sample is asked: so by bytes, and not by `String.contains`.
    private static func thanksPlainly(_ text: String) -> Bool {
        guard text.utf8.count >= 12 else { return false }
        let bytes = Array(text.lowercased().utf8)
        return bytes.indices.contains { index in plainThanks.contains { bytes[index] == $0[0] && bytes[index...].starts(with: $0) } }
    }

    /// What the issuer of a card files payments received and refunds under.
    private static func isPaymentCategory(_ text: String) -> Bool {
        text.utf8.count == 20 && text.lowercased() == "payments and credits"
    }

    private static let plainThanks = [
        "payment - thank you", "payment thank you", "payment, thank you", "thank you for your payment", "payment received",
        "zahlung erhalten", "pagamento recebido", "paiement reçu", "paiement recu", "paiement merci", "pago recibido", "betaling ontvangen",
    ].map { Array($0.utf8) }
    private static let purchases: Set<String> = ["purchase", "sale"]
    private static let payments: Set<String> = ["payment", "credit", "refund", "return"]
    private static let thanks = [
        "thank you", "payment received", "autopay", "automatic payment", "online payment", "pagamento recebido", "zahlung erhalten",
        "paiement recu",
        "paiement reçu", "pago recibido", "betaling ontvangen",
    ]

    // MARK: Words for people

    func signFinding(_ amounts: Mapping.AmountColumns) -> Detection.Finding {
        switch amounts {
        case .signed(let column, .asWritten) where profiles[column].minus == 0 && profiles[column].filled > 0:
            Detection.Finding(.sign, "as written", "No amount is marked as money out, so all are taken as money in.")
        case .signed(_, .asWritten):
            Detection.Finding(.sign, "as written", "Money out is written with a minus.")
        case .signed(_, .inverted):
            Detection.Finding(.sign, "inverted", "What is called money out is written without a minus.")
        case .signed(_, .unmarkedIsOut):
            Detection.Finding(.sign, "unmarked is money out", "Only money in is marked, by a plus or CR.")
        case .debitCredit(_, _, .positive):
            Detection.Finding(.sign, "two columns", "Money out and money in have a column each.")
        case .debitCredit(_, _, .inverted):
            Detection.Finding(.sign, "two columns", "Money out and money in have a column each, money in with a minus.")
        case .debitCredit(_, _, .negative):
            Detection.Finding(.sign, "two columns", "Money out and money in have a column each, money out with a minus.")
        case .flagged(_, let flag):
            byAWord(profiles[flag].distinct.sorted().prefix(4).joined(separator: ", "))
        }
    }

    private func byAWord(_ words: String) -> Detection.Finding {
        Detection.Finding(.sign, "by a word", "Amounts have no sign; \(words) in another column says which way.")
    }
}
