package import Bookkeeping
package import Storage

/// One statement: its proof, its lines with the postings they stand for, and where a difference may come from.
package struct ReadStatement: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Details: Sendable {
        package let account: Account
        package let proved: ProvedStatement
        /// In order of date; with those that the books held already.
        package let lines: [Line]
        /// Where to look; empty where the statement agrees.
        package let causes: [DifferenceCause]
        /// At the statement's last day.
        package let balance: BalanceProof

        package func count(_ state: LineStore.State) -> Int { lines.count { $0.record.state == state } }
    }

    package struct Line: Sendable {
        package let record: LineStore.Record
        /// What books it, as people call it.
        package let entry: EntryNumber?
        /// Whether another import brought it first.
        package let isKnown: Bool
    }

    package func callAsFunction(for tenant: TenantID, _ id: StatementID) async throws -> Details {
        try await office.database.read(for: tenant) { books in
            guard let standing = try books.imports.standing(id), let account = try books.accounts.account(standing.account) else {
                throw ReconciliationError.noSuchStatement("\(id)")
            }
            let statements = try ProvedStatements(books)
            guard let proved = try statements.proved([standing], books).first else { throw ReconciliationError.noSuchStatement("\(id)") }
            let lines = try Self.lines(of: id, books)
            return Details(
                account: account, proved: proved, lines: lines, causes: try Self.causes(proved, lines, books),
                balance: try BalanceProof(account, in: standing.currency, at: standing.period.last, statements, books))
        }
    }

    private static func lines(of id: StatementID, _ books: Books) throws -> [Line] {
        let own = try books.lines.lines(of: id).filter { $0.state != .undone }
        let known = try books.duplicates.knownLines(on: id).compactMap { try books.lines.line($0) }.filter { $0.state != .undone }
        let all = own.map { ($0, false) } + known.map { ($0, true) }
        return try all.sorted { ($0.0.line.date, $0.0.id) < ($1.0.line.date, $1.0.id) }.map { record, isKnown in
            Line(record: record, entry: try record.entry.flatMap { try books.entries.entry($0)?.number }, isKnown: isKnown)
        }
    }

    private static func causes(_ proved: ProvedStatement, _ lines: [Line], _ books: Books) throws -> [DifferenceCause] {
        guard case .off(let lacking) = proved.verdict else { return [] }
        let rejected = try books.imports.openRows(of: proved.statement.importID).map(\.row)
        return DifferenceCause.likeliest(
            for: lacking,
            lines: lines.map {
                .init(id: $0.record.id, date: $0.record.line.date, amount: $0.record.line.amount, text: $0.record.line.text)
            },
            rejected: rejected.map { .init(row: $0.row, text: $0.text) })
    }
}
