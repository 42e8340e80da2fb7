import Bookkeeping
import Categorization
import Storage

/// The lines that wait for a person, looked at again after something was learned: an answer counts at once for all of its kind.
struct WaitingLines {
    private let books: Books
    private let filing: LineFiling
    private let opinions: LLMOpinions
    private let actor: String
    private let now: Instant

    init(_ books: Books, filing: LineFiling, by actor: String, at now: Instant) throws {
        (self.books, self.filing, self.actor, self.now) = (books, filing, actor, now)
        opinions = try LLMOpinions(books)
    }

    /// How many lines are looked at when all of them are; the rest keep their proposals until their turn comes.
    private static let limit = 10_000

    /// Proposes anew for all of them.
    /// - Returns: how many the tenant's policy let post.
    func proposeAgain(with learned: inout LearnedCategorizer) throws -> Int {
        let posted = try proposeAgain(try books.lines.waiting(limit: Self.limit), with: &learned)
        try audit(posted, after: actor, in: books)
        return posted
    }

    /// Proposes anew for lines that an answer has touched.
    /// - Returns: how many the tenant's policy let post.
    func proposeAgain(_ records: [LineStore.Record], with learned: inout LearnedCategorizer) throws -> Int {
        var posted = 0
        let answers = try opinions.answers(about: records)
        for record in records where record.proposal.held != HoldReason.reversed.rawValue {
            if try propose(record, with: &learned, answer: answers[record.id]) { posted += 1 }
        }
        return posted
    }

    /// Notes how many were posted after whose answers.
    func audit(_ posted: [DueLines.Teacher: Int]) throws {
        for (teacher, count) in posted.sorted(by: { $0.key.person < $1.key.person }) {
            try audit(count, after: teacher.person, in: books.from(teacher.origin))
        }
    }

    private func audit(_ posted: Int, after teacher: String, in books: Books) throws {
        guard posted > 0 else { return }
        try books.audit.append(
            .init(
                actor: "machine", action: "lines.posted", subject: "\(posted) waiting lines", detail: "after \(teacher) taught something"),
            at: now)
    }

    /// What is new of a waiting line.
    enum News {
        case none
        /// It has just come.
        case arrived
        /// A person has said that it is no duplicate.
        case kept
        /// The language model may be asked about it again.
        case budgetRenewed
    }

    /// Proposes anew for one waiting line. One that may be a duplicate stays for a person, unless they have said that it is none.
    /// - Parameter answer: the language model's
    /// - Returns: whether the tenant's policy let it post.
    func propose(
        _ record: LineStore.Record, with learned: inout LearnedCategorizer, answer: LLMAnswerStore.Answer? = nil, news: News = .none
    ) throws -> Bool {
        let proposal = opinions.weigh(learned.propose(LineFacts(record.line, on: record.account)), against: answer)
        var outcome = filing.outcome(of: proposal, for: record.line, on: record.account)
        let mayBeHalf = outcome.entry != nil || news == .arrived || record.proposal.held == HoldReason.transfer.rawValue
        if mayBeHalf, let half = try books.transferHalf(for: record) { outcome = .tied(to: half, outcome.proposal) }
        switch record.proposal.held {
        case HoldReason.possibleDuplicate.rawValue where news != .kept: outcome = outcome.held(as: .possibleDuplicate)
        case HoldReason.budgetFallback.rawValue where news != .budgetRenewed && outcome.isForLanguageModel:
            outcome = outcome.held(as: .budgetFallback)
        default: break
        }
        outcome = AuditSample.checked(outcome, record.id)
        if let entry = outcome.entry {
            let decider = "machine:\(outcome.proposal.method)"
            let ids = try books.entries.post([.init(entry, source: .statement, line: record.id, decider: decider)], by: actor, at: now)
            try books.lines.setPosted(record, as: ids[0], outcome.proposal)
            return true
        }
        if outcome.proposal != record.proposal {
            try books.lines.setProposal(outcome.proposal, of: record)
            try AuditSample.keep(outcome.proposal, of: record.id, in: books, at: now)
        }
        return false
    }
}
