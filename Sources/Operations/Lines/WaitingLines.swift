import Bookkeeping
import Categorization
import Storage

/// The lines that wait for a person, looked at again after something was learned: an answer counts at once for all of its kind.
struct WaitingLines {
    private let books: Books
    private let filing: LineFiling
    private let actor: String
    private let now: Instant

    init(_ books: Books, filing: LineFiling, by actor: String, at now: Instant) {
        (self.books, self.filing, self.actor, self.now) = (books, filing, actor, now)
    }

    /// How many lines are looked at when all of them are; the rest keep their proposals until their turn comes.
    private static let limit = 10_000

    /// Proposes anew for all of them.
    /// - Returns: how many the tenant's policy let post.
    func proposeAgain(with learned: inout LearnedCategorizer) throws -> Int {
        var posted = 0
        for record in try books.lines.waiting(limit: Self.limit) where record.proposal.held != HoldReason.reversed.rawValue {
            if try propose(record, with: &learned) { posted += 1 }
        }
        try audit(posted, after: actor, in: books)
        return posted
    }

    /// Proposes anew for those that answers have touched.
    /// - Returns: how many the tenant's policy let post, by who taught it.
    func proposeAgain(_ due: some Collection<DueLine>, with learned: inout LearnedCategorizer) throws -> [DueLine.Teacher: Int] {
        let teachers = Dictionary(due.map { ($0.line, $0.teacher) }) { first, _ in first }
        var posted: [DueLine.Teacher: Int] = [:]
        var rest = due.map(\.line)[...]
        while !rest.isEmpty {
            for record in try books.lines.waiting(among: rest.prefix(LineStore.mostAtOnce))
            where record.proposal.held != HoldReason.reversed.rawValue {
                if try propose(record, with: &learned), let teacher = teachers[record.id] { posted[teacher, default: 0] += 1 }
            }
            rest = rest.dropFirst(LineStore.mostAtOnce)
        }
        for (teacher, count) in posted.sorted(by: { $0.key.person < $1.key.person }) {
            try audit(count, after: teacher.person, in: books.from(teacher.origin))
        }
        return posted
    }

    private func audit(_ posted: Int, after teacher: String, in books: Books) throws {
        guard posted > 0 else { return }
        try books.audit.append(
            .init(
                actor: "machine", action: "lines.posted", subject: "\(posted) waiting lines", detail: "after \(teacher) taught something"),
            at: now)
    }

    /// Proposes anew for one waiting line. One that may be a duplicate stays for a person, unless they have said that it is none.
    /// - Returns: whether the tenant's policy let it post.
    func propose(_ record: LineStore.Record, with learned: inout LearnedCategorizer, isKept: Bool = false) throws -> Bool {
        let proposal = learned.propose(LineFacts(record.line, on: record.account))
        var outcome = filing.outcome(of: proposal, for: record.line, on: record.account)
        if record.proposal.held == HoldReason.possibleDuplicate.rawValue, !isKept { outcome = outcome.held(as: .possibleDuplicate) }
        if let entry = outcome.entry {
            let decider = "machine:\(outcome.proposal.method)"
            let ids = try books.entries.post([.init(entry, source: .statement, line: record.id, decider: decider)], by: actor, at: now)
            try books.lines.setPosted(record.id, as: ids[0], outcome.proposal)
            return true
        }
        if outcome.proposal != record.proposal { try books.lines.setProposal(outcome.proposal, of: record.id) }
        return false
    }
}
