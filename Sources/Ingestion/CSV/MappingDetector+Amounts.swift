import Bookkeeping

extension MappingDetector {
    /// Where the amounts are and what tells money in from money out.
    func amountColumns(besides date: Int) -> Mapping.AmountColumns? {
        headings.isEmpty ? unnamedAmounts(besides: date) : namedAmounts(besides: date) ?? unnamedAmounts(besides: date)
    }

    private func namedAmounts(besides date: Int) -> Mapping.AmountColumns? {
        let amount = (columns(.amount, where: \.areAmounts) + columns(.grossAmount, where: \.areAmounts)).filter { $0 != date }
        // A column that is never filled is no choice while another one is.
        let signed = amount.first { profiles[$0].filled > 0 } ?? amount.first
        let debit = column(.debit, where: \.areAmounts)
        let credit = column(.credit, where: \.areAmounts)
        if let debit, let credit {
            let pairIsFilled = profiles[debit].filled + profiles[credit].filled > 0
            guard let signed, profiles[signed].minus > 0 || !pairIsFilled else {
                return .debitCredit(debit: debit, credit: credit, debitSign(debit))
            }
            return .signed(column: signed, .asWritten)
        }
        if let signed { return withDirection(signed) }
        if let debit { return .signed(column: debit, profiles[debit].minus > 0 ? .asWritten : .inverted) }
        if let credit { return .signed(column: credit, .asWritten) }
        return nil
    }

    private func debitSign(_ debit: Int) -> Mapping.DebitSign { profiles[debit].minus > profiles[debit].unmarked ? .negative : .positive }

    /// One column of amounts: perhaps another one says which way money went.
    private func withDirection(_ column: Int) -> Mapping.AmountColumns {
        let profile = profiles[column]
        if let flag = profiles.indices.first(where: {
            $0 != column && profiles[$0].areDirections && profiles[$0].filled * 10 >= dataRows.count * 9
        }) {
            if profile.minus == 0 { return .flagged(column: column, flag: flag) }
            if contradicts(flag, column) { return .signed(column: column, .inverted) }
        }
        if countsPurchases(column) { return .signed(column: column, .inverted) }
        let onlyMoneyInIsMarked = profile.plus > 0 && profile.minus == 0 && profile.unmarked > 0
        return .signed(column: column, onlyMoneyInIsMarked ? .unmarkedIsOut : .asWritten)
    }

    /// Whether all money out is positive and all money in negative, as card companies count.
    private func contradicts(_ flag: Int, _ column: Int) -> Bool {
        var (out, `in`) = (0, 0)
        for row in dataRows where flag < row.cells.count && column < row.cells.count {
            guard let direction = DirectionWord(row.cells[flag].text),
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
        guard profiles[column].minus > 0, profiles[column].unmarked > profiles[column].minus else { return false }
        let rows = dataRows.filter { column < $0.cells.count }
        func sign(_ row: SampleTable.Row) -> AmountText.Sign? { (row.cells[column].withPoint ?? row.cells[column].withComma)?.sign }
        // Where a column calls rows a purchase, one that calls others a payment can be believed.
        let namesPurchases = rows.contains { row in
            sign(row) == .unmarked && row.cells.contains { Self.purchases.contains($0.text.lowercased()) }
        }
        return rows.filter { sign($0) == .minus }.allSatisfy { row in
            row.cells.contains { cell in
                let text = cell.text.lowercased()
                return Self.thanks.contains { text.contains($0) } || (namesPurchases && Self.payments.contains(text))
            }
        }
    }

    private static let purchases: Set<String> = ["purchase", "sale"]
    private static let payments: Set<String> = ["payment", "credit", "refund", "return"]
    private static let thanks = [
        "thank you", "payment received", "autopay", "automatic payment", "online payment", "pagamento recebido", "zahlung erhalten",
        "paiement recu",
        "paiement reçu", "pago recibido", "betaling ontvangen",
    ]

    // MARK: Without headings

    private func unnamedAmounts(besides date: Int) -> Mapping.AmountColumns? {
        let money = profiles.indices.filter { $0 != date && profiles[$0].areMoney && !isNamedOtherwise($0) }
        // Whole numbers are amounts only where nothing looks more like money.
        let candidates =
            money.isEmpty
            ? profiles.indices.filter {
                $0 != date && profiles[$0].filled > 0 && profiles[$0].areAmounts && profiles[$0].length <= profiles[$0].filled * 9
                    && !isNamedOtherwise($0)
            } : money
        if let pair = complementaryPair(candidates) { return pair }
        guard let column = likeliestAmount(candidates) else { return nil }
        // `7.80; ;`: the half of a pair for money in that happens to be empty.
        let next = column + 1
        if profiles[column].minus + profiles[column].plus == 0, next + 1 < profiles.count, profiles[next].filled == 0, headings.isEmpty,
            profiles[(next + 1)...].contains(where: { $0.filled > 0 }), withDirection(column) == .signed(column: column, .asWritten)
        {
            return .debitCredit(debit: column, credit: next, .positive)
        }
        return withDirection(column)
    }

    private func isNamedOtherwise(_ column: Int) -> Bool {
        guard column < roles.count, let role = roles[column]?.role else { return false }
        return [.balance, .otherAmount, .account, .counterpartyAccount, .reference].contains(role)
    }

    /// Two neighboring columns of which each row fills one.
    private func complementaryPair(_ candidates: [Int]) -> Mapping.AmountColumns? {
        for first in profiles.indices.dropLast() {
            let second = first + 1
            guard candidates.contains(first) || candidates.contains(second) else { continue }
            var (inFirst, inSecond) = (0, 0)
            var isPair = profiles[first].areAmounts && profiles[second].areAmounts
            for row in dataRows where isPair && second < row.cells.count && row.isMovement {
                let (left, right) = (isAmount(row.cells[first]), isAmount(row.cells[second]))
                if left == right { isPair = false }
                if left { inFirst += 1 } else { inSecond += 1 }
            }
            guard isPair, inFirst > 0, inSecond > 0 else { continue }
            // Most movements are money out, so the fuller column is; the first one when they are equally full.
            let (debit, credit) = balanceSaysSecondIsOut(first, second) ?? (inSecond > inFirst) ? (second, first) : (first, second)
            return .debitCredit(debit: debit, credit: credit, debitSign(debit))
        }
        return nil
    }

    private func isAmount(_ cell: SampleTable.Cell) -> Bool { (cell.withPoint ?? cell.withComma).map { $0.minorUnits != 0 } ?? false }

    /// What a running balance proves about two columns; nil when there is none.
    private func balanceSaysSecondIsOut(_ first: Int, _ second: Int) -> Bool? {
        for balance in profiles.indices
        where balance != first && balance != second && profiles[balance].areMoney && profiles[balance].filled == dataRows.count {
            var votes = 0
            for (row, next) in zip(dataRows, dataRows.dropFirst()) {
                guard let before = value(row, balance), let after = value(next, balance) else { continue }
                let upward = (value(next, first) ?? 0) - (value(next, second) ?? 0)
                let downward = (value(row, first) ?? 0) - (value(row, second) ?? 0)
                if after - before == upward || before - after == downward { votes += 1 }
                if after - before == -upward || before - after == -downward { votes -= 1 }
            }
            if votes != 0 { return votes > 0 }
        }
        return nil
    }

    private func value(_ row: SampleTable.Row, _ column: Int) -> Int64? {
        guard column < row.cells.count, let amount = row.cells[column].withPoint ?? row.cells[column].withComma else { return nil }
        return abs(amount.minorUnits) < 1 << 52 ? amount.minorUnits : nil
    }

    private func likeliestAmount(_ candidates: [Int]) -> Int? {
        let fullest = candidates.map { profiles[$0].filled }.max() ?? 0
        let full = candidates.filter { profiles[$0].filled * 10 >= fullest * 8 }
        let differences = full.filter { isDifference($0, among: full) }
        // What is left of one balance after taking away the other is a difference too, but has no minus.
        if let difference = differences.first(where: { profiles[$0].minus > 0 }) ?? differences.last { return difference }
        guard let first = full.first else { return nil }
        // A column without any minus beside one with both signs is a balance or a quantity.
        if dataRows.count >= 3, profiles[first].minus == 0,
            let mixed = full.first(where: { profiles[$0].minus > 0 && profiles[$0].minus < profiles[$0].filled })
        {
            return mixed
        }
        return first
    }

    /// Whether the column is what two others differ by, in every row: the balances before and after.
    private func isDifference(_ column: Int, among columns: [Int]) -> Bool {
        let others = columns.filter { $0 != column }
        guard others.count >= 2, dataRows.count >= 2 else { return false }
        return others.contains { before in
            others.contains { after in
                before != after
                    && dataRows.allSatisfy { row in
                        guard let amount = value(row, column), let opening = value(row, before), let closing = value(row, after) else {
                            return false
                        }
                        return amount != 0 && closing - opening == amount
                    }
            }
        }
    }

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
