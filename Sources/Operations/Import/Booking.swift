import Bookkeeping
import Categorization
import Foundation
import Ingestion
import Storage

/// One file on its way into the books, inside the transaction that keeps it.
///
/// Three threads share the work: one reads lines, makes proposals and drafts entries; one counts occurrences and makes rows (`RowMaker`); this
/// one, to which the transaction belongs, asks the books and stores. Storing takes the longest, so it waits for nothing else.
struct Booking {
    private let books: Books
    private let file: StatementFile
    private let actor: String
    private let now: Instant
    private let importID: ImportID
    private let ahead: Handover<Prepared>
    private let orders: Handover<RowMaker.Order>
    private let made: Handover<RowMaker.Made>
    /// Batches that were ordered and are not stored yet.
    private var pending = 0
    private var summary: ImportSummary
    /// By the statement's index in the file.
    private var statements: [Int: (id: StatementID, account: AccountID)] = [:]
    private var knownLines: [AccountID: KnownLines] = [:]
    private var bookedHalves: [AccountID: BookedHalves] = [:]
    /// Years whose last entry number the row maker was told.
    private var numberedYears: Set<Int> = []

    private static let batchSize = 8_192

    /// What the reading thread hands over.
    private enum Prepared: Sendable {
        case statement(Int, Statement, BankAccounts.Resolution)
        case lines(Int, [ProposedLine], [RowProblem])
        case facts([Statement])
    }

    init(_ books: Books, _ file: StatementFile, hash: [UInt8], accounts: BankAccounts, by actor: String, at now: Instant) throws {
        let (name, format) = (file.source.name, file.detection.format.rawValue)
        importID = try books.imports.begin(fileName: name, hash: hash, format: format, mapping: file.mapping, by: actor, at: now)
        summary = ImportSummary(id: importID, file: name, format: format)
        summary.doubt = file.detection.doubt
        let filing = try LineFiling(books)
        (self.books, self.file, self.actor, self.now) = (books, file, actor, now)
        let ownAccounts = Set(try books.accounts.all().filter(\.kind.takesStatements).map(\.id))
        let maker = RowMaker(
            tenant: books.tenant, overlap: try Overlap(books, file.reader(), accounts), ownAccounts: ownAccounts, actor: actor, now: now,
            readying: books.readying)
        let reader = try file.reader()
        let categorizer = try LearnedCategorizer(books).categorizer
        ahead = Handover.from(depth: 4) { hand in
            try Self.prepare(reader, accounts, categorizer, filing, hand)
        }
        let orders = Handover<RowMaker.Order>(depth: 2)
        made = Handover.from(depth: 1) { hand in
            var maker = maker
            while let order = try orders.next() {
                guard hand(try maker.make(order)) else { return }
            }
        }
        self.orders = orders
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
                return ProposedLine(line: line, proposal: proposal, outcome: filing.outcome(of: proposal, for: line, on: account))
            }
            guard hand(.lines(batch.statement, lines, batch.problems)) else { return }
        }
        _ = hand(.facts(reader.statements))
    }

    mutating func run(progress: @Sendable (Int) -> Void) throws -> ImportSummary {
        defer {
            ahead.cancel()
            orders.finish(.success(()))
            made.cancel()
        }
        while let prepared = try ahead.next() {
            switch prepared {
            case .statement(let index, let statement, let resolution): try open(index, statement, resolution)
            case .lines(let index, let lines, let problems):
                let rejected = problems.map { ImportStore.RejectedRow(row: $0.row, text: $0.quote, reason: $0.reason, source: $0.source) }
                if let statement = statements[index], !lines.isEmpty {
                    try order(lines, rejected, statement)
                } else {
                    try storePending()
                    summary.rejected += rejected
                }
                progress(summary.lines)
            case .facts(let all):
                for (index, statement) in statements { try books.imports.setFacts(of: statement.id, all[index]) }
            }
        }
        try storePending()
        progress(summary.lines)
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
        if let doubt = resolution.doubt, !summary.unmatched.contains(doubt) { summary.unmatched.append(doubt) }
        if let feed = resolution.feed { try books.accounts.remember(feed, as: resolution.account) }
        let id = try books.imports.addStatement(
            to: importID, account: resolution.account, currency: statement.currency, asksAccount: resolution.doubt != nil)
        statements[index] = (id, resolution.account)
    }

    /// Has the rows of a batch made, and stores those of the one before meanwhile.
    private mutating func order(
        _ lines: [ProposedLine], _ rejected: [ImportStore.RejectedRow], _ statement: (id: StatementID, account: AccountID)
    ) throws {
        let entries = lines.compactMap(\.outcome.entry)
        let years = Set(entries.map(\.date.year)).subtracting(numberedYears)
        numberedYears.formUnion(years)
        var knownLines = try knownLines[statement.account] ?? KnownLines(books, account: statement.account)
        let known = try knownLines.more(books, for: lines.map(\.line))
        self.knownLines[statement.account] = knownLines
        let halves = try bookedHalves[statement.account, default: .init(account: statement.account)].more(books, for: lines.map(\.line))
        let order = RowMaker.Order(
            lines: lines, rejected: rejected, statement: statement.id, account: statement.account, known: known, halves: halves,
            numbers: try books.entries.lastNumbers(in: years), lineIDs: try books.lines.reserveIDs(lines.count),
            entryIDs: try books.entries.reserveIDs(entries.count))
        guard orders.hand(order) else { return }
        pending += 1
        if pending > 1 { try storeNext() }
    }

    private mutating func storePending() throws {
        while pending > 0 { try storeNext() }
    }

    private mutating func storeNext() throws {
        guard let made = try made.next() else { return }
        pending -= 1
        try books.entries.post(made.entries)
        try books.lines.insert(made.lines)
        for sample in made.samples { try AuditSample.keep(sample.proposal, of: sample.line, in: books, at: now) }
        try keepDoubts(made)
        try books.duplicates.add(made.known)
        summary.add(made.tally)
    }

    private mutating func keepDoubts(_ made: RowMaker.Made) throws {
        var drafts: [DuplicateStore.Draft] = []
        for doubt in made.doubts {
            let (known, evidence): (LineID?, DuplicateStore.Evidence)
            switch doubt.reason {
            case .earlier(let finding): (known, evidence) = (finding.known, finding.evidence)
            case .equalInFile(let first): (known, evidence) = (try books.lines.id(of: first, in: made.account), .repeatedReference)
            }
            guard let known else { continue }
            drafts.append(.init(statement: made.statement, row: doubt.row, known: known, line: doubt.line, evidence: evidence))
        }
        summary.possibleDuplicates += drafts.count
        try books.duplicates.add(drafts)
    }
}
