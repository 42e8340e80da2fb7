import Bookkeeping

extension CSVReader {
    /// The mapping to read by: the given one, fitted to this file, or what detection finds.
    static func mapping(for opening: Opening) throws(IngestionError) -> (Mapping, [Detection.Finding], guesses: Set<Detection.Topic>) {
        if let given = opening.options.mapping {
            let mapping = try withNotation(fitted(parted(given, opening), opening), opening)
            return (
                mapping,
                [Detection.Finding(.columns, mapping.columnNames, "Chosen by a person, or kept from an earlier file of the account.")], []
            )
        }
        var detector = try MappingDetector(opening)
        var (mapping, undecided) = try detector.detect()
        if !undecided.isSettled, !opening.sampleIsComplete { try settle(&undecided, mapping, opening) }
        mapping.dateOrder = undecided.evidence.dateOrder(hints: undecided.hints)
        mapping.decimalMark = undecided.evidence.decimalMark(delimiter: mapping.delimiter)
        let findings =
            detector.findings + [
                mapping.dateFigures?.finding ?? undecided.evidence.dateFinding(hints: undecided.hints),
                undecided.evidence.decimalFinding(delimiter: mapping.delimiter),
            ]
        var guesses: Set<Detection.Topic> = []
        if !undecided.evidence.settlesDateOrder { guesses.insert(.dateOrder) }
        if !undecided.evidence.settlesDecimalMark { guesses.insert(.decimalMark) }
        if undecided.isSignOpen { guesses.insert(.sign) }
        return (mapping, findings, guesses)
    }

    /// `mapping` by the delimiter that parts most rows into its columns, where nobody has said which.
    private static func parted(_ mapping: Mapping, _ opening: Opening) -> Mapping {
        guard opening.options.unsaid.contains(.delimiter), let last = mapping.columns.max() else { return mapping }
        let candidates = Mapping.Delimiter.allCases.map { delimiter in
            var candidate = mapping
            candidate.delimiter = delimiter
            return (mapping: candidate, rows: SampleTable(opening, candidate).rows.count { last < $0.cells.count })
        }
        return candidates.max { $0.rows < $1.rows }?.mapping ?? mapping
    }

    /// `mapping` with what its columns show of how dates and amounts are written, where nobody has said it.
    private static func withNotation(_ mapping: Mapping, _ opening: Opening) throws(IngestionError) -> Mapping {
        let unsaid = opening.options.unsaid
        guard !unsaid.isDisjoint(with: [.dateOrder, .decimalMark]) else { return mapping }
        let currency = mapping.currencyCode.flatMap { Currency(code: $0) } ?? opening.options.defaultCurrency
        var undecided = Undecided(
            evidence: NotationEvidence(), hints: currency == .usd ? .monthFirst(because: "the amounts are dollars") : .dayFirst,
            isSignOpen: false)
        undecided.evidence.hasThousandths = currency.decimals == 3
        try settle(&undecided, mapping, opening)
        var mapping = mapping
        if unsaid.contains(.dateOrder), mapping.month == nil { mapping.dateOrder = undecided.evidence.dateOrder(hints: undecided.hints) }
        if unsaid.contains(.decimalMark) { mapping.decimalMark = undecided.evidence.decimalMark(delimiter: mapping.delimiter) }
        return mapping
    }

    /// Reads on, and on to the end if need be, until dates and amounts can be read in one way only.
    private static func settle(_ undecided: inout Undecided, _ mapping: Mapping, _ opening: Opening) throws(IngestionError) {
        var text = opening.text()
        var fields = CSVScanner.Fields()
        let amounts = mapping.amount.amounts
        var row = 1
        // A date in three columns can be read in one way only.
        let hasWholeDates = mapping.month == nil
        var evidence = hasWholeDates ? NotationEvidence() : undecided.evidence
        evidence.hasThousandths = undecided.evidence.hasThousandths
        repeat {
            let window = text.bytes
            let bytes = window.span
            var start = text.start
            scanning: while start < bytes.count {
                switch CSVScanner.scan(bytes, from: start, delimiter: mapping.delimiter.byte, isAtEnd: text.isAtEnd, into: &fields) {
                case .complete(let next, let lines):
                    if hasWholeDates, mapping.date < fields.count {
                        let field = fields[mapping.date]
                        evidence.add(date: FoldedText.string(bytes.extracting(field.start..<field.end), isQuoted: field.isQuoted))
                    }
                    // Dates may need many more rows than amounts.
                    if row <= SampleTable.rowLimit || !evidence.showsDecimalMark {
                        for column in amounts where column < fields.count {
                            let field = fields[column]
                            evidence.add(
                                amount: SampleTable.Cell(bytes.extracting(field.start..<field.end), isQuoted: field.isQuoted))
                        }
                        if let balance = mapping.balance, balance < fields.count {
                            let field = fields[balance]
                            evidence.add(
                                balance: SampleTable.Cell(bytes.extracting(field.start..<field.end), isQuoted: field.isQuoted))
                        }
                    }
                    (start, row) = (next, row + lines)
                case .needsMore: break scanning
                case .unclosedQuote:
                    guard let (_, next) = CSVScanner.line(bytes, from: start, isAtEnd: text.isAtEnd) else { break scanning }
                    (start, row) = (next, row + 1)
                }
                if row & 0xFFF == 0, evidence.settlesDateOrder, evidence.settlesDecimalMark { break scanning }
            }
            text.start = start
            if evidence.settlesDateOrder, evidence.settlesDecimalMark, row > SampleTable.rowLimit { break }
        } while try text.extend(within: row)
        undecided.evidence = evidence
    }

    /// A saved mapping for a file whose columns may have moved.
    private static func fitted(_ mapping: Mapping, _ opening: Opening) throws(IngestionError) -> Mapping {
        let file = opening.input.name
        let table = SampleTable(opening, mapping)
        guard !mapping.header.isEmpty else {
            guard table.rows.contains(where: { row in mapping.columns.allSatisfy { $0 < row.cells.count } }) else {
                throw .mappingDoesNotFit(
                    file: file, reason: "no row has \((mapping.columns.max() ?? 0) + 1) columns parted by a \(mapping.delimiter.rawValue)")
            }
            return mapping
        }
        let used = Set(mapping.columns.filter { $0 < mapping.header.count })
        guard used.count == Set(mapping.columns).count else {
            throw .mappingDoesNotFit(file: file, reason: "a chosen column has no heading")
        }
        for row in table.rows {
            let cells = row.cells.map(\.text)
            if cells == mapping.header { return mapping }
            var target: [Int: Int] = [:]
            for column in used {
                // Of repeated headings the same one, counted from the left.
                let nth = mapping.header[..<column].count { $0 == mapping.header[column] }
                target[column] = cells.indices.filter { cells[$0] == mapping.header[column] }.dropFirst(nth).first
            }
            guard var moved = mapping.moved(target) else { continue }
            moved.header = cells
            return moved
        }
        let missing = mapping.header[mapping.date]
        throw .mappingDoesNotFit(file: file, reason: "no row has the headings it was saved with, such as “\(missing)”")
    }

    /// What the first movement is in, where a column says so: known before any row is read, for whoever looks for the account.
    static func firstCurrency(_ mapping: Mapping, _ opening: Opening) -> Currency? {
        mapping.currency.flatMap { column in cells(of: column, mapping, opening).lazy.compactMap { Currency(code: $0) }.first }
    }

    /// What the words of the column mean that says which way money went.
    static func directions(_ mapping: Mapping, _ opening: Opening) -> DirectionKey {
        guard case .flagged(_, let flag) = mapping.amount else { return .plain }
        let words = cells(of: flag, mapping, opening).filter { !$0.isEmpty }
        return DirectionKey(Set(words), heading: flag < mapping.header.count ? mapping.header[flag] : "")
    }

    /// The first row of a table without headings, where it looks like a movement and has the balances between which the others run:
    /// one in the place of the amount, the other in that of the balance.
    static func summaryRow(_ mapping: Mapping, _ opening: Opening) -> Int? {
        guard mapping.header.isEmpty, case .signed(let amount, _) = mapping.amount, let balance = mapping.balance else { return nil }
        let table = SampleTable(opening, mapping)
        let rows = table.rows.filter { $0.isMovement && max(amount, balance) < $0.cells.count }
        func units(_ row: SampleTable.Row?, _ column: Int) -> Int64? {
            row?.cells[column].amount(mapping.decimalMark).map(\.minorUnits).flatMap { abs($0) < 1 << 52 ? $0 : nil }
        }
        guard opening.sampleIsComplete, rows.count > 2, let stated = units(rows.first, amount), let other = units(rows.first, balance)
        else { return nil }
        func isProven(newest: SampleTable.Row?, oldest: SampleTable.Row?) -> Bool {
            guard let closing = units(newest, balance), let after = units(oldest, balance), let moved = units(oldest, amount) else {
                return false
            }
            return (stated == closing && other == after - moved) || (stated == after - moved && other == closing)
        }
        let (second, last) = (rows.dropFirst().first, rows.last)
        return isProven(newest: second, oldest: last) || isProven(newest: last, oldest: second) ? rows.first?.line : nil
    }

    /// What the first movements have in a column.
    private static func cells(of column: Int, _ mapping: Mapping, _ opening: Opening) -> [String] {
        let table = SampleTable(opening, mapping, rowLimit: 200)
        return table.rows.filter { $0.isMovement && column < $0.cells.count }.map { $0.cells[column].text }
    }

    /// The account itself: from its column in the first rows that have it, else from what stands above the table.
    static func account(_ mapping: Mapping, _ opening: Opening) -> AccountCell? {
        let table = SampleTable(opening, mapping, rowLimit: 200)
        guard let column = mapping.account else {
            guard !mapping.header.isEmpty, let header = table.rows.firstIndex(where: { $0.cells.map(\.text) == mapping.header }) else {
                return nil
            }
            return accountAbove(table.rows[..<header])
        }
        return table.rows.lazy.filter { $0.isMovement && column < $0.cells.count }.compactMap { AccountCell($0.cells[column].text) }.first
    }

    /// An IBAN above the table, when there is one only; else what is called the account's number there, beside the words or below them.
    static func accountAbove(_ above: ArraySlice<SampleTable.Row>) -> AccountCell? {
        let rows = above.map { $0.cells.map(\.text) }
        let numbers = Set(rows.joined().compactMap(IBAN.within).map { $0.filter { $0 != " " } })
        if numbers.count == 1 { return numbers.first.flatMap(AccountCell.init) }
        guard numbers.isEmpty else { return nil }
        for (index, row) in rows.enumerated() {
            for (column, cell) in row.enumerated() {
                // `Account Number: 12345678` in one cell, or in two.
                let parts = cell.split(separator: ":", maxSplits: 1).map { String($0).folded }
                guard let label = parts.first, ColumnNames.namesAccount(label) else { continue }
                let below = index + 1 < rows.count && rows[index + 1].indices.contains(column) ? rows[index + 1][column] : ""
                let candidates = parts.dropFirst().map { $0.firstNumber } + row.dropFirst(column + 1) + [below]
                if let found = candidates.lazy.compactMap(AccountCell.init).first(where: { $0.number != nil }) { return found }
            }
        }
        return nil
    }
}

extension String {
    /// Up to the first word without a figure: of `50100011223344 Currency : INR` the number.
    fileprivate var firstNumber: String {
        split(separator: " ").prefix { $0.contains(where: \.isNumber) || $0.count <= 4 }.joined(separator: " ")
    }
}
