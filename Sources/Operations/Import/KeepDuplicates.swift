package import Bookkeeping
import Categorization
package import Storage

/// A person's word that lines taken for known ones are lines of their own. It sticks: the next file that holds both finds both.
package struct KeepDuplicates: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Summary: Sendable {
        package internal(set) var kept = 0
        /// Of them, how many the tenant's policy let post at once.
        package internal(set) var posted = 0
        /// Those that could not be kept, each with its reason; the others stand.
        package internal(set) var refused: [(duplicate: DuplicateID, reason: String)] = []
    }

    package func callAsFunction(for tenant: TenantID, _ ids: [DuplicateID], by person: String) async throws -> Summary {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            var keeping = try KeptLines(books, by: person, at: now)
            var summary = Summary()
            for id in ids {
                do {
                    guard let duplicate = try books.duplicates.record(id) else { throw OperationError.noSuchDuplicate("\(id)") }
                    if try keeping.keep(duplicate) { summary.posted += 1 }
                    summary.kept += 1
                    try books.audit.append(
                        .init(actor: person, action: "duplicate.kept", subject: "duplicate \(id)", detail: "row \(duplicate.row)"), at: now)
                } catch let refusal as OperationError {
                    summary.refused.append((id, refusal.userText))
                }
            }
            return summary
        }
    }
}

/// Makes lines of what was taken for known lines, within one transaction.
struct KeptLines {
    private let books: Books
    private let waiting: WaitingLines
    private var learned: LearnedCategorizer
    private let actor: String
    private let now: Instant

    init(_ books: Books, by actor: String, at now: Instant) throws {
        (self.books, self.actor, self.now) = (books, actor, now)
        waiting = try WaitingLines(books, filing: try LineFiling(books), by: actor, at: now)
        learned = try LearnedCategorizer(books)
    }

    /// - Returns: whether the line was posted at once.
    mutating func keep(_ duplicate: DuplicateStore.Record) throws -> Bool {
        let line = try duplicate.line ?? newLine(duplicate)
        guard !duplicate.isKept, let record = try books.lines.line(line), record.state == .waiting else {
            throw OperationError.duplicateDecided("\(duplicate.id)")
        }
        try books.duplicates.keep(duplicate.id, as: line, by: actor, at: now)
        return try waiting.propose(record, with: &learned, news: .kept)
    }

    /// Puts a line that a person left out as a duplicate back into the queue: what it repeated is gone.
    mutating func putBack(_ record: LineStore.Record, _ duplicate: DuplicateStore.Record) throws {
        try books.lines.putBack(record.id, Self.unproposed(because: "the line it was left out for is gone"))
        _ = try keep(duplicate)
    }

    /// A row that was left out, as one more line like the known one.
    private func newLine(_ duplicate: DuplicateStore.Record) throws -> LineID {
        guard let statement = try books.imports.statement(duplicate.statement),
            try books.imports.record(statement.importID)?.undoneAt == nil,
            let known = try books.lines.line(duplicate.known), let occurrence = try books.lines.occurrence(after: known.id),
            let id = try books.lines.reserveIDs(1).first
        else { throw OperationError.duplicateDecided("\(duplicate.id)") }
        let line = StatementLine(
            row: duplicate.row, date: known.line.date, amount: known.line.amount, text: known.line.text,
            counterparty: known.line.counterparty, reference: known.line.reference)
        let draft = LineStore.Draft(
            id: id, line: line, occurrence: occurrence, vendor: known.vendor,
            proposal: Self.unproposed(because: "kept as a line of its own"), entry: nil)
        try books.lines.insert([draft], into: statement.id, account: statement.account)
        return id
    }

    private static func unproposed(because reason: String) -> LineStore.Proposal {
        LineStore.Proposal(
            method: Method.none.rawValue, account: nil, confidence: 0, held: HoldReason.belowThreshold.rawValue, reason: reason)
    }
}
