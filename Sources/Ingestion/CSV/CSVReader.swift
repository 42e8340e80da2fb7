import Bookkeeping

/// Reads tables: comma, semicolon, tab or pipe between columns.
struct CSVReader: FormatReader {
    private(set) var detection: Detection
    private(set) var statements: [StatementDraft]
    private(set) var skipped = SkippedRows()

    private var text: TextStream
    private var mapping: Mapping
    private var interpreter: RowInterpreter
    private var fields = CSVScanner.Fields()
    /// The line of text where the next row begins.
    private var row = 1
    /// Whether rows are still those above the header.
    private var isAboveHeader: Bool
    /// Whether the rows stand below a title that says they are not booked yet.
    private var isPending = false
    /// The first statement of each account that a column names, and the cell that named the account of the row before.
    private var statementOfAccount: [AccountCell: Int] = [:]
    private var lastAccountCell: [UInt8] = []
    /// The first statement of the account whose rows are being read.
    private var home = 0
    private var sections: TableSections
    /// One for each statement, when the table has balances.
    private var balances: [RunningBalance]
    private var stated = StatedBalances()
    /// The row that states the balances above a table without headings; nil where none does.
    private let summaryRow: Int?
    private var isFinished = false
    /// The last line read: it waits for text in the rows below it, and for a batch of its statement.
    private var held: Held?

    private struct Held: Sendable {
        var line: StatementLine
        let statement: Int
        /// The first statement of the same account.
        let home: Int
    }

    init(_ opening: Opening) throws(IngestionError) {
        let (mapping, findings, guesses) = try Self.mapping(for: opening)
        self.mapping = mapping
        detection = Detection(
            format: .csv,
            findings: [
                Detection.Finding(.format, "CSV", "Rows of cells parted by a \(mapping.delimiter.rawValue)."), opening.encodingFinding,
            ] + findings,
            mapping: mapping, guesses: guesses)
        text = opening.text()
        let currency = mapping.currencyCode.flatMap { Currency(code: $0) } ?? opening.options.defaultCurrency
        interpreter = RowInterpreter(
            mapping, currency: currency, directions: Self.directions(mapping, opening), yearless: YearlessDates(opening, mapping))
        isAboveHeader = !mapping.header.isEmpty
        var draft = StatementDraft(currency: Self.firstCurrency(mapping, opening) ?? currency)
        draft.account = Self.account(mapping, opening)
        if mapping.account != nil, let account = draft.account { statementOfAccount[account] = 0 }
        statements = [draft]
        sections = TableSections(mapping)
        balances = [RunningBalance()]
        summaryRow = Self.summaryRow(mapping, opening)
    }

    mutating func next(atMost count: Int) throws(IngestionError) -> Batch? {
        var batch = BatchBuilder(limit: count, currency: statements[0].currency)
        if let held {
            self.held = nil
            batch.begin(held.statement, held.line, home: held.home)
        }
        while !isFinished, !batch.isFull, held == nil {
            if readWindow(into: &batch) { continue }
            if try !text.extend(within: row) { finish(&batch) }
        }
        statements[batch.statement].cover(batch.earliest, batch.latest)
        if !isFinished, held == nil, let last = batch.lines.popLast() {
            held = Held(line: last, statement: batch.statement, home: batch.home)
        }
        if batch.lines.isEmpty, batch.problems.isEmpty {
            return isFinished && held == nil ? nil : try next(atMost: count)
        }
        return batch.batch
    }

    /// Reads rows of the window until it ends or the batch does.
    /// - Returns: false when the window does not hold another whole row.
    private mutating func readWindow(into batch: inout BatchBuilder) -> Bool {
        let window = text.bytes
        let bytes = window.span
        var start = text.start
        defer { text.start = start }
        let delimiter = mapping.delimiter.byte
        let hasBalances = mapping.balance != nil
        let namesAccounts = mapping.account != nil
        while start < bytes.count {
            switch CSVScanner.scan(bytes, from: start, delimiter: delimiter, isAtEnd: text.isAtEnd, into: &fields) {
            case .complete(let next, let lines):
                let rowStart = start
                start = next
                defer { row += lines }
                if fields.count == 1, fields[0].isEmpty {
                    skipped[.blank] += 1
                    continue
                }
                if isAboveHeader {
                    isAboveHeader = !interpreter.isHeader(bytes, fields)
                    if isAboveHeader {
                        let cells = interpreter.cells(bytes, fields)
                        sections.addTitle(cells)
                        _ = noteTitle(cells)
                        stated.take(cells)
                    }
                    skipped[.preamble] += 1
                    continue
                }
                if let line = interpreter.line(bytes, fields, row: row) {
                    if isPending {
                        skipped[.pending] += 1
                        continue
                    }
                    if namesAccounts { enterAccount(bytes, fields) }
                    if let kind = BalanceRow(text: line.text) ?? (line.text.isEmpty ? interpreter.balanceRow(bytes, fields) : nil) {
                        state(kind, line.amount)
                        continue
                    }
                    if row == summaryRow {
                        skipped[.balance] += 1
                        continue
                    }
                    guard add(line, hasBalances ? interpreter.balance(bytes, fields, line.amount.currency) : nil, to: &batch) else {
                        return true
                    }
                } else {
                    switch interpreter.outcome(bytes, fields) {
                    case .problem(let reason):
                        if let kind = beginSection(bytes, fields, below: batch.lines.last) {
                            skipped[kind] += 1
                        } else if batch.lines.isEmpty, isTitle(bytes, fields) {
                            skipped[.preamble] += 1
                        } else {
                            addProblem(reason, bytes, rowStart..<next, to: &batch)
                        }
                    case .continuation(let more): append(more, to: &batch)
                    case .skip(let kind):
                        let isTitle = (kind == .remark || kind == .pending) && noteTitle(interpreter.cells(bytes, fields))
                        if kind == .repeatedHeader || kind == .remark { _ = beginSection(bytes, fields, below: batch.lines.last) }
                        if kind == .balance { stated.take(interpreter.cells(bytes, fields)) }
                        skipped[isTitle ? .remark : kind] += 1
                    }
                }
                if batch.isFull { return true }
            case .needsMore:
                return false
            case .unclosedQuote:
                guard let (end, next) = CSVScanner.line(bytes, from: start, isAtEnd: text.isAtEnd) else { return false }
                addProblem("A quotation mark is opened and never closed.", bytes, start..<end, to: &batch)
                start = next
                row += 1
                if batch.isFull { return true }
            }
        }
        return false
    }

    /// - Returns: false when the line begins the next batch, since it belongs to another statement.
    @inline(__always)
    private mutating func add(_ line: consuming StatementLine, _ balance: Money?, to batch: inout BatchBuilder) -> Bool {
        if line.amount.currency == batch.currency, home == batch.home {
            if let balance { balances[batch.statement].add(line.amount, balance) }
            batch.append(line)
            return true
        }
        return addToOtherStatement(line, balance, to: &batch)
    }

    private mutating func addToOtherStatement(_ line: StatementLine, _ balance: Money?, to batch: inout BatchBuilder) -> Bool {
        statements[batch.statement].cover(batch.earliest, batch.latest)
        let statement = statements.index(of: line.amount.currency, beside: home)
        while balances.count < statements.count { balances.append(RunningBalance()) }
        if let balance { balances[statement].add(line.amount, balance) }
        guard batch.isEmpty else {
            held = Held(line: line, statement: statement, home: home)
            return false
        }
        batch.begin(statement, line, home: home)
        return true
    }

    /// Takes a row of the table that names a balance for what its statement says of itself, once for each page.
    @inline(never)
    private mutating func state(_ kind: BalanceRow, _ amount: Money) {
        skipped[.balance] += 1
        let statement = statements.index(of: amount.currency, beside: home)
        while balances.count < statements.count { balances.append(RunningBalance()) }
        statements[statement].isCurrencyStated = true
        switch kind {
        case .opening: statements[statement].openingBalance = statements[statement].openingBalance ?? amount
        case .closing: statements[statement].closingBalance = amount
        case .turnover: break
        }
    }

    /// Whether a table without headings has not begun yet: words stand where its dates will.
    @inline(never)
    private func isTitle(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) -> Bool {
        guard mapping.header.isEmpty, !statements[0].hasLines, row < 20 else { return false }
        // What is told of the account above its movements has fewer cells than they do.
        guard let last = mapping.columns.max(), last < fields.count else { return true }
        let field = fields[mapping.date]
        let cell = FoldedText.string(bytes.extracting(field.start..<field.end), isQuoted: field.isQuoted)
        return cell.contains(where: \.isLetter) && DateText.read(Array(cell.utf8).span, order: mapping.dateOrder) == nil
    }

    /// - Returns: whether the row is the title of what stands below it.
    @inline(never)
    private mutating func noteTitle(_ cells: [String]) -> Bool {
        guard let titlesPending = StatusWord.titlesPending(cells) else { return false }
        isPending = titlesPending
        return true
    }

    // MARK: Accounts

    /// Turns to the statements of the account that the row names; a row that names none belongs to the account before it.
    @inline(never)
    private mutating func enterAccount(_ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields) {
        guard let account = mapping.account, account < fields.count else { return }
        let field = fields[account]
        let cell = bytes.extracting(field.start..<field.end)
        if cell.count == lastAccountCell.count, lastAccountCell.indices.allSatisfy({ lastAccountCell[$0] == cell[$0] }) { return }
        lastAccountCell = Array(unsafeUninitializedCapacity: cell.count) { buffer, count in
            for index in 0..<cell.count { buffer.initializeElement(at: index, to: cell[index]) }
            count = cell.count
        }
        guard let account = AccountCell(FoldedText.string(cell, isQuoted: field.isQuoted)) else { return }
        home = statementOfAccount[account] ?? beginAccount(account)
    }

    /// - Returns: the statement of an account that has had none so far.
    private mutating func beginAccount(_ account: AccountCell) -> Int {
        var draft = StatementDraft(currency: statements[0].isCurrencyStated ? statements[0].currency : interpreter.currency)
        draft.account = account
        statements.append(draft)
        balances.append(RunningBalance())
        statementOfAccount[account] = statements.count - 1
        return statements.count - 1
    }

    /// What a row that is no movement opens: another table below the first, with a title of its own, as where one file has the
    /// movements of several accounts; its columns may stand elsewhere.
    @inline(never)
    private mutating func beginSection(
        _ bytes: borrowing Span<UInt8>, _ fields: CSVScanner.Fields, below last: StatementLine?
    ) -> SkippedRows.Kind? {
        switch sections.take(interpreter.cells(bytes, fields), row: row, lastLine: last?.row ?? 0) {
        case .other: return nil
        case .title: return .remark
        case .header(let moved, let title):
            if let moved {
                mapping = moved
                interpreter = RowInterpreter(
                    moved, currency: interpreter.currency, directions: interpreter.directions, yearless: interpreter.yearless)
            }
            if let title, let account = AccountCell(title) {
                home = statementOfAccount[account] ?? beginAccount(account)
            }
            return .repeatedHeader
        }
    }

    private mutating func addProblem(_ reason: String, _ bytes: borrowing Span<UInt8>, _ range: Range<Int>, to batch: inout BatchBuilder) {
        let text = String(bytes.extracting(range))
        batch.problems.append(RowProblem(row: row, quote: text.folded, source: text, reason: reason))
    }

    private mutating func append(_ more: String, to batch: inout BatchBuilder) {
        guard let last = batch.lines.last else {
            skipped[.remark] += 1
            return
        }
        skipped[.continuation] += 1
        batch.lines[batch.lines.count - 1] = last.appending(more)
    }

    private mutating func finish(_ batch: inout BatchBuilder) {
        // A last row without a line end, or nothing.
        while readWindow(into: &batch) {
            if batch.isFull || held != nil { return }
        }
        guard text.start == text.bytes.count else { return }
        isFinished = true
        if statements.count == 1 {
            let (currency, mark) = (statements[0].currency, mapping.decimalMark)
            statements[0].openingBalance = statements[0].openingBalance ?? stated.opening(currency, mark)
            statements[0].closingBalance = statements[0].closingBalance ?? stated.closing(currency, mark)
        }
        for index in statements.indices {
            guard let (opening, closing) = balances[index].openingAndClosing else { continue }
            (statements[index].openingBalance, statements[index].closingBalance) = (opening, closing)
        }
    }
}

/// A batch on its way.
private struct BatchBuilder {
    let limit: Int
    private(set) var statement = 0
    private(set) var currency: Currency
    /// The first statement of the same account.
    private(set) var home = 0
    var lines: [StatementLine] = []
    var problems: [RowProblem] = []
    private(set) var earliest: CalendarDate?
    private(set) var latest: CalendarDate?

    init(limit: Int, currency: Currency) {
        (self.limit, self.currency) = (limit, currency)
        lines.reserveCapacity(min(limit, 1 << 14) + 1)
    }

    /// One line more than asked for, so that the last can wait for what the next row says; problems count too.
    var isFull: Bool { lines.count > limit || problems.count >= limit }
    var isEmpty: Bool { lines.isEmpty && problems.isEmpty }
    var batch: Batch { Batch(statement: statement, lines: lines, problems: problems) }

    mutating func begin(_ statement: Int, _ line: StatementLine, home: Int) {
        (self.statement, currency, self.home) = (statement, line.amount.currency, home)
        append(line)
    }

    @inline(__always)
    mutating func append(_ line: consuming StatementLine) {
        let date = line.date
        if earliest.map({ date < $0 }) ?? true { earliest = date }
        if latest.map({ date > $0 }) ?? true { latest = date }
        lines.append(line)
    }
}

extension StatementLine {
    func appending(_ more: String) -> StatementLine {
        let joined = text.isEmpty ? more : "\(text) \(more)"
        return StatementLine(row: row, date: date, amount: amount, text: joined, counterparty: counterparty, reference: reference)
    }
}
