import Bookkeeping
import Categorization
import Storage

/// A line with what is proposed for it and what becomes of it.
struct ProposedLine: Sendable {
    let line: StatementLine
    let proposal: Proposal
    let outcome: LineFiling.Outcome
}

/// Tells a file's new lines from known ones and makes the rows that will be stored, a batch at a time.
///
/// It has no transaction, so that it can work on a thread of its own: what it must know of the books comes with each batch.
struct RowMaker: Sendable {
    private let tenant: TenantID
    private let overlap: Overlap
    /// Those that statements come for.
    private let ownAccounts: Set<AccountID>
    private let actor: String
    private let now: Instant
    private let readying: Readying?
    private var occurrences: [AccountID: Occurrences] = [:]
    private var numbers = EntryNumbers()
    private var halves = OpenHalves()

    /// A batch of lines of one statement, and what the books know about it that was not told before.
    struct Order: Sendable {
        let lines: [ProposedLine]
        /// Rows of the batch that are no lines.
        let rejected: [ImportStore.RejectedRow]
        let statement: StatementID
        let account: AccountID
        let known: [LineStore.Occurrence: LineID]
        /// Transfers that may have their other line here.
        let halves: [TransferStore.Half]
        let numbers: EntryNumbers
        /// One for each line, and one for each entry, whether it will be needed or not.
        let lineIDs: [LineID]
        let entryIDs: [EntryID]
    }

    struct Made: Sendable {
        let statement: StatementID
        let account: AccountID
        let lines: LineRows
        let entries: EntryRows
        /// Rows of the file that the books hold.
        let known: [DuplicateStore.Draft]
        let doubts: [Doubt]
        let samples: [Sample]
        let tally: ImportSummary.Tally
    }

    /// A line drawn for a person's check, with what would have been posted.
    struct Sample: Sendable {
        let line: LineID
        let proposal: LineStore.Proposal
    }

    /// A new line that the books may hold all the same, and why.
    struct Doubt: Sendable {
        let row: Int
        let line: LineID
        let reason: Reason

        enum Reason: Sendable {
            case earlier(Overlap.Finding)
            /// The bank gave one reference twice; where the first of the two stands.
            case equalInFile(LineStore.Occurrence)
        }
    }

    /// A line that the books do not hold for certain.
    private struct New {
        let id: LineID
        let line: ProposedLine
        let occurrence: LineStore.Occurrence
        let doubt: Doubt.Reason?
        let outcome: LineFiling.Outcome

        init(
            _ id: LineID, _ line: ProposedLine, _ occurrence: LineStore.Occurrence, _ doubt: Doubt.Reason?,
            _ half: TransferStore.Half? = nil
        ) {
            (self.id, self.line, self.occurrence, self.doubt) = (id, line, occurrence, doubt)
            let outcome = half.map { .tied(to: $0, line.outcome.proposal) } ?? line.outcome
            self.outcome = AuditSample.checked(doubt == nil ? outcome : outcome.held(as: .possibleDuplicate), id)
        }
    }

    init(tenant: TenantID, overlap: Overlap, ownAccounts: Set<AccountID>, actor: String, now: Instant, readying: Readying?) {
        (self.tenant, self.overlap, self.ownAccounts, self.actor, self.now) = (tenant, overlap, ownAccounts, actor, now)
        self.readying = readying
    }

    mutating func make(_ order: Order) throws -> Made {
        var tally = ImportSummary.Tally(rejected: order.rejected)
        numbers.add(order.numbers)
        let (new, known) = sift(order, &tally)
        var entries: [EntryStore.Draft] = []
        entries.reserveCapacity(order.entryIDs.count)
        for line in new {
            let method = line.line.proposal.method
            tally.count(line.outcome, by: method)
            guard let entry = line.outcome.entry else { continue }
            entries.append(EntryStore.Draft(entry, source: .statement, line: line.id, decider: "machine:\(method.rawValue)"))
        }
        var entryRows = try EntryRows(entries, of: tenant, ids: order.entryIDs, numbers: &numbers, by: actor, at: now)
        var entryIDs = entryRows.ids.makeIterator()
        let drafts = new.map { line in
            LineStore.Draft(
                id: line.id, line: line.line.line, occurrence: line.occurrence, vendor: Name.fitting(line.line.proposal.vendor.key),
                proposal: line.outcome.proposal, entry: line.outcome.entry == nil ? nil : entryIDs.next())
        }
        let doubts = new.compactMap { line in
            line.doubt.map { Doubt(row: line.line.line.row, line: line.id, reason: $0) }
        }
        let samples = new.filter { $0.outcome.proposal.held == HoldReason.auditSample.rawValue }
            .map { Sample(line: $0.id, proposal: $0.outcome.proposal) }
        var lineRows = LineRows(drafts, of: tenant, into: order.statement, account: order.account)
        entryRows.ready(readying)
        lineRows.ready(readying)
        return Made(
            statement: order.statement, account: order.account, lines: lineRows, entries: entryRows, known: known, doubts: doubts,
            samples: samples, tally: tally)
    }

    /// Counts the lines and parts new ones from those the books hold.
    private mutating func sift(_ order: Order, _ tally: inout ImportSummary.Tally) -> (new: [New], known: [DuplicateStore.Draft]) {
        var seen = occurrences.removeValue(forKey: order.account) ?? Occurrences()
        defer { occurrences[order.account] = seen }
        seen.add(order.known)
        order.halves.forEach { halves.add($0) }
        var new: [New] = []
        new.reserveCapacity(order.lines.count)
        var known: [DuplicateStore.Draft] = []
        for line in order.lines {
            guard line.line.amount.minorUnits.magnitude <= Posting.largestMinorUnits.magnitude else {
                let reason = EntryError.tooLarge(line.line.amount).userText
                tally.rejected.append(.init(row: line.line.row, text: line.line.text, reason: reason))
                continue
            }
            let occurrence = seen.next(of: line.line)
            let id = order.lineIDs[new.count]
            let finding = overlap.finding(of: occurrence, on: order.account)
            if let earlier = seen.known(occurrence) ?? (finding?.evidence == .same ? finding?.known : nil) {
                known.append(.init(statement: order.statement, row: line.line.row, known: earlier, line: nil, evidence: .same))
            } else if let finding {
                new.append(New(id, line, occurrence, .earlier(finding)))
            } else if occurrence.number > 1, line.line.hasTellingReference {
                let first = LineStore.Occurrence(date: occurrence.date, fingerprint: occurrence.fingerprint, number: 1)
                new.append(New(id, line, occurrence, .equalInFile(first)))
            } else {
                let one = New(id, line, occurrence, nil, halves.take(for: line.line, on: order.account))
                if one.outcome.entry != nil, let other = one.outcome.proposal.account, ownAccounts.contains(other) {
                    halves.add(
                        .init(line: id, account: order.account, other: other, date: line.line.date, amount: line.line.amount))
                }
                new.append(one)
            }
        }
        tally.lines += new.count + known.count
        tally.duplicates += known.count
        return (new, known)
    }
}
