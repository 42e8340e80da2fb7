import Bookkeeping

/// Reads statements that are written out as text: each movement a block of lines, each line a label and what it names.
///
/// ```
/// Date: 30/06/2025
/// Description: CARD PAYMENT TO A SHOP
/// Amount: -5.00
/// Balance: 95.00
/// ```
/// Labels are those that tables have as headings. A label that the block has already begins the next one.
struct LabeledReader: RecordReader {
    private(set) var detection: Detection
    private(set) var statements: [StatementDraft]
    private(set) var skipped = SkippedRows()

    private var lines: LineReader
    private let dateOrder: DateOrder
    private let decimalMark: DecimalMark
    private let currency: Currency
    private var record = LabeledRecord(row: 1)
    /// One for each statement.
    private var balances = [RunningBalance()]

    /// Whether most lines are labeled, and some of them make a movement.
    static func recognizes(_ sample: [UInt8]) -> Bool {
        let beginning = String(decoding: sample.prefix(16 << 10), as: UTF8.self)
        var (labeled, other, hasMovement) = (0, 0, false)
        var record = LabeledRecord(row: 1)
        for line in beginning.split(whereSeparator: \.isNewline) {
            let line = String(line).folded
            if line.isEmpty { continue }
            if let found = LabeledLine(line) {
                labeled += 1
                if !record.take(found) {
                    record = LabeledRecord(row: 1)
                    _ = record.take(found)
                }
                hasMovement = hasMovement || record.isMovement
            } else {
                other += 1
            }
            if labeled + other >= 12, labeled < other { return false }
        }
        return hasMovement && other * 2 <= labeled
    }

    init(_ opening: Opening) throws(IngestionError) {
        currency = opening.options.defaultCurrency
        let evidence = try Self.evidence(opening)
        let hints: NotationEvidence.Hints = currency == .usd ? .monthFirst(because: "the amounts are dollars") : .dayFirst
        (dateOrder, decimalMark) = (evidence.dateOrder(hints: hints), evidence.decimalMark(delimiter: .comma))
        statements = [StatementDraft(currency: currency)]
        lines = LineReader(opening.text())
        detection = Detection(
            format: .text,
            findings: [
                Detection.Finding(.format, "text", "Its lines are labels with what they name."), opening.encodingFinding,
                evidence.dateFinding(hints: hints), evidence.decimalFinding(delimiter: .comma),
            ])
    }

    /// How dates and amounts are written: from the beginning of the file, and the rest of it while that leaves it open.
    private static func evidence(_ opening: Opening) throws(IngestionError) -> NotationEvidence {
        var evidence = NotationEvidence()
        var record = LabeledRecord(row: 1)
        var lines = LineReader(opening.text())
        while let line = try lines.next() {
            guard let found = LabeledLine(line.folded), !record.take(found) else { continue }
            record.testify(to: &evidence)
            record = LabeledRecord(row: 1)
            _ = record.take(found)
            if lines.row > 10_000, evidence.settlesDateOrder, evidence.settlesDecimalMark { break }
        }
        record.testify(to: &evidence)
        return evidence
    }

    mutating func nextRecord() throws(IngestionError) -> StatementRecord? {
        while let line = try lines.next() {
            let line = line.folded
            if line.isEmpty {
                guard record.isComplete else { continue }
                if let made = make(nextRow: lines.row + 1) { return made }
            } else if let found = LabeledLine(line) {
                if found.role == .account, record.isEmpty {
                    statements[0].account = statements[0].account ?? AccountCell(found.value)
                    skipped[.preamble] += 1
                } else if !record.take(found, at: lines.row) {
                    let made = make(nextRow: lines.row)
                    _ = record.take(found, at: lines.row)
                    if let made { return made }
                }
            } else if record.isEmpty {
                skipped[.preamble] += 1
            } else {
                record.goOn(line)
            }
        }
        return make(nextRow: lines.row + 1)
    }

    private mutating func make(nextRow: Int) -> StatementRecord? {
        let finished = record
        record = LabeledRecord(row: nextRow)
        guard !finished.isEmpty else {
            finishBalances()
            return nil
        }
        switch finished.line(dateOrder, decimalMark, currency: currency) {
        case .success(let (line, balance)):
            let statement = statements.index(of: line.amount.currency, beside: 0)
            while balances.count < statements.count { balances.append(RunningBalance()) }
            if let balance { balances[statement].add(line.amount, balance) }
            statements[statement].cover(line.date)
            finishBalances()
            return .line(line, statement: statement)
        case .failure(let fault): return .problem(finished.problem(fault.reason), statement: 0)
        }
    }

    private mutating func finishBalances() {
        for index in statements.indices {
            guard let (opening, closing) = balances[index].openingAndClosing else { continue }
            (statements[index].openingBalance, statements[index].closingBalance) = (opening, closing)
        }
    }
}
