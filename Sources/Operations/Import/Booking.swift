import Bookkeeping
import Categorization
import Foundation
import Ingestion
import Storage

/// One file on its way into the books, inside the transaction that keeps it.
///
/// Two threads share the work: one reads lines, makes proposals and drafts entries; this one counts occurrences, posts and stores.
struct Booking {
    private let books: Books
    private let file: StatementFile
    private let overlap: Overlap
    private let actor: String
    private let now: Instant
    private let importID: ImportID
    private let ahead: Handover<Prepared>
    private var summary: ImportSummary
    /// By the statement's index in the file.
    private var statements: [Int: (id: StatementID, account: AccountID)] = [:]
    private var occurrences: [AccountID: Occurrences] = [:]

    private static let batchSize = 8_192

    /// What the reading thread hands over.
    private enum Prepared: Sendable {
        case statement(Int, Statement, BankAccounts.Resolution)
        case lines(Int, [Line], [RowProblem])
        case facts([Statement])
    }

    private struct Line: Sendable {
        let line: StatementLine
        let proposal: Proposal
        let outcome: LineFiling.Outcome
    }

    init(_ books: Books, _ file: StatementFile, hash: [UInt8], accounts: BankAccounts, by actor: String, at now: Instant) throws {
        let (name, format) = (file.source.name, file.detection.format.rawValue)
        importID = try books.imports.begin(fileName: name, hash: hash, format: format, mapping: file.mapping, by: actor, at: now)
        summary = ImportSummary(id: importID, file: name, format: format)
        let filing = try LineFiling(books)
        (self.books, self.file, self.actor, self.now) = (books, file, actor, now)
        overlap = try Overlap(books, file.reader(), accounts)
        let reader = try file.reader()
        let categorizer = try LearnedCategorizer(books).categorizer
        ahead = Handover.from(depth: 4) { hand in
            try Self.prepare(reader, accounts, categorizer, filing, hand)
        }
    }

    /// The reading thread: parse, resolve the account, propose, draft the entry.
    private static func prepare(
        _ reader: StatementReader, _ accounts: BankAccounts, _ categorizer: Categorizer, _ filing: LineFiling, _ hand: (Prepared) -> Bool
    ) throws {
        var (reader, accounts, categorizer) = (reader, accounts, categorizer)
        var resolved: [Int: AccountID] = [:]
        while let batch = try reader.next(atMost: batchSize) {
            let account: AccountID
            if let known = resolved[batch.statement] {
                account = known
            } else {
                guard !batch.lines.isEmpty || reader.statements.indices.contains(batch.statement) else {
                    guard hand(.lines(batch.statement, [], batch.problems)) else { return }
                    continue
                }
                let statement = reader.statements[batch.statement]
                let resolution = try accounts.resolve(statement)
                guard hand(.statement(batch.statement, statement, resolution)) else { return }
                account = resolution.account
                resolved[batch.statement] = account
            }
            let lines = batch.lines.map { line in
                let proposal = categorizer.propose(LineFacts(line, on: account))
                return Line(line: line, proposal: proposal, outcome: filing.outcome(of: proposal, for: line, on: account))
            }
            guard hand(.lines(batch.statement, lines, batch.problems)) else { return }
        }
        _ = hand(.facts(reader.statements))
    }

    mutating func run(progress: @Sendable (Int) -> Void) throws -> ImportSummary {
        defer { ahead.cancel() }
        while let prepared = try ahead.next() {
            switch prepared {
            case .statement(let index, let statement, let resolution): try open(index, statement, resolution)
            case .lines(let index, let lines, let problems):
                summary.rejected += problems.map { ImportStore.RejectedRow(row: $0.row, text: $0.quote, reason: $0.reason) }
                if let statement = statements[index], !lines.isEmpty { try book(lines, statement) }
                progress(summary.lines)
            case .facts(let all):
                for (index, statement) in statements { try books.imports.setFacts(of: statement.id, all[index]) }
            }
        }
        try finish()
        return summary
    }

    private mutating func finish() throws {
        let accounts = Set(statements.values.map(\.account))
        for account in accounts { try file.remember(in: books, for: account, by: actor, at: now) }
        summary.accounts = try books.accounts.all().filter { accounts.contains($0.id) }.map(\.label)
        try books.imports.finish(importID, lines: summary.lines, duplicates: summary.duplicates, rejected: summary.rejected)
        try books.audit.append(
            .init(
                actor: actor, action: "import.finished", subject: "import \(importID)",
                detail: "\(summary.file): \(summary.lines) lines, \(summary.duplicates) known, \(summary.posted) posted"), at: now)
        try announce()
    }

    private struct Announcement: Encodable {
        let `import`: Int64
        let file: String
        let lines: Int
        let duplicates: Int
        let rejected: Int
        let posted: Int
    }

    private func announce() throws {
        let listeners = try books.webhooks.listeners(to: .importFinished)
        guard !listeners.isEmpty else { return }
        let payload = try WebhookPayload.text(
            Announcement(
                import: importID.rawValue, file: summary.file, lines: summary.lines, duplicates: summary.duplicates,
                rejected: summary.rejected.count, posted: summary.posted))
        try books.webhooks.enqueue(.importFinished, [payload], to: listeners, at: now)
    }

    private mutating func open(_ index: Int, _ statement: Statement, _ resolution: BankAccounts.Resolution) throws {
        if let new = resolution.new { try books.accounts.add(new) }
        if let feed = resolution.feed { try books.accounts.remember(feed, as: resolution.account) }
        let id = try books.imports.addStatement(to: importID, account: resolution.account, currency: statement.currency)
        statements[index] = (id, resolution.account)
        if occurrences[resolution.account] == nil {
            occurrences[resolution.account] = try Occurrences(books, account: resolution.account)
        }
    }

    private mutating func book(_ lines: [Line], _ statement: (id: StatementID, account: AccountID)) throws {
        let new = try takeNew(lines, statement)
        let ids = try books.lines.reserveIDs(new.count)
        let outcomes = zip(new, ids).map { new, id in
            let outcome = new.doubt == nil ? new.line.outcome : new.line.outcome.held(as: .possibleDuplicate)
            return AuditSample.checked(outcome, id)
        }
        var entries: [EntryStore.Draft] = []
        var posted: [Int] = []
        for (index, outcome) in outcomes.enumerated() {
            let method = new[index].line.proposal.method
            count(outcome, by: method)
            guard let entry = outcome.entry else { continue }
            let decider = "machine:\(method.rawValue)"
            entries.append(EntryStore.Draft(entry, source: .statement, line: ids[index], decider: decider))
            posted.append(index)
        }
        let entryIDs = try books.entries.post(entries, by: actor, at: now)
        var entryByIndex = [EntryID?](repeating: nil, count: new.count)
        for (index, id) in zip(posted, entryIDs) { entryByIndex[index] = id }
        let drafts = new.indices.map { index in
            LineStore.Draft(
                id: ids[index], line: new[index].line.line, occurrence: new[index].occurrence,
                vendor: Name.fitting(new[index].line.proposal.vendor.key),
                proposal: outcomes[index].proposal, entry: entryByIndex[index])
        }
        try books.lines.insert(drafts, into: statement.id, account: statement.account)
        for (outcome, id) in zip(outcomes, ids) { try AuditSample.keep(outcome.proposal, of: id, in: books, at: now) }
        try keepDoubts(new, ids, statement)
    }

    /// A line that the books do not hold for certain.
    private struct New {
        let line: Line
        let occurrence: LineStore.Occurrence
        /// Why the books may hold it all the same.
        let doubt: Doubt?
    }

    private enum Doubt {
        case earlier(Overlap.Finding)
        /// The bank gave one reference twice.
        case equalInFile
    }

    private mutating func keepDoubts(_ new: [New], _ ids: [LineID], _ statement: (id: StatementID, account: AccountID)) throws {
        var drafts: [DuplicateStore.Draft] = []
        for (new, id) in zip(new, ids) {
            guard let doubt = new.doubt else { continue }
            let (known, evidence): (LineID?, DuplicateStore.Evidence)
            switch doubt {
            case .earlier(let finding): (known, evidence) = (finding.known, finding.evidence)
            case .equalInFile:
                let first = LineStore.Occurrence(date: new.occurrence.date, fingerprint: new.occurrence.fingerprint, number: 1)
                (known, evidence) = (try books.lines.id(of: first, in: statement.account), .repeatedReference)
            }
            guard let known else { continue }
            drafts.append(.init(statement: statement.id, row: new.line.line.row, known: known, line: id, evidence: evidence))
        }
        summary.possibleDuplicates += drafts.count
        try books.duplicates.add(drafts)
    }

    /// Counts the lines and leaves out those the books hold already.
    private mutating func takeNew(_ lines: [Line], _ statement: (id: StatementID, account: AccountID)) throws -> [New] {
        guard var seen = occurrences.removeValue(forKey: statement.account) else { return [] }
        defer { occurrences[statement.account] = seen }
        let lines = lines.filter { line in
            let isBookable = line.line.amount.minorUnits.magnitude <= Posting.largestMinorUnits.magnitude
            if !isBookable {
                summary.rejected.append(
                    .init(row: line.line.row, text: line.line.text, reason: EntryError.tooLarge(line.line.amount).userText))
            }
            return isBookable
        }
        try seen.load(books, for: lines.map(\.line))
        summary.lines += lines.count
        var new: [New] = []
        var known: [DuplicateStore.Draft] = []
        for line in lines {
            let occurrence = seen.next(of: line.line)
            let finding = overlap.finding(of: occurrence, on: statement.account)
            if let id = seen.known(occurrence) ?? (finding?.evidence == .same ? finding?.known : nil) {
                known.append(.init(statement: statement.id, row: line.line.row, known: id, line: nil, evidence: .same))
            } else if let finding {
                new.append(New(line: line, occurrence: occurrence, doubt: .earlier(finding)))
            } else {
                let isRepeated = occurrence.number > 1 && line.line.hasTellingReference
                new.append(New(line: line, occurrence: occurrence, doubt: isRepeated ? .equalInFile : nil))
            }
        }
        summary.duplicates += known.count
        try books.duplicates.add(known)
        return new
    }

    private mutating func count(_ outcome: LineFiling.Outcome, by method: Categorization.Method) {
        if outcome.entry != nil { summary.posted += 1 }
        guard outcome.isFiled else {
            summary.filed.review += 1
            return
        }
        switch method {
        case .rule: summary.filed.rule += 1
        case .vendor: summary.filed.vendor += 1
        case .llm: summary.filed.llm += 1
        case .model: summary.filed.model += 1
        case .person, .none: summary.filed.review += 1
        }
    }
}
