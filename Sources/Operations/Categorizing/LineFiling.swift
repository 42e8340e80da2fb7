import Bookkeeping
import Categorization
import Storage

/// Decides what becomes of a line with a proposal: posted, or kept for a person with the reason.
struct LineFiling: Sendable {
    let policy: AutoPostPolicy
    let closed: ClosedPeriods

    enum Consent {
        /// Where the tenant has switched it on.
        case standing
        /// A person asked for it just now; the other limits hold.
        case asked
    }

    init(_ books: Books, _ consent: Consent = .standing) throws {
        var settings = try books.settings.current()
        if consent == .asked { settings.autoPost = true }
        policy = try settings.policy
        closed = try books.closings.closedPeriods()
    }

    struct Outcome: Sendable {
        /// The entry to post; nil when the line waits.
        let entry: JournalEntry?
        let proposal: LineStore.Proposal
        /// Whether a machine is sure enough, posting switched on or not.
        let isFiled: Bool

        /// Whether neither rules nor model are sure enough, so that the language model would be asked.
        var isForLanguageModel: Bool {
            proposal.held == HoldReason.coldStart.rawValue || proposal.held == HoldReason.belowThreshold.rawValue
        }

        /// Keeps the line for a person whatever the policy would allow.
        func held(as reason: HoldReason) -> Outcome {
            let proposal = LineStore.Proposal(
                method: proposal.method, account: proposal.account, confidence: proposal.confidence, held: reason.rawValue,
                reason: proposal.reason)
            return Outcome(entry: nil, proposal: proposal, isFiled: false)
        }
    }

    func outcome(of proposal: Proposal, for line: StatementLine, on bankAccount: AccountID) -> Outcome {
        if proposal.action?.accounts.contains(bankAccount) ?? false {
            return Outcome(entry: nil, proposal: stored(proposal, held: .ownAccount), isFiled: false)
        }
        let isOpen = closed.allows(line.date)
        let isFiled = policy.wouldFile(proposal, amount: line.amount, periodIsOpen: isOpen)
        switch policy.decision(for: proposal, amount: line.amount, periodIsOpen: isOpen) {
        case .hold(let reason): return Outcome(entry: nil, proposal: stored(proposal, held: reason), isFiled: isFiled)
        case .post:
            guard let parts = proposal.parts(of: line.amount), let entry = try? JournalEntry(booking: line, on: bankAccount, to: parts)
            else {
                return Outcome(entry: nil, proposal: stored(proposal, held: .imbalance), isFiled: false)
            }
            return Outcome(entry: entry, proposal: stored(proposal, held: nil), isFiled: isFiled)
        }
    }

    private func stored(_ proposal: Proposal, held: HoldReason?) -> LineStore.Proposal {
        LineStore.Proposal(
            method: proposal.method.rawValue, account: proposal.account, confidence: Int((proposal.probability * 10_000).rounded()),
            held: held?.rawValue, reason: proposal.reason)
    }
}

extension Proposal {
    /// What the line's amount is booked to; nil when nobody has said.
    fileprivate func parts(of amount: Money) -> [Rule.Action.Part]? {
        (action ?? account.map(Rule.Action.file))?.parts(of: amount)
    }
}

extension JournalEntry {
    /// Money in debits the bank account and credits the other side; money out the other way round.
    init(booking line: StatementLine, on bankAccount: AccountID, to parts: [Rule.Action.Part]) throws {
        let side: Side = line.amount.isNegative ? .credit : .debit
        let bank = try Posting(side, bankAccount, line.amount.magnitude())
        let others = try parts.map { part in
            // A part may go against the line's direction only where a split says so; its own sign tells its side.
            try Posting(part.amount.isNegative ? .debit : .credit, part.account, part.amount.magnitude())
        }
        try self.init(date: line.date, narration: line.text, postings: line.amount.isNegative ? others + [bank] : [bank] + others)
    }

    init(booking line: StatementLine, on bankAccount: AccountID, to account: AccountID) throws {
        let parts = Rule.Action.file(account).parts(of: line.amount) ?? []
        try self.init(booking: line, on: bankAccount, to: parts)
    }
}
