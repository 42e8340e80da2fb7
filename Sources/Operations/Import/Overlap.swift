import Bookkeeping
import Categorization
import Ingestion
import Storage

/// What a file has in common with the books beyond equal lines, found by reading it once before any of it is booked.
///
/// Two exports of one bank account overlap, and what both cover stands in both, unless the bank has changed its words or its day in
/// between, or another format says it differently. So a line of the file that the books do not have, and a line of the books that the
/// file does not have, with one amount within a few days, are likely one. Only where both say the same in full is it certain.
struct Overlap: Sendable {
    struct Finding: Sendable {
        let known: LineID
        let evidence: DuplicateStore.Evidence
    }

    private var findings: [AccountID: [LineStore.Occurrence: Finding]] = [:]

    func finding(of occurrence: LineStore.Occurrence, on account: AccountID) -> Finding? {
        findings.isEmpty ? nil : findings[account]?[occurrence]
    }

    private static let batchSize = 8_192

    /// Reads `reader` to its end, unless the books have no line yet.
    init(_ books: Books, _ reader: StatementReader, _ accounts: BankAccounts) throws {
        guard try books.lines.isAny else { return }
        var (reader, accounts) = (reader, accounts)
        var accountOf: [Int: AccountID] = [:]
        var sides: [AccountID: OverlapSide] = [:]
        while let batch = try reader.next(atMost: Self.batchSize) {
            guard !batch.lines.isEmpty else { continue }
            let account: AccountID
            if let known = accountOf[batch.statement] {
                account = known
            } else {
                account = try accounts.resolve(reader.statements[batch.statement]).account
                accountOf[batch.statement] = account
            }
            var side = try sides.removeValue(forKey: account) ?? OverlapSide(books, account)
            try side.add(batch.lines, books)
            sides[account] = side
        }
        for (account, var side) in sides {
            for (index, statement) in reader.statements.enumerated() where accountOf[index] == account { side.cover(statement.period) }
            let found = try side.findings(books)
            if !found.isEmpty { findings[account] = found }
        }
    }
}

/// The lines of one account that stand only in the file, or only in the books.
struct OverlapSide {
    private let account: AccountID
    private let span: Period?
    private var knownLines: KnownLines
    private var occurrences = Occurrences()
    private var inBoth: Set<LineID> = []
    private var inFile: [Candidate] = []
    private var fileDays: Period?

    private struct Candidate {
        let line: StatementLine
        let occurrence: LineStore.Occurrence
        var finding: Overlap.Finding?
    }

    private struct Earlier {
        let id: LineID
        let line: StatementLine
        let days: Period?
        var isTaken = false
    }

    /// A card payment is booked at most this long after it was announced.
    private static let daysBetween = 5
    /// Within which a bank's reference names one movement.
    static let daysOfReference = 14
    /// Lines compared one by one; a file with more unknown ones among known days is none of this account.
    private static let limit = 200_000

    init(_ books: Books, _ account: AccountID) throws {
        self.account = account
        span = try books.lines.span(of: account).map { $0.widened(by: Self.daysOfReference) }
        knownLines = try KnownLines(books, account: account)
    }

    mutating func cover(_ days: Period?) {
        guard let days else { return }
        fileDays = Period(from: min(days.first, fileDays?.first ?? days.first), through: max(days.last, fileDays?.last ?? days.last))
    }

    mutating func add(_ lines: [StatementLine], _ books: Books) throws {
        guard let span, let first = lines.map(\.date).min(), let last = lines.map(\.date).max() else { return }
        cover(Period(from: first, through: last))
        occurrences.add(try knownLines.more(books, for: lines))
        for line in lines where span.contains(line.date) {
            let occurrence = occurrences.next(of: line)
            if let known = occurrences.known(occurrence) {
                inBoth.insert(known)
            } else if inFile.count < Self.limit {
                inFile.append(Candidate(line: line, occurrence: occurrence))
            }
        }
    }

    mutating func findings(_ books: Books) throws -> [LineStore.Occurrence: Overlap.Finding] {
        guard let first = inFile.map(\.line.date).min(), let last = inFile.map(\.line.date).max(),
            let window = Period(from: first, through: last)?.widened(by: Self.daysOfReference)
        else { return [:] }
        var earlier = try inBooks(during: window, books)
        guard !earlier.isEmpty else { return [:] }
        let apart = try books.duplicates.apart(on: account)
        let byAmount = Dictionary(grouping: earlier.indices) { earlier[$0].line.amount }
        let byReference = Dictionary(grouping: earlier.indices.filter { earlier[$0].line.hasTellingReference }) {
            earlier[$0].line.reference
        }

        /// One to one: the nearest in time that fits, for each line of the file in turn.
        func pair(
            _ evidence: DuplicateStore.Evidence, among known: (StatementLine) -> [Int]?, where fits: (StatementLine, Earlier) -> Bool
        ) {
            for index in inFile.indices where inFile[index].finding == nil {
                let line = inFile[index].line
                let best = (known(line) ?? []).filter { index in
                    !earlier[index].isTaken && fits(line, earlier[index]) && !apart.contains(.init(.init(line), .init(earlier[index].line)))
                }
                .min { line.days(from: earlier[$0].line) < line.days(from: earlier[$1].line) }
                guard let best else { continue }
                earlier[best].isTaken = true
                inFile[index].finding = Overlap.Finding(known: earlier[best].id, evidence: evidence)
            }
        }
        pair(.same, among: { byAmount[$0.amount] }) { line, known in
            line.date == known.line.date && (line.reference == nil || known.line.reference == nil)
                && line.text.lowercased() == known.line.text.lowercased()
        }
        pair(.sameReference, among: { $0.hasTellingReference ? byReference[$0.reference] : nil }) { line, known in
            byReference[line.reference]?.count == 1 && line.days(from: known.line) <= Self.daysOfReference
        }
        pair(.sameDay, among: { byAmount[$0.amount] }) { line, known in
            line.date == known.line.date && covers(line, known)
        }
        pair(.nearDay, among: { byAmount[$0.amount] }) { line, known in
            line.days(from: known.line) <= Self.daysBetween && covers(line, known)
        }
        let habits = habits(with: earlier.map(\.line))
        pair(.pending, among: { byAmount[$0.amount] }) { line, known in
            guard line.days(from: known.line) <= Self.daysBetween, !covers(line, known) else { return false }
            let (own, other) = (line.vendorKey, known.line.vendorKey)
            guard !own.isEmpty, own == other else { return false }
            // In the same words it is a second purchase: what is announced and then booked changes its text on the way.
            return line.isPending || known.line.isPending || line.text != known.line.text && habits[Habit(line), default: 0] <= 2
        }
        return Dictionary(inFile.compactMap { candidate in candidate.finding.map { (candidate.occurrence, $0) } }) { first, _ in first }
    }

    /// Whether each of the two should stand in the other's file.
    private func covers(_ line: StatementLine, _ known: Earlier) -> Bool {
        (fileDays?.contains(known.line.date) ?? false) && (known.days?.contains(line.date) ?? false)
    }

    /// Lines of the books that the file does not have and that could be one of its own.
    private func inBooks(during window: Period, _ books: Books) throws -> [Earlier] {
        let amounts = Set(inFile.map(\.line.amount))
        let references = Set(inFile.filter { $0.line.hasTellingReference }.map(\.line.reference))
        let days = Dictionary(try books.imports.statements(on: account).map { ($0.id, $0.period) }) { first, _ in first }
        var found: [Earlier] = []
        try books.lines.each(of: account, during: window) { id, statement, line in
            guard !inBoth.contains(id), amounts.contains(line.amount) || line.hasTellingReference && references.contains(line.reference)
            else { return }
            found.append(Earlier(id: id, line: line, days: days[statement] ?? nil))
        }
        return found
    }

    /// How often a vendor is paid the same: who buys a coffee every day has more than one line within the days of a pending payment.
    private func habits(with earlier: [StatementLine]) -> [Habit: Int] {
        var counts: [Habit: Int] = [:]
        for line in earlier + inFile.map(\.line) { counts[Habit(line), default: 0] += 1 }
        return counts
    }

    private struct Habit: Hashable {
        let amount: Money
        let vendor: String

        init(_ line: StatementLine) { (amount, vendor) = (line.amount, line.vendorKey) }
    }
}

extension DuplicateStore.Apart.Line {
    fileprivate init(_ line: StatementLine) { self.init(date: line.date, fingerprint: line.fingerprint) }
}

extension StatementLine {
    /// The same before and after the bank has dropped its word for pending.
    fileprivate var vendorKey: String {
        guard isPending else { return Vendor(text: text, counterparty: counterparty).key }
        let rest = text.split(separator: " ").filter { !Self.isWordForPending($0) }.joined(separator: " ")
        return Vendor(text: rest, counterparty: counterparty).key
    }

    fileprivate func days(from other: StatementLine) -> Int { abs(Int(date.dayNumber) - Int(other.date.dayNumber)) }

    /// A reference that can name one movement: not a word like “card”, not a check of three digits.
    var hasTellingReference: Bool {
        guard let reference else { return false }
        return reference.utf8.count >= 6 && reference.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Whether the bank's text says that the movement is announced, not booked yet.
    fileprivate var isPending: Bool { text.split(separator: " ").contains(where: Self.isWordForPending) }

    private static func isWordForPending(_ word: Substring) -> Bool {
        wordsForPending.contains(word.lowercased().filter(\.isLetter))
    }

    private static let wordsForPending: Set<String> = [
        "pending", "authorization", "authorisation", "preauth", "hold", "vorgemerkt", "vormerkung", "pendiente", "provisional",
        "reservation",
        "gereserveerd", "reserviert",
    ]
}
