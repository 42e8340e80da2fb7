package import Bookkeeping
package import Categorization
import Storage

/// Has a rule file the lines that are in the books already: those that wait, and on request those that machines posted otherwise. What a
/// person decided stays (invariant 8). All of it, or nothing.
package struct ApplyRule: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package enum Reach: Sendable {
        case waitingLines
        /// Machine-posted lines are corrected too, by a reversal and a new entry.
        case alsoPosted
    }

    package struct Summary: Sendable {
        /// Waiting lines that were posted.
        package fileprivate(set) var filed = 0
        /// Machine-posted lines that were reversed and booked anew.
        package fileprivate(set) var corrected = 0
        /// Lines that stay as they are, by reason: limits of amount and closed periods hold here too.
        package fileprivate(set) var held: [HoldReason: Int] = [:]
        /// Lines that other rules decide, or dispute.
        package fileprivate(set) var leftToOtherRules = 0
        /// Lines that the rule holds for and people decided.
        package fileprivate(set) var leftToPeople = 0
    }

    package func callAsFunction(for tenant: TenantID, name: String, _ reach: Reach = .waitingLines, by person: String) async throws
        -> Summary
    {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let book = try RuleBook(books, by: person, at: now)
            let rule = try book.rule(named: name).rule
            guard rule.isEnabled else { throw OperationError.ruleSwitchedOff(name) }
            var applying = Applying(
                try RuleReach(rule, among: book.stored.map(\.rule), in: books), reach, books, by: person, at: now)
            for record in try books.lines(forWhich: &applying.rule) { try applying.take(record) }
            return try applying.finish()
        }
    }
}

private struct Applying {
    var rule: RuleReach
    private let reach: ApplyRule.Reach
    private let books: Books
    private let person: String
    private let now: Instant
    private var summary = ApplyRule.Summary()
    private var waiting: [(line: LineID, entry: JournalEntry, proposal: LineStore.Proposal)] = []

    init(_ rule: RuleReach, _ reach: ApplyRule.Reach, _ books: Books, by person: String, at now: Instant) {
        (self.rule, self.reach, self.books, self.person, self.now) = (rule, reach, books, person, now)
    }

    mutating func take(_ record: LineStore.Record) throws {
        let holder = RuleReach.holder(of: record)
        guard holder != .person else {
            summary.leftToPeople += 1
            return
        }
        guard holder == .nobody || reach == .alsoPosted else { return }
        switch rule.effect(on: record) {
        case .conflicts, .overruled: summary.leftToOtherRules += 1
        case .held(let reason): summary.held[reason, default: 0] += 1
        case .files(let entry, let proposal):
            if holder == .nobody, let half = try books.transferHalf(for: record), half.account == proposal.account {
                summary.held[.transfer, default: 0] += 1
            } else if holder == .nobody {
                waiting.append((record.id, entry, proposal))
            } else if try Movements(rule.bookedEntry(of: record)) != Movements(entry) {
                try correct(record, entry, proposal)
            }
        }
    }

    /// What is posted is never edited: its opposite goes before the right entry.
    private mutating func correct(_ record: LineStore.Record, _ entry: JournalEntry, _ proposal: LineStore.Proposal) throws {
        guard let id = record.entry, let old = try books.entries.entry(id) else { return }
        _ = try books.reverse(old, because: "rule “\(rule.rule.name)” applied", by: person, at: now)
        let ids = try books.entries.post([Self.draft(entry, record.id)], by: person, at: now)
        try books.lines.setPosted(record.id, as: ids[0], proposal)
        summary.corrected += 1
    }

    private static func draft(_ entry: JournalEntry, _ line: LineID) -> EntryStore.Draft {
        .init(entry, source: .statement, line: line, decider: "machine:\(Method.rule.rawValue)")
    }

    mutating func finish() throws -> ApplyRule.Summary {
        let ids = try books.entries.post(waiting.map { Self.draft($0.entry, $0.line) }, by: person, at: now)
        for (line, id) in zip(waiting, ids) { try books.lines.setPosted(line.line, as: id, line.proposal) }
        summary.filed = waiting.count
        if summary.filed + summary.corrected > 0 {
            try books.audit.append(
                .init(
                    actor: person, action: "rule.applied", subject: "rule \(rule.rule.name)",
                    detail: "\(summary.filed) waiting lines posted, \(summary.corrected) posted lines corrected"), at: now)
        }
        return summary
    }
}
