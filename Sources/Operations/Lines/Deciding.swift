import Bookkeeping
import Categorization
import Storage

/// Answers being taken, within one transaction: those of one person after those of another, then what follows from all of them.
struct Deciding {
    private let books: Books
    private let accounts: [AccountID: Account]
    private let filing: LineFiling
    private var learned: LearnedCategorizer
    private var summaries: [DecideLines.Summary] = []
    private var touching = TouchedLines()

    init(_ books: Books, _ learned: LearnedCategorizer) throws {
        (self.books, self.learned) = (books, learned)
        accounts = Dictionary(learned.accounts.map { ($0.id, $0) }) { first, _ in first }
        filing = try LineFiling(books)
    }

    mutating func take(_ request: DecisionRequest) throws {
        var turn = Turn(books: books.from(request.origin), person: request.person, origin: request.origin, now: request.now)
        for answer in request.answers { try take(answer, &turn) }
        try turn.books.raise(turn.summary.graduated.map { .vendorGraduated(name: $0) }, at: request.now)
        summaries.append(turn.summary)
    }

    /// One person's answers.
    private struct Turn {
        let books: Books
        let person: String
        let origin: String?
        let now: Instant
        var summary = DecideLines.Summary()

        func audit(_ action: String, _ record: LineStore.Record, detail: String) throws {
            try books.audit.append(.init(actor: person, action: action, subject: "line \(record.id)", detail: detail), at: now)
        }

        /// What is posted is never edited: a reversal on the same day cancels it, and the right entry follows.
        func takeBack(_ record: LineStore.Record) throws {
            guard record.state == .posted, let id = record.entry, let old = try books.entries.entry(id) else { return }
            _ = try books.reverse(old, by: person, at: now)
        }
    }

    private mutating func take(_ answer: DecideLines.Answer, _ turn: inout Turn) throws {
        do {
            guard let record = try books.lines.line(answer.line) else { throw OperationError.noSuchLine(answer.line) }
            guard record.state != .undone else { throw OperationError.lineUndone(record.id) }
            switch answer.choice {
            case .file(let account): try file(record, to: account, &turn)
            case .exclude: try exclude(record, &turn)
            }
        } catch let refusal as any ExplainedError where !(refusal is StorageError) {
            turn.summary.refused.append((answer.line, refusal.userText))
        }
    }

    private mutating func file(_ record: LineStore.Record, to id: AccountID, _ turn: inout Turn) throws {
        guard let account = accounts[id] else { throw OperationError.noSuchAccount("\(id)") }
        guard id != record.account else { throw OperationError.ownAccount(account.label) }
        let isSame = record.state == .posted && record.proposal.account == id
        // Said twice is said once: it teaches nothing and counts for nothing.
        if isSame && record.proposal.method == Method.person.rawValue { return }
        let (person, now) = (turn.person, turn.now)
        if !isSame {
            // All that can be refused comes before anything is written: a refused answer leaves no trace.
            try filing.closed.check(record.line.date)
            let entry = try JournalEntry(booking: record.line, on: record.account, to: id)
            try turn.takeBack(record)
            let ids = try books.entries.post([.init(entry, source: .statement, line: record.id)], by: person, at: now)
            try books.lines.setPosted(record.id, as: ids[0], Self.byPerson(account))
        } else if let entry = record.entry {
            try books.lines.setPosted(record.id, as: entry, Self.byPerson(account))
        }
        let decision = try books.decisions.add(line: record.id, kind: .file, account: id, by: person, at: now)
        if let vendor = learned.learn(LineFacts(record.line, on: record.account), id, as: decision) {
            turn.summary.graduated.append(vendor)
        }
        touching.add(record, by: .init(person: person, origin: turn.origin, request: summaries.count))
        turn.summary.filed += 1
        try turn.audit("line.filed", record, detail: account.label)
    }

    private func exclude(_ record: LineStore.Record, _ turn: inout Turn) throws {
        try turn.takeBack(record)
        try books.lines.setOut(record.id, .excluded, reason: "left out by \(turn.person)")
        try books.decisions.add(line: record.id, kind: .exclude, account: nil, by: turn.person, at: turn.now)
        turn.summary.excluded += 1
        try turn.audit("line.excluded", record, detail: "")
    }

    private static func byPerson(_ account: Account) -> LineStore.Proposal {
        LineStore.Proposal(
            method: Method.person.rawValue, account: account.id, confidence: 10_000, held: nil, reason: "a person chose \(account.label)")
    }

    /// When a snapshot of what was learned is due.
    enum SavePoint { case whenWorthIt, whenPressing }

    /// What a transaction leaves behind when it is done.
    struct Outcome: Sendable {
        /// In the order of the requests.
        let summaries: [DecideLines.Summary]
        let learned: LearnedCategorizer
        /// Lines that are to be looked at again, and were not yet.
        let due: [DueLine]
    }

    /// Looks again at waiting lines, at most `limit` of them: the nearest to the answers just taken, then those that `due` names, then the others.
    mutating func finish(_ due: [DueLine], atMost limit: Int, save: SavePoint, at now: Instant) throws -> Outcome {
        let lines = try touching.lines(in: books, after: due)
        let proposed = lines.prefix(limit)
        let posted = try WaitingLines(books, filing: filing, by: "machine", at: now).proposeAgain(proposed, with: &learned)
        for (teacher, count) in posted {
            if let request = teacher.request { summaries[request].postedAfterwards += count }
        }
        let isTime =
            switch save {
            case .whenWorthIt: learned.isWorthSaving
            case .whenPressing: learned.isPressingToSave
            }
        if isTime { try learned.save(in: books) }
        return Outcome(summaries: summaries, learned: learned, due: lines.dropFirst(limit).map(\.ofEarlierRequest))
    }
}
