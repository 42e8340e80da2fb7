import Bookkeeping
import Categorization
import Storage

/// Answers being taken, within one transaction: those of one person after those of another, then what follows from all of them.
struct Deciding {
    private let books: Books
    private let accounts: [AccountID: Account]
    private let filing: LineFiling
    private var learned: LearnedCategorizer
    private var summaries: [Result<DecideLines.Summary, any Error>] = []
    private var due: DueLines

    /// - Parameter due: what earlier answers left to look at again
    init(_ books: Books, _ learned: LearnedCategorizer, due: DueLines) throws {
        (self.books, self.learned, self.due) = (books, learned, due)
        accounts = Dictionary(learned.accounts.map { ($0.id, $0) }) { first, _ in first }
        filing = try LineFiling(books)
    }

    mutating func take(_ request: DecisionRequest) throws {
        var turn = Turn(books: books.from(request.origin), person: request.person, origin: request.origin, now: request.now)
        let answers: [DecideLines.Answer]
        do {
            answers = try request.answers(turn.books, learned.accounts)
        } catch let refusal where !(refusal is StorageError) {
            summaries.append(.failure(refusal))
            return
        }
        for answer in answers { try take(answer, &turn) }
        try turn.books.raise(turn.summary.graduated.map { .vendorGraduated(name: $0) }, at: request.now)
        summaries.append(.success(turn.summary))
    }

    /// One person's answers.
    private struct Turn {
        let books: Books
        let person: String
        let origin: String?
        let now: Instant
        var summary = DecideLines.Summary()

        /// Keeps the answer, in one batch with those before it.
        @discardableResult
        mutating func remember(
            _ record: LineStore.Record, _ kind: DecisionStore.Kind, account: AccountID?, isSplit: Bool = false
        ) throws -> DecisionID {
            let id = try books.decisions.add(
                line: record.id, kind: kind, account: account, isSplit: isSplit, in: summary.batch, by: person, at: now)
            summary.batch = summary.batch ?? id
            return id
        }

        func audit(_ action: String, _ record: LineStore.Record, detail: String) throws {
            try books.audit.append(.init(actor: person, action: action, subject: "line \(record.id)", detail: detail), at: now)
        }

        /// What is posted is never edited: a reversal on the same day cancels it, and the right entry follows.
        /// - Returns: the line as it stands then
        @discardableResult
        func takeBack(_ record: LineStore.Record) throws -> LineStore.Record {
            guard record.state == .posted else { return record }
            _ = try books.takeBack(record, by: person, at: now)
            return try books.lines.line(record.id) ?? record
        }
    }

    private mutating func take(_ answer: DecideLines.Answer, _ turn: inout Turn) throws {
        do {
            guard let record = try books.lines.line(answer.line) else { throw OperationError.noSuchLine(answer.line) }
            guard record.state != .undone else { throw OperationError.lineUndone(record.id) }
            switch answer.choice {
            case .file(let account): try file(record, to: account, &turn)
            case .approve: try approve(record, &turn)
            case .split(let shares): try split(record, over: shares, &turn)
            case .transfer(let account, let otherSide): try transfer(record, to: account, otherSide, &turn)
            case .exclude: try exclude(record, reason: "left out by \(turn.person)", &turn)
            }
        } catch let refusal as any ExplainedError where !(refusal is StorageError) {
            turn.summary.refused.append(.init(line: answer.line, reason: refusal.userText, kind: refusal.faultKind))
        }
    }

    private func account(_ id: AccountID, for record: LineStore.Record) throws -> Account {
        guard let account = accounts[id] else { throw OperationError.noSuchAccount("\(id)") }
        guard id != record.account else { throw OperationError.ownAccount(account.label) }
        return account
    }

    /// A rule may propose more than an account; what it would do is done.
    private mutating func approve(_ record: LineStore.Record, _ turn: inout Turn) throws {
        if let account = record.proposal.account { return try file(record, to: account, &turn) }
        let facts = LineFacts(record.line, on: record.account)
        guard let parts = learned.propose(facts).action?.parts(of: record.line.amount) else {
            throw OperationError.nothingProposed(record.id)
        }
        try split(record, over: parts.map { DecideLines.Share($0.account, $0.amount) }, &turn)
    }

    private mutating func file(_ record: LineStore.Record, to id: AccountID, _ turn: inout Turn) throws {
        let account = try account(id, for: record)
        let isSame = record.state == .posted && record.proposal.account == id
        // Said twice is said once: it teaches nothing and counts for nothing.
        if isSame && record.proposal.method == Method.person.rawValue { return }
        if !isSame {
            if account.kind.takesStatements, let half = try books.transferHalf(for: record), half.account == id {
                return try tie(record, to: half.line, &turn)
            }
            let entry = try JournalEntry(booking: record.line, on: record.account, to: id)
            try post(entry, for: record, Self.byPerson(account.id, "chose \(account.label)"), &turn)
        } else if let entry = record.entry {
            try books.lines.setPosted(record, as: entry, Self.byPerson(account.id, "chose \(account.label)"))
        }
        try learn(record, account, &turn)
        try turn.audit("line.filed", record, detail: account.label)
        if account.kind.takesStatements {
            try books.suggestOtherHalf(
                of: .init(line: record.id, account: record.account, other: id, date: record.line.date, amount: record.line.amount), record)
        }
    }

    private mutating func learn(_ record: LineStore.Record, _ account: Account, _ turn: inout Turn) throws {
        let decision = try turn.remember(record, .file, account: account.id)
        if let vendor = learned.learn(LineFacts(record.line, on: record.account), account.id, as: decision) {
            turn.summary.graduated.append(vendor)
        }
        due.add(record, by: .init(person: turn.person, origin: turn.origin, request: summaries.count))
        turn.summary.filed += 1
    }

    /// All that can be refused comes before anything is written: a refused answer leaves no trace.
    private func post(_ entry: JournalEntry, for record: LineStore.Record, _ proposal: LineStore.Proposal, _ turn: inout Turn) throws {
        try filing.closed.check(record.line.date)
        let line = try turn.takeBack(record)
        let ids = try books.entries.post([.init(entry, source: .statement, line: record.id)], by: turn.person, at: turn.now)
        try books.lines.setPosted(line, as: ids[0], proposal)
    }

    /// How a line is divided is said of this line alone: it teaches nothing of the next one.
    private func split(_ record: LineStore.Record, over shares: [DecideLines.Share], _ turn: inout Turn) throws {
        guard shares.count > 1 else { throw OperationError.splitOfOne }
        let shareAccounts = try shares.map { try account($0.account, for: record) }
        var sum = Money.zero(record.line.amount.currency)
        for share in shares {
            guard !share.amount.isZero else { throw OperationError.emptyShare }
            sum = try sum.adding(share.amount)
        }
        guard sum == record.line.amount else {
            throw OperationError.wrongSplit(sum: try sum.magnitude(), of: try record.line.amount.magnitude())
        }
        let parts = shares.map { Rule.Action.Part(account: $0.account, amount: $0.amount) }
        let entry = try JournalEntry(booking: record.line, on: record.account, to: parts)
        let words = zip(shareAccounts, shares).map { "\($0.code) \($1.amount.decimalText)" }.joined(separator: ", ")
        try post(entry, for: record, Self.byPerson(nil, "divided it: \(words)"), &turn)
        let largest = shares.max { $0.amount.minorUnits.magnitude < $1.amount.minorUnits.magnitude }
        try turn.remember(record, .file, account: largest?.account, isSplit: true)
        turn.summary.filed += 1
        try turn.audit("line.split", record, detail: words)
    }

    private mutating func transfer(_ record: LineStore.Record, to id: AccountID, _ otherSide: LineID?, _ turn: inout Turn) throws {
        let account = try account(id, for: record)
        guard account.type == .asset || account.type == .liability || account.type == .equity else {
            throw OperationError.noTransferAccount(account.label)
        }
        guard let otherSide else { return try file(record, to: id, &turn) }
        guard let other = try books.lines.line(otherSide) else { throw OperationError.noSuchLine(otherSide) }
        guard other.account == id else { throw ReconciliationError.otherSideElsewhere(account.label) }
        try tie(record, to: otherSide, &turn)
    }

    /// One entry explains both lines. Where the other one is booked already it is that one's entry, and nothing is posted.
    private mutating func tie(_ record: LineStore.Record, to otherSide: LineID, _ turn: inout Turn) throws {
        guard let other = try books.lines.line(otherSide) else { throw OperationError.noSuchLine(otherSide) }
        let isOut = record.line.amount.isNegative
        let key = TransferPairing.Key(out: isOut ? record.id : other.id, into: isOut ? other.id : record.id)
        // Said twice is said once.
        if let match = try books.transfers.match(of: record.id), match.out == key.out, match.into == key.into { return }
        let isBookedThere = other.state == .posted && other.proposal.account == record.account
        let isPartOfAnother = try books.transfers.match(of: other.id) != nil
        guard other.state != .posted || (isBookedThere && !isPartOfAnother) else { throw ReconciliationError.otherSideAnswered }
        _ = try TransferSides(key, turn.books).tie(by: turn.person, at: turn.now)
        for (line, counter) in [(record, other.account), (other, record.account)] where line.id == record.id || !isBookedThere {
            try learn(line, try account(counter, for: line), &turn)
        }
    }

    private func exclude(_ record: LineStore.Record, reason: String, _ turn: inout Turn) throws {
        guard record.state != .excluded else { return }
        try turn.takeBack(record)
        try books.lines.setOut(record.id, .excluded, reason: reason)
        try turn.remember(record, .exclude, account: nil)
        turn.summary.excluded += 1
        try turn.audit("line.excluded", record, detail: "")
    }

    private static func byPerson(_ account: AccountID?, _ deed: String) -> LineStore.Proposal {
        LineStore.Proposal(method: Method.person.rawValue, account: account, confidence: 10_000, held: nil, reason: "a person \(deed)")
    }

    /// When a snapshot of what was learned is due.
    enum SavePoint { case whenWorthIt, whenPressing }

    /// What a transaction leaves behind when it is done.
    struct Outcome: Sendable {
        /// In the order of the requests.
        let summaries: [Result<DecideLines.Summary, any Error>]
        let learned: LearnedCategorizer
        /// Lines that are to be looked at again, and were not yet.
        let due: DueLines
    }

    /// Looks again at waiting lines, at most `limit` of them: those of the vendors that were answered come first.
    mutating func finish(atMost limit: Int, save: SavePoint, at now: Instant) throws -> Outcome {
        let waiting = try WaitingLines(books, filing: filing, by: "machine", at: now)
        var posted: [DueLines.Teacher: Int] = [:]
        var seen: Set<LineID> = []
        while seen.count < limit, let piece = try due.next(in: books, atMost: limit - seen.count) {
            let count = try waiting.proposeAgain(piece.records.filter { seen.insert($0.id).inserted }, with: &learned)
            if count > 0 { posted[piece.teacher, default: 0] += count }
        }
        try waiting.audit(posted)
        for (teacher, count) in posted {
            guard let request = teacher.request, case .success(var summary) = summaries[request] else { continue }
            summary.postedAfterwards += count
            summaries[request] = .success(summary)
        }
        let isTime =
            switch save {
            case .whenWorthIt: learned.isWorthSaving
            case .whenPressing: learned.isPressingToSave
            }
        if isTime { try learned.save(in: books) }
        return Outcome(summaries: summaries, learned: learned, due: due.ofEarlierRequests)
    }
}
