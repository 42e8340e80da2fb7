package import Bookkeeping
package import Storage

/// A statement with what it proves.
package struct ProvedStatement: Sendable {
    package let statement: ImportStore.Standing
    package let proof: StatementProof
    package let verdict: StatementProof.Verdict

    /// Whether the statement contradicts itself or the one before it.
    package var isOff: Bool {
        if case .off = verdict { return true }
        return proof.gapBefore != nil
    }
}

/// All statements that stand, each account's in order of time.
struct ProvedStatements {
    let all: [ImportStore.Standing]
    private let byAccount: [AccountID: [ImportStore.Standing]]

    init(_ books: Books) throws {
        all = try books.imports.standing()
        byAccount = Dictionary(grouping: all, by: \.account)
    }

    func statements(of account: AccountID) -> [ImportStore.Standing] { byAccount[account] ?? [] }

    var accounts: Set<AccountID> { Set(byAccount.keys) }

    /// Where the statement before ended; nil where it ends within this one, or where whole months lie between the two.
    private func closingBefore(_ statement: ImportStore.Standing) -> Money? {
        let earlier = statements(of: statement.account).filter {
            $0.currency == statement.currency && ($0.period.first, $0.id) < (statement.period.first, statement.id)
        }
        guard let before = earlier.max(by: { ($0.period.last, $0.id) < ($1.period.last, $1.id) }),
            before.period.last < statement.period.first,
            Period.months(from: before.period.last, through: statement.period.first).count <= 2
        else { return nil }
        return before.closing
    }

    func proved(_ statements: [ImportStore.Standing], _ books: Books) throws -> [ProvedStatement] {
        let movements = try books.lines.movements(of: statements.map(\.id))
        return try statements.map { statement in
            let movement = movements[statement.id] ?? .init()
            let proof = try StatementProof(
                opening: statement.opening, closingBefore: closingBefore(statement),
                moneyIn: .init(count: movement.linesIn, amount: Money(minorUnits: movement.amountIn, statement.currency)),
                moneyOut: .init(count: movement.linesOut, amount: Money(minorUnits: movement.amountOut, statement.currency)),
                closing: statement.closing)
            return ProvedStatement(statement: statement, proof: proof, verdict: try proof.verdict)
        }
    }

    /// What the bank had on `account` at the end of `day`, by the statement nearest to it and the lines between; nil where no statement
    /// gives a balance.
    func bankBalance(of account: AccountID, in currency: Currency, at day: CalendarDate, _ books: Books) throws -> Money? {
        let known = statements(of: account).filter { $0.currency == currency && ($0.closing != nil || $0.opening != nil) }
        let after = known.filter { $0.period.last >= day }.min { ($0.period.last, $0.id) < ($1.period.last, $1.id) }
        let before = known.filter { $0.period.last < day }.max { ($0.period.last, $0.id) < ($1.period.last, $1.id) }
        guard let anchor = after ?? before else { return nil }
        func moved(from first: CalendarDate?, through last: CalendarDate) throws -> Int64 {
            guard let first, let period = Period(from: first, through: last) else { return 0 }
            return try books.lines.sums(of: account, in: currency, during: period).reduce(0) { $0 + $1.units }
        }
        let units: Int64
        if let closing = anchor.closing {
            units =
                anchor.period.last >= day
                ? closing.minorUnits - (try moved(from: day.next, through: anchor.period.last))
                : closing.minorUnits + (try moved(from: anchor.period.last.next, through: day))
        } else if let opening = anchor.opening {
            units =
                anchor.period.first <= day
                ? opening.minorUnits + (try moved(from: anchor.period.first, through: day))
                : opening.minorUnits - (try moved(from: day.next, through: anchor.period.first.adding(days: -1)))
        } else {
            return nil
        }
        return Money(minorUnits: units, currency)
    }
}
