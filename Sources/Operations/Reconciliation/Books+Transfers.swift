import Bookkeeping
import Categorization
import Storage

extension Books {
    /// The booked line that `record` is the other line of: the nearest in time.
    func transferHalf(for record: LineStore.Record) throws -> TransferStore.Half? {
        try transfers.halves(fitting: record, within: TransferPairing.askedDays).first
    }

    /// Takes back what books a line. An entry that was there before, for the other line of a transfer, stays with that one.
    /// - Returns: whether an entry was reversed
    func takeBack(_ record: LineStore.Record, because reason: String? = nil, by actor: String, at now: Instant) throws -> Bool {
        guard record.state == .posted, let id = record.entry, let posted = try entries.entry(id) else { return false }
        if let match = try transfers.match(bookedBy: id), !match.madeEntry, try entries.line(of: id) != record.id {
            try takeApart(match, because: reason ?? posted.entry.narration, by: actor, at: now)
            return false
        }
        _ = try reverse(posted, because: reason, by: actor, at: now)
        return true
    }

    /// The two are no pair any more: what was posted for the pair is reversed and both wait; an entry that was there before stays with its line.
    func takeApart(_ match: TransferStore.Match, because reason: String, by actor: String, at now: Instant) throws {
        guard let posted = try entries.entry(match.entry) else { throw OperationError.noSuchEntry("\(match.entry)") }
        if match.madeEntry {
            _ = try reverse(posted, because: reason, by: actor, at: now)
        } else {
            let own = try entries.line(of: match.entry)
            try transfers.remove(match.id)
            try lines.reopen(
                [match.out, match.into].filter { $0 != own }, bookedBy: match.entry, reason: "the transfer was taken apart by \(actor)")
        }
    }

    /// Lines that waited as the other half of what an entry booked wait for something else, now that it is reversed.
    func releaseHalves(of entry: JournalEntry) throws {
        guard entry.postings.count == 2, let amount = entry.postings.first?.amount,
            let days = Period(from: entry.date, through: entry.date)?.widened(by: TransferPairing.askedDays)
        else { return }
        for record in try lines.waiting(for: HoldReason.transfer.rawValue, of: amount, during: days) {
            guard entry.postings.contains(where: { $0.account == record.account }), try transferHalf(for: record) == nil else { continue }
            let proposal = LineStore.Proposal(
                method: record.proposal.method, account: record.proposal.account, confidence: record.proposal.confidence,
                held: HoldReason.belowThreshold.rawValue, reason: "the other half of the transfer was taken back")
            try lines.setProposal(proposal, of: record)
        }
    }

    /// Has the line that waits on the other account stand as the other half of what was just booked, and not as one to be booked once more.
    func suggestOtherHalf(of half: TransferStore.Half, _ record: LineStore.Record) throws {
        let waiting = try lines.counterparts(of: record, within: TransferPairing.askedDays, limit: Self.mostCounterparts)
        guard !waiting.isEmpty else { return }
        let rejected = try transfers.rejected()
        let other = waiting.first { other in
            let key = TransferPairing.Key(
                out: half.amount.isNegative ? half.line : other.id, into: half.amount.isNegative ? other.id : half.line)
            return other.account == half.other && other.proposal.held != HoldReason.possibleDuplicate.rawValue && !rejected.contains(key)
        }
        guard let other else { return }
        try lines.setProposal(LineFiling.Outcome.tied(to: half, other.proposal).proposal, of: other)
    }

    private static let mostCounterparts = 5
}

extension LineFiling.Outcome {
    /// Nothing to post: the line waits for somebody to say that it is the other line of `half`.
    static func tied(to half: TransferStore.Half, _ proposal: LineStore.Proposal) -> Self {
        let agrees = proposal.account == half.account
        return Self(
            entry: nil,
            proposal: LineStore.Proposal(
                method: agrees ? proposal.method : Method.none.rawValue, account: half.account,
                confidence: agrees ? proposal.confidence : 0,
                held: HoldReason.transfer.rawValue, reason: "the other account's line of \(half.date) is booked"),
            isFiled: false)
    }
}
