package import Bookkeeping
import Categorization
package import Storage

/// Takes a person's answer back, with all that were given in one go: what they posted is reversed, the lines wait again, and what the
/// answers taught is unlearned. Nothing is erased, and no machine posts these lines again.
package struct UndoDecision: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package struct Summary: Sendable {
        /// Lines that wait again, in the order of the answers.
        package fileprivate(set) var lines: [LineID] = []
        package fileprivate(set) var reversed = 0
    }

    /// - Throws: `.decidedAgain` when a line was answered again since, and `PeriodError.closed`; then nothing is undone.
    package func callAsFunction(for tenant: TenantID, _ batch: DecisionID, by person: String) async throws -> Summary {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let decisions = try books.decisions.batch(batch)
            guard !decisions.isEmpty else { throw OperationError.noSuchDecision }
            guard decisions.contains(where: { !$0.isUndone }) else { throw OperationError.decisionUndone }
            var summary = Summary()
            let partners = try Self.partners(of: decisions, in: books)
            // The last first, as they were given.
            for decision in decisions.reversed() where !decision.isUndone {
                // With one line of a transfer its other line waits as well.
                let isOpenedByPartner = partners[decision.line].map(summary.lines.contains) ?? false
                if try Self.takeBack(decision, isOpen: isOpenedByPartner, in: books, by: person, at: now) { summary.reversed += 1 }
                summary.lines.insert(decision.line, at: 0)
            }
            // A snapshot that knows the answer is no use any more; an older one is.
            if let learnedThrough = try books.categorizer.learnedThrough(), learnedThrough >= batch { try books.categorizer.clear() }
            try Self.proposeAgain(summary.lines, in: books, by: person)
            return summary
        }
    }

    /// The other lines of the transfers that answers made.
    private static func partners(of decisions: [DecisionStore.Record], in books: Books) throws -> [LineID: LineID] {
        var partners: [LineID: LineID] = [:]
        for decision in decisions where !decision.isUndone && decision.kind == .file {
            guard let match = try books.transfers.match(of: decision.line) else { continue }
            (partners[match.out], partners[match.into]) = (match.into, match.out)
        }
        return partners
    }

    /// - Parameter isOpen: whether the line waits already, because an answer that goes with this one was taken back
    /// - Returns: whether an entry was reversed.
    private static func takeBack(
        _ decision: DecisionStore.Record, isOpen: Bool, in books: Books, by person: String, at now: Instant
    ) throws -> Bool {
        guard let record = try books.lines.line(decision.line), record.state != .undone else {
            throw OperationError.lineUndone(decision.line)
        }
        guard try books.decisions.last(of: decision.line) == decision.id, record.state != .waiting || isOpen else {
            throw OperationError.decidedAgain
        }
        try books.decisions.markUndone(decision.id, by: person, at: now)
        let posted = try record.entry.flatMap { try books.entries.entry($0) }
        let isReversed = try books.takeBack(record, because: "answer taken back", by: person, at: now)
        try books.lines.wait(record.id, unproposed(by: person))
        try books.audit.append(
            .init(
                actor: person, action: "decision.undone", subject: "line \(record.id)", detail: posted.map { "entry \($0.number)" } ?? ""),
            at: now)
        return isReversed
    }

    /// What machines suggest without the answer. It is a suggestion: the line waits for a person, whatever the policy would allow.
    private static func proposeAgain(_ lines: [LineID], in books: Books, by person: String) throws {
        var learned = try LearnedCategorizer(books)
        let filing = try LineFiling(books)
        for id in lines {
            guard let record = try books.lines.line(id), record.state == .waiting else { continue }
            let proposal = learned.propose(LineFacts(record.line, on: record.account))
            var outcome = filing.outcome(of: proposal, for: record.line, on: record.account)
            if let half = try books.transferHalf(for: record) { outcome = .tied(to: half, outcome.proposal) }
            outcome = outcome.held(as: .reversed)
            try books.lines.setProposal(outcome.proposal, of: record)
        }
    }

    private static func unproposed(by person: String) -> LineStore.Proposal {
        LineStore.Proposal(
            method: Method.none.rawValue, account: nil, confidence: 0, held: HoldReason.reversed.rawValue,
            reason: "answer taken back by \(person)")
    }
}
