package import Bookkeeping
import Categorization
import Ingestion
package import Storage

/// Makes a statement line of a row that a file's reading left out, as a person has completed it. The line is told from known ones and
/// proposed an account like any other of its file, and goes with it when the import is undone.
package struct TakeInRow: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Outcome: Hashable, Sendable {
        package let row: Int
        package let line: LineID
        /// Whether the books held the line already.
        package let isKnown: Bool
        /// False where somebody has taken the row in before; then nothing was done.
        package let isNews: Bool
        package let by: String
    }

    package func callAsFunction(
        for tenant: TenantID, _ position: Int, of id: ImportID, as typed: TypedRow, by person: String
    ) async throws -> Outcome {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let leftOut = try LeftOutRows(books, of: id)
            let row = try leftOut.row(position)
            if let answer = row.answer {
                guard let line = answer.line else { throw LeftOutRowError.dismissed(row: row.row.row, by: answer.by) }
                return Outcome(row: row.row.row, line: line, isKnown: answer.kind == .known, isNews: false, by: answer.by)
            }
            let statement = try Self.statement(typed, leftOut)
            let line = try typed.line(row: row.row.row, RowNotation(leftOut.mapping), in: statement.currency)
            let (lineID, isKnown) = try NewRow(line, on: statement, of: leftOut.record, in: books).keep(by: person, at: now)
            try books.imports.extend(statement.id, to: line.date)
            try books.imports.count(oneMoreLineOf: id, known: isKnown)
            try books.imports.answer(position, of: id, .init(kind: isKnown ? .known : .taken, line: lineID, at: now, by: person))
            try books.audit.append(
                .init(
                    actor: person, action: "row.taken_in", subject: "import \(id)",
                    detail: "row \(line.row): \(line.date) \(line.text) \(line.amount), line \(lineID)\(isKnown ? ", known before" : "")"),
                at: now)
            return Outcome(row: line.row, line: lineID, isKnown: isKnown, isNews: true, by: person)
        }
    }

    private static func statement(_ typed: TypedRow, _ leftOut: LeftOutRows) throws -> ImportStore.StatementRecord {
        let statements = try leftOut.statements()
        guard let first = statements.first else { throw LeftOutRowError.noStatement(file: leftOut.record.fileName) }
        if statements.count == 1 { return first }
        guard let chosen = statements.first(where: { $0.id == typed.statement }) else {
            throw TypedRowFaults(faults: [.init(field: .statement, text: "Say which account's statement the row belongs to.")])
        }
        return chosen
    }
}

/// A row on its way into the books, beside the lines of its file that are there.
private struct NewRow {
    private let line: StatementLine
    private let statement: ImportStore.StatementRecord
    private let books: Books
    private let occurrence: LineStore.Occurrence
    private let finding: Overlap.Finding?

    init(
        _ line: StatementLine, on statement: ImportStore.StatementRecord, of record: ImportStore.Record, in books: Books
    ) throws {
        (self.line, self.statement, self.books) = (line, statement, books)
        let fileLines = try Self.fileLines(around: line.date, statement, record, books) + [line]
        var occurrences = Occurrences()
        var last: LineStore.Occurrence?
        for line in fileLines { last = occurrences.next(of: line) }
        guard let occurrence = last else { preconditionFailure("the row itself is among the lines") }
        self.occurrence = occurrence
        var side = try OverlapSide(books, statement.account)
        side.cover(statement.period)
        try side.add(fileLines, books)
        finding = try side.findings(books)[occurrence]
    }

    /// What the file has of the days that matter: lines that it brought, and lines that the books held when it came.
    private static func fileLines(
        around date: CalendarDate, _ statement: ImportStore.StatementRecord, _ record: ImportStore.Record, _ books: Books
    ) throws -> [StatementLine] {
        guard let days = Period(from: date, through: date)?.widened(by: OverlapSide.daysOfReference) else { return [] }
        let known = record.duplicates == 0 ? [] : Set(try books.duplicates.knownLines(on: statement.id))
        var lines: [StatementLine] = []
        try books.lines.each(of: statement.account, during: days) { id, owner, line in
            if owner == statement.id || known.contains(id) { lines.append(line) }
        }
        return lines
    }

    /// - Returns: the line of the books, and whether they held it already
    func keep(by person: String, at now: Instant) throws -> (LineID, isKnown: Bool) {
        let certain = try books.lines.id(of: occurrence, in: statement.account) ?? (finding?.evidence == .same ? finding?.known : nil)
        if let certain {
            try books.duplicates.add([.init(statement: statement.id, row: line.row, known: certain, line: nil, evidence: .same)])
            return (certain, true)
        }
        guard let id = try books.lines.reserveIDs(1).first else { throw OperationError.noSuchImport("\(statement.importID)") }
        var learned = try LearnedCategorizer(books)
        let vendor = learned.categorizer.readVendor(of: LineFacts(line, on: statement.account)).key
        let held: HoldReason = finding == nil ? .belowThreshold : .possibleDuplicate
        let draft = LineStore.Draft(
            id: id, line: line, occurrence: occurrence, vendor: Name.fitting(vendor),
            proposal: .init(
                method: Method.none.rawValue, account: nil, confidence: 0, held: held.rawValue, reason: "completed by \(person)"),
            entry: nil)
        try books.lines.insert([draft], into: statement.id, account: statement.account)
        if let finding {
            try books.duplicates.add([
                .init(statement: statement.id, row: line.row, known: finding.known, line: id, evidence: finding.evidence)
            ])
        }
        if let record = try books.lines.line(id) {
            let waiting = try WaitingLines(books, filing: try LineFiling(books), by: person, at: now)
            _ = try waiting.propose(record, with: &learned, news: .arrived)
        }
        return (id, false)
    }
}
