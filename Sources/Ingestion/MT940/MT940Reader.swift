import Bookkeeping

/// Reads SWIFT MT940 customer statements, and MT942 interim reports: fields such as `:61:`, each at the beginning of a line.
struct MT940Reader: RecordReader {
    private(set) var detection: Detection
    private(set) var statements: [StatementDraft] = []
    let skipped = SkippedRows()

    private var lines: LineReader
    private let defaultCurrency: Currency
    /// The field being read, and the lines of it so far.
    private var field: Field?
    private var movement: MT940Movement?
    /// What `:28C:` of the message before says.
    private var statementNumber: String?
    /// After the closing balance `:86:` is about the statement, no more about a movement.
    private var isAfterMovements = false
    /// Whether a statement has stated what it opens with, and not yet what it closes with.
    private var isOpen = false

    private struct Field: Sendable {
        let tag: String
        let row: Int
        var lines: [String]

        /// Enough for the six lines of `:86:` that SWIFT allows, and for the banks that write more.
        static let lineLimit = 200
        /// SWIFT allows 65 characters on a line; some banks write all of a field on one.
        static let widthLimit = 4_000
    }

    static func recognizes(_ sample: [UInt8]) -> Bool {
        let beginning = sample.prefix(16 << 10)
        return beginning.starts(with: "{1:F01".utf8) || beginning.hasLine(beginningWithAnyOf: marks)
    }

    private static let marks: [StaticString] = [
        ":20:", ":21:", ":25:", ":28:", ":28C:", ":60F:", ":60M:", ":61:", ":62F:", ":62M:", ":64:", ":65:", ":86:", ":NS:", ":34F:",
        ":90D:", ":90C:",
        ":13D:",
    ]

    init(_ opening: Opening) {
        detection = Detection(
            format: .mt940,
            findings: [
                Detection.Finding(.format, "MT940", "Lines begin with the field tags of SWIFT statements."), opening.encodingFinding,
            ])
        lines = LineReader(opening.text())
        defaultCurrency = opening.options.defaultCurrency
    }

    mutating func nextRecord() throws(IngestionError) -> StatementRecord? {
        while let line = try lines.next() {
            if let (tag, value) = Self.tag(line) {
                let record = finishField()
                field = Field(tag: tag, row: lines.row, lines: [String(value.prefix(Field.widthLimit))])
                if let record { return record }
            } else if endsMessage(line) {
                let record = finishField()
                field = nil
                if let record { return record }
            } else if (field?.lines.count ?? 0) < Field.lineLimit {
                field?.lines.append(String(line.prefix(Field.widthLimit)))
            }
        }
        if let record = finishField() ?? finishMovement() { return record }
        guard isOpen else { return nil }
        isOpen = false
        return .problem(.cutOff(at: lines.row, "the closing balance is missing"), statement: max(0, statements.count - 1))
    }

    /// `:61:…` into its tag and the rest. A tag is two figures and perhaps a letter, or NS.
    private static func tag(_ line: some StringProtocol) -> (tag: String, value: Substring)? {
        let line = Substring(line)
        guard line.first == ":", let colon = line.dropFirst().firstIndex(of: ":") else { return nil }
        let tag = line[line.index(after: line.startIndex)..<colon]
        guard
            tag == "NS"
                || (2...3).contains(tag.count) && tag.prefix(2).allSatisfy({ $0.isASCII && $0.isNumber })
                    && tag.dropFirst(2).allSatisfy(\.isLetter)
        else { return nil }
        return (String(tag), line[line.index(after: colon)...])
    }

    /// `-`, `-}{5:…}`, and the blocks that stand around messages on the SWIFT network. Some banks put blanks around the dash;
    /// behind a blank in details it is a word of them.
    private func endsMessage(_ line: String) -> Bool {
        if line.hasPrefix("-}") || line.first == "-" && line.utf8.count <= 3 || line.first == "{" || line.first == "\u{1}" { return true }
        return (line.first == "-" || field?.tag != "86") && line.folded == "-"
    }

    // MARK: Fields

    private mutating func finishField() -> StatementRecord? {
        guard let finished = field else { return nil }
        field = nil
        switch finished.tag {
        case "20":
            let record = finishMovement()
            beginStatement()
            return record
        case "61":
            let record = finishMovement()
            if statements.isEmpty { beginStatement() }
            movement = MT940Movement(finished.lines, row: finished.row)
            isAfterMovements = false
            return record
        case "86":
            if !isAfterMovements { movement?.takeDetails(finished.lines) }
            return nil
        case "NS":
            movement?.takeNonSwift(finished.lines)
            return nil
        case "62F", "62M":
            let record = finishMovement()
            isOpen = false
            if let balance = balance(finished.lines) { statements[statements.count - 1].closingBalance = balance }
            isAfterMovements = true
            return record
        default:
            takeFact(finished)
            return nil
        }
    }

    private mutating func beginStatement() {
        statements.append(StatementDraft(currency: defaultCurrency))
        isAfterMovements = false
    }

    private mutating func takeFact(_ field: Field) {
        let value = field.lines.first ?? ""
        switch field.tag {
        case "25", "25P":
            if statements.isEmpty { beginStatement() }
            statements[statements.count - 1].accountNumber = Self.account(value)
        case "28C": takePage(value)
        case "60F":
            isOpen = true
            if let balance = balance(field.lines) { statements[statements.count - 1].openingBalance = balance }
        case "60M":
            isOpen = true
            // Of a further page: the statement has opened before.
            if let balance = balance(field.lines), statements[statements.count - 1].openingBalance == nil {
                statements[statements.count - 1].openingBalance = balance
            }
        case "34F":
            if statements.isEmpty { beginStatement() }
            state(String(value.prefix(3)))
        default: break
        }
    }

    /// `12/2`, the second page of statement 12: what it holds belongs to the statement whose first page came before.
    private mutating func takePage(_ value: String) {
        let parts = value.folded.split(separator: "/", maxSplits: 1)
        let (number, page) = (parts.first.map(String.init) ?? "", parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
        defer { statementNumber = number }
        guard page > 1, number == statementNumber, statements.count > 1, let last = statements.last, !last.hasLines,
            last.accountNumber == statements[statements.count - 2].accountNumber
        else { return }
        statements.removeLast()
        // What the page before closed with was on the way.
        statements[statements.count - 1].closingBalance = nil
    }

    /// Some banks write the currency behind the number.
    private static func account(_ value: String) -> String {
        let trimmed = value.folded
        return trimmed.count > 7 && ColumnProfile.isCurrencyCode(String(trimmed.suffix(3))) ? String(trimmed.dropLast(3)) : trimmed
    }

    private mutating func state(_ code: String) {
        let current = statements.count - 1
        guard !statements[current].isCurrencyStated, let currency = Currency(code: code) else { return }
        statements[current].currency = currency
        statements[current].isCurrencyStated = true
    }

    /// `C250630EUR1234,56`: side, day, currency, amount. States the statement's currency.
    private mutating func balance(_ lines: [String]) -> Money? {
        if statements.isEmpty { beginStatement() }
        let value = lines.joined().filter { !$0.isWhitespace }
        guard let side = value.first, side == "C" || side == "D", value.utf8.count > 10 else { return nil }
        let code = value.dropFirst(7).prefix(3)
        state(String(code))
        guard let currency = Currency(code: code), currency == statements[statements.count - 1].currency else { return nil }
        let figures = (side == "D" ? "-" : "") + value.dropFirst(10)
        guard case .amount(let read) = AmountText.read(Array(figures.utf8).span, mark: Self.mark(in: figures), decimals: currency.decimals)
        else {
            return nil
        }
        return Money(minorUnits: read.minorUnits, currency)
    }

    /// What stands before the fraction: the last of the marks.
    static func mark(in amount: String) -> DecimalMark { amount.last { $0 == "," || $0 == "." } == "." ? .point : .comma }

    private mutating func finishMovement() -> StatementRecord? {
        guard let finished = movement else { return nil }
        movement = nil
        let current = statements.count - 1
        switch finished.line(currency: statements[current].currency) {
        case .success(let line):
            statements[current].cover(line.date)
            return .line(line, statement: current)
        case .failure(let fault):
            return .problem(finished.problem(fault.reason), statement: current)
        }
    }
}
