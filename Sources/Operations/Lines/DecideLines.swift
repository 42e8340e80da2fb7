package import Bookkeeping
import Categorization
import Storage

/// A person's answers about lines: they are filed as said, posted, remembered and learned from, and the lines still waiting are
/// looked at again with what was learned. The command line and the web both come through here.
package struct DecideLines: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Answer: Hashable, Sendable {
        package let line: LineID
        package let choice: Choice

        package init(_ line: LineID, _ choice: Choice) { (self.line, self.choice) = (line, choice) }
    }

    package enum Choice: Hashable, Sendable {
        case file(AccountID)
        /// The line does not belong in the books: a test payment, a line that another file brought.
        case exclude
    }

    package struct Summary: Sendable {
        package internal(set) var filed = 0
        package internal(set) var excluded = 0
        /// Answers that could not be carried out, each with its reason; the others stand.
        package internal(set) var refused: [(line: LineID, reason: String)] = []
        /// Vendors that reached three consistent labels, and are ready to post by themselves.
        package internal(set) var graduated: [String] = []
        /// Waiting lines that were posted by machine because of what was learned.
        package internal(set) var postedAfterwards = 0
    }

    package func callAsFunction(for tenant: TenantID, _ answers: [Answer], by person: String) async throws -> Summary {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            var deciding = try Deciding(books, by: person, at: now)
            for answer in answers { try deciding.take(answer) }
            return try deciding.finish()
        }
    }
}

/// Answers being taken, within one transaction.
private struct Deciding {
    private let books: Books
    private let person: String
    private let now: Instant
    private let accounts: [AccountID: Account]
    private let filing: LineFiling
    private var learned: LearnedCategorizer
    private var summary = DecideLines.Summary()
    private var answered: [LineFacts] = []

    init(_ books: Books, by person: String, at now: Instant) throws {
        (self.books, self.person, self.now) = (books, person, now)
        accounts = Dictionary(try books.accounts.all().map { ($0.id, $0) }) { first, _ in first }
        filing = try LineFiling(books)
        learned = try LearnedCategorizer(books)
    }

    mutating func take(_ answer: DecideLines.Answer) throws {
        do {
            guard let record = try books.lines.line(answer.line) else { throw OperationError.noSuchLine(answer.line) }
            guard record.state != .undone else { throw OperationError.lineUndone(record.id) }
            switch answer.choice {
            case .file(let account): try file(record, to: account)
            case .exclude: try exclude(record)
            }
        } catch let refusal as any ExplainedError where !(refusal is StorageError) {
            summary.refused.append((answer.line, refusal.userText))
        }
    }

    private mutating func file(_ record: LineStore.Record, to id: AccountID) throws {
        guard let account = accounts[id] else { throw OperationError.noSuchAccount("\(id)") }
        guard id != record.account else { throw OperationError.ownAccount(account.label) }
        let isSame = record.state == .posted && record.proposal.account == id
        // Said twice is said once: it teaches nothing and counts for nothing.
        if isSame && record.proposal.method == Method.person.rawValue { return }
        if !isSame {
            // All that can be refused comes before anything is written: a refused answer leaves no trace.
            try filing.closed.check(record.line.date)
            let entry = try JournalEntry(booking: record.line, on: record.account, to: id)
            try takeBack(record)
            let ids = try books.entries.post([.init(entry, source: .statement, line: record.id)], by: person, at: now)
            try books.lines.setPosted(record.id, as: ids[0], Self.byPerson(account))
        } else if let entry = record.entry {
            try books.lines.setPosted(record.id, as: entry, Self.byPerson(account))
        }
        let decision = try books.decisions.add(line: record.id, kind: .file, account: id, by: person, at: now)
        let facts = LineFacts(record.line, on: record.account)
        if let vendor = learned.learn(facts, id, as: decision) { summary.graduated.append(vendor) }
        answered.append(facts)
        summary.filed += 1
        try audit("line.filed", record, detail: account.label)
    }

    private mutating func exclude(_ record: LineStore.Record) throws {
        try takeBack(record)
        try books.lines.setOut(record.id, .excluded, reason: "left out by \(person)")
        try books.decisions.add(line: record.id, kind: .exclude, account: nil, by: person, at: now)
        summary.excluded += 1
        try audit("line.excluded", record, detail: "")
    }

    /// What is posted is never edited: a reversal on the same day cancels it, and the right entry follows.
    private func takeBack(_ record: LineStore.Record) throws {
        guard record.state == .posted, let id = record.entry, let old = try books.entries.entry(id) else { return }
        _ = try books.reverse(old, by: person, at: now)
    }

    private func audit(_ action: String, _ record: LineStore.Record, detail: String) throws {
        try books.audit.append(.init(actor: person, action: action, subject: "line \(record.id)", detail: detail), at: now)
    }

    private static func byPerson(_ account: Account) -> LineStore.Proposal {
        LineStore.Proposal(
            method: Method.person.rawValue, account: account.id, confidence: 10_000, held: nil, reason: "a person chose \(account.label)")
    }

    mutating func finish() throws -> DecideLines.Summary {
        summary.postedAfterwards = try WaitingLines(books, filing: filing, by: person, at: now).proposeAgain(
            with: &learned, after: answered)
        try learned.saveIfWorthIt(in: books)
        return summary
    }
}
