import Bookkeeping
import Categorization
import Crypto
import Ingestion
import Storage

/// One journal on its way into the books, inside the transaction that keeps it.
struct JournalBooking {
    private let books: Books
    private let journal: JournalFile
    private let hash: [UInt8]
    private let person: String
    private let now: Instant
    private let closed: ClosedPeriods
    private var accounts: JournalAccounts
    /// Accounts that statements belong to.
    private var banks: Set<AccountID> = []
    /// Reads the vendor from a line's text, as the books' people see vendors.
    private var vendors: Categorizer
    private var summary: ImportJournal.Summary
    private var knownLines: [AccountID: KnownLines] = [:]
    private var occurrences: [AccountID: Occurrences] = [:]
    private var repeats: [String: Int] = [:]
    private var ready: [Ready] = []

    /// An entry about to be posted.
    private struct Ready {
        let entry: JournalEntry
        let key: IdempotencyKey
        let label: Label?
    }

    /// A bank line that the entry books, and the account that it belongs to.
    private struct Label {
        let line: StatementLine
        let bankAccount: AccountID
        let account: AccountID
        let occurrence: LineStore.Occurrence
        /// The line of the books, where a statement brought it before.
        let waiting: LineID?
    }

    init(_ books: Books, _ journal: JournalFile, file: String, hash: [UInt8], by person: String, at now: Instant) throws {
        (self.books, self.journal, self.hash, self.person, self.now) = (books, journal, hash, person, now)
        closed = try books.closings.closedPeriods()
        accounts = try JournalAccounts(books)
        vendors = try books.judge(by: [])
        summary = ImportJournal.Summary(id: nil, file: file, format: journal.format.rawValue)
    }

    mutating func run() throws -> ImportJournal.Summary {
        summary.rejected = journal.problems.map { .init(row: $0.row, text: $0.quote, reason: $0.reason) }
        for account in journal.accounts { try accounts.resolve(account) }
        banks = Set(try books.accounts.all().filter(\.kind.takesStatements).map(\.id))
        // Numbers follow the days; what is of one day stays in the file's order.
        let entries = journal.entries.enumerated().sorted { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }.map(\.element)
        summary.entries = journal.entries.count
        for entry in entries { try take(entry) }
        summary.rejected.sort { $0.row < $1.row }
        summary.accounts = accounts.made.map(\.label)
        if !ready.isEmpty { try keep() }
        try books.audit.append(
            .init(
                actor: person, action: "journal.imported", subject: summary.id.map { "import \($0)" } ?? summary.file,
                detail:
                    "\(summary.file): \(summary.posted) entries, \(summary.known) known, \(summary.keptAside) kept aside, \(summary.labels) labels"
            ), at: now)
        if summary.keptAside > 0 { try books.raise(.unbalancedEntries(count: summary.keptAside), at: now) }
        return summary
    }

    private mutating func take(_ entry: JournalFile.Entry) throws {
        do {
            let postings = try entry.postings.map { posting in
                guard let account = accounts.account(posting.account) else { throw OperationError.noSuchAccount(posting.account) }
                return try Posting(posting.amount.isNegative ? .credit : .debit, account.id, posting.amount.magnitude())
            }
            let narration = String(entry.narration.onOneLine.prefix(500))
            if let difference = try JournalEntry.debitsLessCredits(postings).first(where: { !$0.isZero }) {
                try keepAside(UnbalancedEntry(date: entry.date, narration: narration, postings: postings, difference: difference))
                return
            }
            try closed.check(entry.date)
            try prepare(try JournalEntry(date: entry.date, narration: narration, postings: postings), row: entry.row)
        } catch let refusal as any ExplainedError where !(refusal is StorageError) {
            summary.rejected.append(.init(row: entry.row, text: "\(entry.date) \(entry.narration)", reason: refusal.userText))
        }
    }

    private mutating func keepAside(_ entry: UnbalancedEntry) throws {
        let (_, isNew) = try books.keptAside.keep(
            fingerprint: entry.fingerprint(), date: entry.date, narration: entry.narration, postings: entry.linesText(),
            difference: entry.difference, by: person, at: now)
        summary.keptAside += isNew ? 1 : 0
        summary.known += isNew ? 0 : 1
    }

    private mutating func prepare(_ entry: JournalEntry, row: Int) throws {
        let content = entry.contentKey
        let number = repeats[content, default: 0]
        repeats[content] = number + 1
        guard let key = try freeKey("journal \(content) \(number)") else {
            summary.known += 1
            return
        }
        let label = try label(of: entry, row: row)
        if case .booked = label {
            summary.known += 1
            return
        }
        ready.append(Ready(entry: entry, key: key, label: label.label))
    }

    /// Nil where the entry is in the books. One that was taken back may come again, under another key.
    private func freeKey(_ base: String) throws -> IdempotencyKey? {
        var attempt = 0
        while true {
            let key = IdempotencyKey(rawValue: attempt == 0 ? base : "\(base) again \(attempt)")
            guard let earlier = try books.entries.id(of: key) else { return key }
            guard try books.entries.reversal(of: earlier) != nil else { return nil }
            attempt += 1
        }
    }

    private enum Found {
        case none
        case label(Label)
        /// A statement brought the line, and it is in the books.
        case booked

        var label: Label? { if case .label(let label) = self { label } else { nil } }
    }

    /// An entry of two accounts, of which one takes statements, is what a person made of a bank line.
    private mutating func label(of entry: JournalEntry, row: Int) throws -> Found {
        guard entry.postings.count == 2, !entry.narration.isEmpty else { return .none }
        let isBank = entry.postings.map { posting in banks.contains(posting.account) }
        guard isBank[0] != isBank[1] else { return .none }
        let (bank, other) = isBank[0] ? (entry.postings[0], entry.postings[1]) : (entry.postings[1], entry.postings[0])
        guard !bank.amount.isZero else { return .none }
        let line = StatementLine(
            row: row, date: entry.date, amount: Money(minorUnits: bank.signedMinorUnits, bank.amount.currency), text: entry.narration)
        var reading = try knownLines[bank.account] ?? KnownLines(books, account: bank.account)
        var counting = occurrences[bank.account] ?? Occurrences()
        counting.add(try reading.more(books, for: [line]))
        let occurrence = counting.next(of: line)
        (knownLines[bank.account], occurrences[bank.account]) = (reading, counting)
        let known = try counting.known(occurrence).flatMap { try books.lines.line($0) }
        if let known, known.state != .waiting { return .booked }
        return .label(
            Label(line: line, bankAccount: bank.account, account: other.account, occurrence: occurrence, waiting: known?.id))
    }

    // MARK: Keeping

    private mutating func keep() throws {
        let id = try books.imports.begin(
            fileName: summary.file, hash: hash, format: summary.format, mapping: nil, by: person, at: now)
        summary.id = id
        var statements: [AccountID: StatementID] = [:]
        var spans: [AccountID: (first: CalendarDate, last: CalendarDate, currency: Currency)] = [:]
        for label in ready.compactMap(\.label) where label.waiting == nil {
            let (date, currency) = (label.line.date, label.line.amount.currency)
            let span = spans[label.bankAccount] ?? (date, date, currency)
            spans[label.bankAccount] = (min(span.first, date), max(span.last, date), span.currency)
        }
        for (account, span) in spans.sorted(by: { $0.key < $1.key }) {
            let statement = try books.imports.addStatement(to: id, account: account, currency: span.currency)
            statements[account] = statement
            try books.imports.setFacts(
                of: statement,
                Statement(
                    accountNumber: nil, currency: span.currency, openingBalance: nil, closingBalance: nil,
                    period: Period(from: span.first, through: span.last)))
        }
        for start in stride(from: 0, to: ready.count, by: Self.batchSize) {
            try post(Array(ready[start..<min(start + Self.batchSize, ready.count)]), as: id, statements)
        }
        try books.imports.finish(id, lines: summary.labels, duplicates: 0, rejected: summary.rejected)
        var learned = try LearnedCategorizer(books)
        try learned.saveIfWorthIt(in: books)
    }

    private static let batchSize = 4_096

    private mutating func post(_ batch: [Ready], as id: ImportID, _ statements: [AccountID: StatementID]) throws {
        let reserved = try books.lines.reserveIDs(batch.count)
        let lines = zip(batch, reserved).map { ready, new in ready.label.map { $0.waiting ?? new } }
        let entries = try books.entries.post(
            zip(batch, lines).map { ready, line in
                EntryStore.Draft(ready.entry, source: line == nil ? .journal : .statement, line: line, key: ready.key)
            }, by: person, at: now)
        var drafts: [AccountID: [LineStore.Draft]] = [:]
        for (index, ready) in batch.enumerated() {
            guard let label = ready.label, let line = lines[index] else { continue }
            let proposal = LineStore.Proposal(
                method: Method.person.rawValue, account: label.account, confidence: 10_000, held: nil, reason: "from \(summary.file)")
            if label.waiting != nil {
                try books.lines.setPosted(line, as: entries[index], proposal)
                continue
            }
            drafts[label.bankAccount, default: []].append(
                LineStore.Draft(
                    id: line, line: label.line, occurrence: label.occurrence,
                    vendor: Name.fitting(vendors.vendor(of: LineFacts(label.line, on: label.bankAccount)).key), proposal: proposal,
                    entry: entries[index]))
        }
        for (account, drafts) in drafts.sorted(by: { $0.key < $1.key }) {
            guard let statement = statements[account] else { continue }
            try books.lines.insert(drafts, into: statement, account: account)
        }
        for (index, ready) in batch.enumerated() {
            guard let label = ready.label, let line = lines[index] else { continue }
            try books.decisions.add(line: line, kind: .file, account: label.account, by: person, at: now)
            summary.labels += 1
        }
        try books.imports.addJournalEntries(entries, to: id)
        summary.posted += batch.count
    }
}

extension JournalEntry {
    /// Day, text and postings as a digest: two entries of a journal that agree in all of it are told apart by counting.
    fileprivate var contentKey: String {
        var text = "\(date)\n\(narration.utf8.count) \(narration)"
        for posting in postings { text += "\n\(posting.side.rawValue) \(posting.account) \(posting.amount)" }
        return SHA256.hash(data: Array(text.utf8)).prefix(16).hexadecimal
    }
}
