import Bookkeeping

extension MappingDetector {
    /// Where the amounts are and what tells money in from money out.
    func amountColumns(besides date: Int) -> Mapping.AmountColumns? {
        headings.isEmpty ? unnamedAmounts(besides: date) : namedAmounts(besides: date) ?? unnamedAmounts(besides: date)
    }

    private func namedAmounts(besides date: Int) -> Mapping.AmountColumns? {
        let amount = (columns(.amount, where: \.areAmounts) + columns(.grossAmount, where: \.areAmounts)).filter { $0 != date }
        // A column that is never filled, or with nothing but zeros, is no choice while another one is.
        let filled = amount.filter { profiles[$0].filled > 0 }.filter { column in
            profiles[column].moves || !amount.contains { profiles[$0].moves }
        }
        let signed = netColumn(among: filled) ?? provenByBalance(filled) ?? filled.first(where: isOfAccount) ?? filled.first ?? amount.first
        let debit = column(.debit, where: \.areAmounts)
        let credit = column(.credit, where: \.areAmounts)
        if let debit, let credit {
            let pairIsFilled = profiles[debit].filled + profiles[credit].filled > 0
            guard let signed, profiles[signed].minus > 0 || !pairIsFilled else {
                return .debitCredit(debit: debit, credit: credit, debitSign(debit, credit))
            }
            return .signed(column: signed, .asWritten)
        }
        if let signed { return withDirection(signed) }
        if let debit { return .signed(column: debit, profiles[debit].minus > 0 ? .asWritten : .inverted) }
        if let credit { return .signed(column: credit, .asWritten) }
        return nil
    }

    /// Whether the heading says that the amount is the one that the account was moved by, beside others in another currency.
    private func isOfAccount(_ column: Int) -> Bool { Self.ofAccount.contains(ColumnNames.folded(headings[column])) }

    private static let ofAccount: Set<String> = [
        "amount in account currency", "booked amount", "billing amount", "buchungsbetrag", "zauctovana castka", "kwota w walucie rachunku",
        "betrag in kontowahrung", "сума в валюті картки", "сумма платежа",
    ]

    private func debitSign(_ debit: Int, _ credit: Int) -> Mapping.DebitSign {
        if profiles[debit].minus > profiles[debit].unmarked { return .negative }
        let countsPurchases = profiles[debit].minus == 0 && profiles[credit].minus > 0 && profiles[credit].minus == profiles[credit].filled
        return countsPurchases ? .inverted : .positive
    }

    /// What is left of an amount after fees, where both stand in the table: what the balance moves by.
    private func netColumn(among amounts: [Int]) -> Int? {
        guard amounts.count > 1, headings.contains(where: { Self.fees.contains(ColumnNames.folded($0)) }) else { return nil }
        return amounts.first { Self.nets.contains(ColumnNames.folded(headings[$0])) && profiles[$0].areMoney }
    }

    private static let fees: Set<String> = ["fee", "fees", "entgelt", "gebuhr", "commission", "processing fee"]
    private static let nets: Set<String> = ["net", "net amount", "net total", "netto"]

    /// A column of fees, where the running balance moves by amount and fee together more often than by the amount alone.
    func feeColumn(_ mapping: Mapping) -> Int? {
        guard case .signed(let amount, .asWritten) = mapping.amount, let balance = mapping.balance else { return nil }
        func votes(_ fee: Int?) -> Int {
            zip(dataRows, dataRows.dropFirst()).count { row, next in
                guard let before = value(row, balance), let after = value(next, balance) else { return false }
                func moved(_ row: SampleTable.Row) -> Int64? { value(row, amount).map { $0 - abs(fee.flatMap { value(row, $0) } ?? 0) } }
                return moved(next) == after - before || moved(row) == before - after
            }
        }
        return headings.indices.first { column in
            Self.fees.contains(ColumnNames.folded(headings[column])) && column != amount && profiles[column].areAmounts
                && votes(column) > votes(nil)
        }
    }

    /// Of several columns of amounts the one by which the running balance moves more often than by any other.
    private func provenByBalance(_ amounts: [Int]) -> Int? {
        guard amounts.count > 1, let balance = column(.balance, where: \.areAmounts) else { return nil }
        func votes(_ column: Int) -> Int {
            zip(dataRows, dataRows.dropFirst()).count { row, next in
                guard let before = value(row, balance), let after = value(next, balance) else { return false }
                return value(next, column).map { after - before == $0 } ?? false || value(row, column).map { before - after == $0 } ?? false
            }
        }
        let ranked = amounts.map { (column: $0, votes: votes($0)) }
        guard let best = ranked.max(by: { $0.votes < $1.votes }), ranked.count(where: { $0.votes == best.votes }) == 1 else { return nil }
        return best.column
    }

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
        if let dateColumns, column == dateColumns.month || column == dateColumns.year { return true }
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
            return .debitCredit(debit: debit, credit: credit, debitSign(debit, credit))
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

    func value(_ row: SampleTable.Row, _ column: Int) -> Int64? {
        guard column < row.cells.count, let amount = row.cells[column].withPoint ?? row.cells[column].withComma else { return nil }
        return abs(amount.minorUnits) < 1 << 52 ? amount.minorUnits : nil
    }

    private func likeliestAmount(_ candidates: [Int]) -> Int? {
        let fullest = candidates.map { profiles[$0].filled }.max() ?? 0
        let full = candidates.filter { profiles[$0].filled * 10 >= fullest * 8 }
        let differences = full.filter { isDifference($0, among: full) }
        // What is left of one balance after taking away the other is a difference too, but has no minus.
        if let difference = differences.first(where: { profiles[$0].minus > 0 }) ?? differences.last { return difference }
        let movers = full.filter { column in full.contains { movesBalance(column, $0) } }
        if let mover = movers.first(where: { profiles[$0].minus > 0 }) ?? movers.first { return mover }
        guard let first = full.first else { return nil }
        // A column without any minus beside one with both signs is a balance or a quantity.
        if dataRows.count >= 3, profiles[first].minus == 0,
            let mixed = full.first(where: { profiles[$0].minus > 0 && profiles[$0].minus < profiles[$0].filled })
        {
            return mixed
        }
        return first
    }

    /// Whether the other column runs from row to row by what this one holds: a balance before the movement or after it, old or new first.
    private func movesBalance(_ column: Int, _ balance: Int) -> Bool {
        guard column != balance, dataRows.count >= 2 else { return false }
        let amounts = dataRows.compactMap { value($0, column) }
        let balances = dataRows.compactMap { value($0, balance) }
        guard amounts.count == dataRows.count, balances.count == dataRows.count, !amounts.contains(0) else { return false }
        let steps = zip(balances, balances.dropFirst()).map { $1 - $0 }
        return [amounts.dropLast(), amounts.dropFirst()].contains { $0.elementsEqual(steps) || $0.elementsEqual(steps.map(-)) }
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
}
