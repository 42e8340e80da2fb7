import Bookkeeping

/// Reads the Quicken Interchange Format: a letter and a value on each line, `^` at the end of a record.
///
/// Records of bank, cash, card, asset and liability accounts become lines; trades, categories, classes, prices and memorized
/// records are counted as skipped. QIF knows no currency and does not say which part of a date is the day.
struct QIFReader: RecordReader {
    private(set) var detection: Detection
    private(set) var statements: [StatementDraft]
    private(set) var skipped = SkippedRows()

    private var lines: LineReader
    private let dateOrder: DateOrder
    private let decimalMark: DecimalMark
    private let currency: Currency
    private var section = Section.movements
    private var record = QIFRecord(row: 1)
    /// The account named last, and the one whose statement is being read.
    private var account: String?
    private var statementAccount: String?

    private enum Section { case movements, accounts, other }

    static func recognizes(_ sample: [UInt8]) -> Bool {
        let marks: [StaticString] = ["!Type:", "!Account", "!Option:", "!Clear:"]
        return sample.prefix(64 << 10).hasLine(beginningWithAnyOf: marks) || beginsWithMovement(sample)
    }

    /// Whether the first record, which should follow a section's name, has a date and an amount.
    private static func beginsWithMovement(_ sample: [UInt8]) -> Bool {
        let lines = String(decoding: sample.prefix(4 << 10), as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let first = lines.first, first.first == "D", lines.contains("^") else { return false }
        var record = QIFRecord(row: 1)
        for line in lines.prefix(while: { $0 != "^" }) { record.take(String(line)) }
        return record.isMovement
    }

    init(_ opening: Opening) throws(IngestionError) {
        let evidence = try Self.evidence(opening)
        let hints = NotationEvidence.Hints.monthFirst(because: "Quicken is American")
        (dateOrder, decimalMark) = (evidence.dateOrder(hints: hints), evidence.decimalMark(delimiter: .comma))
        currency = opening.options.defaultCurrency
        statements = [StatementDraft(currency: currency)]
        lines = LineReader(opening.text())
        detection = Detection(
            format: .qif,
            findings: [
                Detection.Finding(.format, "QIF", "Its sections begin with an exclamation mark."), opening.encodingFinding,
                evidence.dateFinding(hints: hints), evidence.decimalFinding(delimiter: .comma),
                Detection.Finding(.currency, currency.code, "QIF files name none, so it is the account's."),
            ])
    }

    /// How dates and amounts are written: from the beginning of the file, and the rest of it while that leaves it open.
    private static func evidence(_ opening: Opening) throws(IngestionError) -> NotationEvidence {
        var evidence = NotationEvidence()
        var lines = LineReader(opening.text())
        while let line = try lines.next() {
            if line.first == "D", let date = QIFRecord.datePart(line.dropFirst()) {
                evidence.add(date: SampleTable.Cell(Array(date.utf8).span, isQuoted: false))
            }
            if line.first == "T" { evidence.add(amount: SampleTable.Cell(Array(line.utf8.dropFirst()).span, isQuoted: false)) }
            if lines.row > 10_000, evidence.settlesDateOrder, evidence.settlesDecimalMark { break }
        }
        return evidence
    }

    mutating func nextRecord() throws(IngestionError) -> StatementRecord? {
        while let line = try lines.next() {
            switch line.first {
            case "!": header(line.dropFirst())
            case "^":
                let finished = record
                record = QIFRecord(row: lines.row + 1)
                if let made = make(finished) { return made }
            case "N" where section == .accounts:
                account = String(line.dropFirst()).folded
            default:
                record.take(line)
            }
        }
        let last = record
        record = QIFRecord(row: lines.row + 1)
        return make(last)
    }

    private mutating func header(_ text: Substring) {
        let name = String(text).folded.lowercased()
        record = QIFRecord(row: lines.row + 1)
        if name.hasPrefix("account") {
            section = .accounts
        } else if name.hasPrefix("type:") {
            let type = String(name.dropFirst(5))
            section = Self.otherTypes.contains { type.hasPrefix($0) } ? .other : .movements
            guard section == .movements else { return }
            if let account, account != statementAccount { beginStatement(account) }
            if type == "bank" || type.contains("card") { statements[statements.count - 1].kind = type == "bank" ? .bank : .card }
        }
    }

    /// What is no list of movements: `Cat`, `Class`, `Memorized`. Programs have their own names for kinds of accounts.
    private static let otherTypes = [
        "cat", "class", "memorized", "mem", "prices", "security", "secur", "invst", "invest", "tag", "template", "budget", "tax", "invitem",
        "payee",
    ]

    private mutating func beginStatement(_ account: String) {
        if statements[statements.count - 1].hasLines { statements.append(StatementDraft(currency: currency)) }
        statements[statements.count - 1].account = AccountCell(account)
        statementAccount = account
    }

    private mutating func make(_ record: QIFRecord) -> StatementRecord? {
        guard !record.isEmpty else { return nil }
        guard section == .movements else {
            skipped[.otherRecord] += 1
            return nil
        }
        let statement = statements.count - 1
        switch record.line(dateOrder: dateOrder, decimalMark: decimalMark, currency: currency) {
        case .success(let line):
            statements[statement].cover(line.date)
            return .line(line, statement: statement)
        case .failure(let fault):
            return .problem(record.problem(fault.reason), statement: statement)
        }
    }
}
