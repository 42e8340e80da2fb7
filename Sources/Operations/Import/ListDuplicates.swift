package import Bookkeeping
package import Storage

/// Lines that the books may hold already, or did hold, each beside the line it was compared with.
package struct ListDuplicates: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package enum Choice: Sendable {
        /// New lines that wait for a person to say whether they are new.
        case open
        /// Rows of one import that were left out for certain.
        case certain(ImportID)
    }

    package struct Comparison: Sendable {
        package let id: DuplicateID
        /// The waiting line; nil for a row that was left out.
        package let lineID: LineID?
        package let line: StatementLine
        package let file: String
        package let known: StatementLine
        package let knownFile: String
        package let evidence: DuplicateStore.Evidence

        /// What speaks for it, in a sentence.
        package var why: String {
            let days = abs(Int(line.date.dayNumber) - Int(known.date.dayNumber))
            let apart = days == 0 ? "the same day" : days == 1 ? "one day apart" : "\(days) days apart"
            switch evidence {
            case .same: return "The day, the amount and the bank's reference or text are the same."
            case .sameDay, .nearDay: return "The same amount, \(apart), and each is missing in the other's file, which covers that day."
            case .pending: return "The same amount and counterparty, \(apart): a pending payment and its booking look like this."
            case .sameReference: return "The bank gave both the reference \(line.reference ?? ""), with another day or amount."
            case .repeatedReference: return "The file holds the bank's reference \(line.reference ?? "") twice, with one day and amount."
            }
        }
    }

    package func callAsFunction(for tenant: TenantID, _ choice: Choice, limit: Int) async throws -> [Comparison] {
        try await office.database.read(for: tenant) { books in
            switch choice {
            case .open: return try books.duplicates.open(limit: limit).compactMap { try Self.comparison($0, books) }
            case .certain(let id):
                guard try books.imports.record(id) != nil else { throw OperationError.noSuchImport("\(id)") }
                let found = try books.imports.statements(of: id).flatMap { try books.duplicates.certain(in: $0.id, limit: limit) }
                return try found.prefix(limit).compactMap { try Self.comparison($0, books) }
            }
        }
    }

    private static func comparison(_ duplicate: DuplicateStore.Record, _ books: Books) throws -> Comparison? {
        guard let known = try books.lines.line(duplicate.known), let file = try fileName(duplicate.statement, books),
            let knownFile = try fileName(known.statement, books)
        else { return nil }
        let own = try duplicate.line.flatMap { try books.lines.line($0)?.line }
        let line = StatementLine(
            row: duplicate.row, date: (own ?? known.line).date, amount: (own ?? known.line).amount, text: (own ?? known.line).text,
            counterparty: (own ?? known.line).counterparty, reference: (own ?? known.line).reference)
        return Comparison(
            id: duplicate.id, lineID: duplicate.line, line: line, file: file, known: known.line, knownFile: knownFile,
            evidence: duplicate.evidence)
    }

    private static func fileName(_ statement: StatementID, _ books: Books) throws -> String? {
        try books.imports.statement(statement).flatMap { try books.imports.record($0.importID)?.fileName }
    }
}
