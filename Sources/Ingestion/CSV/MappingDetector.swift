import Bookkeeping

/// Finds out how a table is laid out: delimiter, header, what each column holds, how dates and amounts are written.
///
/// Headings decide where they are known and the cells below agree; cells alone decide where there are no headings.
struct MappingDetector {
    let table: SampleTable
    /// Where the header is among the rows of the sample.
    let headerRow: Int?
    let dataRows: ArraySlice<SampleTable.Row>
    let headings: [String]
    /// Where dates are spread over three columns.
    let dateColumns: DateColumns?
    /// Where dates are numbers.
    let dateFigures: (column: Int, figures: DateFigures)?
    private(set) var roles: [(role: ColumnNames.Role, isExact: Bool)?]
    let profiles: [ColumnProfile]
    let options: ReadingOptions
    let file: String
    var findings: [Detection.Finding]

    init(_ opening: Opening) throws(IngestionError) {
        (file, options) = (opening.input.name, opening.options)
        let (parted, why) = try Self.bestTable(opening)
        findings = [Detection.Finding(.delimiter, parted.delimiter.rawValue, why)]
        headerRow = Self.headerRow(of: parted)
        // Only where no column has whole dates: those need no putting together.
        dateColumns =
            parted.movements == 0 ? headerRow.flatMap { DateColumns(headings: parted.rows[$0].cells.map(\.text)) } : nil
        let figures = parted.movements == 0 && dateColumns == nil ? headerRow.flatMap(parted.dateFigures) : nil
        dateFigures = figures
        table = dateColumns.map(parted.joiningDates) ?? figures.map { parted.spelling($0.figures, in: $0.column) } ?? parted
        let first: Int
        if let headerRow {
            first = headerRow + 1
            headings = table.rows[headerRow].cells.map(\.text)
        } else {
            guard let movement = table.rows.firstIndex(where: \.isMovement) else { throw .notAStatement(file: opening.input.name) }
            first = movement
            headings = []
        }
        let header = headings
        dataRows =
            table.rows[first...].filter { row in
                // Neither the header once more nor a line drawn with asterisks.
                row.cells.count > 1 && row.cells.contains { $0.text.contains { $0.isLetter || $0.isNumber } }
                    && (header.isEmpty || row.cells.map(\.text) != header)
            }[...]
        roles = headings.map(ColumnNames.role)
        let rows = dataRows
        // Each heading has its profile; of cells without one, the first columns will do.
        let width = max(headings.count, min(200, rows.map(\.cells.count).max() ?? 0))
        profiles = (0..<width).map { column in ColumnProfile(rows.lazy.compactMap { column < $0.cells.count ? $0.cells[column] : nil }) }
        roles = Self.besideCurrencies(roles, headings, profiles)
        addHeaderFindings()
    }

    /// `Mutatie,,Saldo,`: where the cells below a heading are currencies and the nameless column beside them holds amounts, it heads both.
    private static func besideCurrencies(
        _ roles: [(role: ColumnNames.Role, isExact: Bool)?], _ headings: [String], _ profiles: [ColumnProfile]
    ) -> [(role: ColumnNames.Role, isExact: Bool)?] {
        var roles = roles
        for (column, next) in zip(headings.indices, headings.indices.dropFirst())
        where headings[next].isEmpty && !headings[column].isEmpty && profiles[column].areCurrencies && profiles[next].areMoney {
            (roles[column], roles[next]) = ((.currency, true), roles[column])
        }
        return roles
    }

    /// What has been found, with the questions that the sample leaves open.
    mutating func detect() throws(IngestionError) -> (mapping: Mapping, undecided: Undecided) {
        guard let date = dateColumn else {
            guard table.movements == 0 else { throw .columnsUnknown(file: file, missing: "date") }
            throw dataRows.count(where: \.isYearlessMovement) >= 2 ? .datesWithoutYear(file: file) : .notAStatement(file: file)
        }
        guard !listsBalances else { throw .balancesOnly(file: file) }
        guard let amounts = amountColumns(besides: date) else { throw .columnsUnknown(file: file, missing: "amount") }
        let used = amounts.amounts + [dateColumns?.month, dateColumns?.year].compactMap { $0 }
        var evidence = NotationEvidence()
        for row in dataRows {
            if date < row.cells.count { evidence.add(date: row.cells[date]) }
            for column in amounts.amounts where column < row.cells.count { evidence.add(amount: row.cells[column]) }
        }
        let balance = balanceColumn(besides: [date] + used)
        if let balance { for row in dataRows where balance < row.cells.count { evidence.add(balance: row.cells[balance]) } }
        let (currency, code) = currencyColumn(amounts: amounts.amounts, balance: balance)
        let hints = hints(currency, code, [date] + amounts.amounts)
        let status = statusColumn(besides: [date] + used)
        let owners = ownerColumns(amounts)
        let (payer, counterparty) = counterparties(besides: owners)
        let account = accountColumn()
        var mapping = Mapping(
            delimiter: table.delimiter, header: headings, date: date, dateOrder: evidence.dateOrder(hints: hints),
            amount: amounts, decimalMark: .point,
            text: textColumns(
                besides: [date] + used + owners + [currency, balance, status, account].compactMap { $0 }, counterparty: counterparty,
                payer: payer),
            counterparty: counterparty, payer: payer, status: status, reference: referenceColumn(), currency: currency, currencyCode: code,
            balance: balance, account: account, month: dateColumns?.month, year: dateColumns?.year)
        mapping.dateFigures = dateFigures.flatMap { $0.column == date ? $0.figures : nil }
        evidence.hasThousandths = hasThousandths(mapping)
        mapping.decimalMark = evidence.decimalMark(delimiter: table.delimiter)
        // A column that says DEBIT or CREDIT on every line tells nothing of a line that its sign does not.
        let telling = mapping.text.filter { !profiles[$0].areDirectionsMostly }
        if !telling.isEmpty { mapping.text = telling }
        if case .flagged(_, let flag) = amounts { mapping.text.removeAll { $0 == flag } }
        mapping.fee = feeColumn(mapping)
        mapping.kind = kindColumn(besides: mapping.columns)
        findings.append(
            Detection.Finding(
                .columns, columnSummary(mapping),
                headings.isEmpty ? "Told from what the cells hold." : "Told from the headings and what the cells hold."))
        findings.append(signFinding(amounts))
        return (mapping, Undecided(evidence: evidence, hints: hints, isSignOpen: leavesSignOpen(amounts)))
    }

    /// Whether the names of the columns, known as headings or not, are those of days and balances and of nothing else.
    private var listsBalances: Bool {
        let names: [String]
        if headings.isEmpty, let first = table.rows.firstIndex(where: \.isMovement), first > 0 {
            names = table.rows[first - 1].cells.map(\.text)
        } else {
            names = headings
        }
        let roles = names.filter { !$0.isEmpty }.map { ColumnNames.role(of: $0)?.role }
        let others: Set<ColumnNames.Role?> = [.date, .bookingDate, .valueDate, .account, .currency]
        return roles.contains(.balance) && roles.allSatisfy { $0 == .balance || others.contains($0) }
    }

    // MARK: Table and header

    private static func bestTable(_ opening: Opening) throws(IngestionError) -> (SampleTable, String) {
        func table(_ delimiter: Mapping.Delimiter, _ limit: Int) -> SampleTable {
            let usual = SampleTable(opening.sample, delimiter: delimiter, sampleIsComplete: opening.sampleIsComplete, rowLimit: limit)
            // Below a header that names dates and amounts no row has both: perhaps the years stand above it.
            guard let header = headerRow(of: usual), !usual.rows[header...].contains(where: \.isMovement),
                YearlessDates(above: usual.rows[..<header]) != nil
            else { return usual }
            return SampleTable(
                opening.sample, delimiter: delimiter, sampleIsComplete: opening.sampleIsComplete, rowLimit: limit, hasYears: false)
        }
        if let delimiter = opening.options.delimiter { return (table(delimiter, SampleTable.rowLimit), "Chosen by a person.") }
        let firstLine = String(decoding: opening.sample.prefix(6), as: UTF8.self)
        if firstLine.hasPrefix("sep="),
            let delimiter = Mapping.Delimiter.allCases.first(where: { $0.byte == opening.sample.dropFirst(4).first })
        {
            return (table(delimiter, SampleTable.rowLimit), "The first line of the file says so.")
        }
        var best: (table: SampleTable, movements: Int, known: Int)?
        // A table may begin far down; hardly any does.
        for (limit, delimiter) in [100, SampleTable.rowLimit].flatMap({ limit in Mapping.Delimiter.allCases.map { (limit, $0) } }) {
            if limit > 100, let best, best.movements > 0 || best.known >= 2 { break }
            let candidate = table(delimiter, limit)
            let movements = candidate.movements
            let known = headerRow(of: candidate).map { candidate.rows[$0].cells.count { ColumnNames.role(of: $0.text) != nil } } ?? 0
            if let best, (movements, known) <= (best.movements, best.known) { continue }
            best = (candidate, movements, known)
        }
        guard let best, best.movements > 0 || best.known >= 2 else { throw .notAStatement(file: opening.input.name) }
        let why =
            best.movements > 0
            ? "Parted so, \(best.movements) of the first \(best.table.rows.count) rows have a date and an amount."
            : "Parted so, the first row has \(best.known) headings of a statement."
        return (table(best.table.delimiter, SampleTable.rowLimit), why)
    }

    /// The first row that names a date and an amount and holds neither; else the row above the first movement, when it holds words alone.
    private static func headerRow(of table: SampleTable) -> Int? {
        let known = table.rows.firstIndex { row in
            guard row.cells.count >= 2, !row.cells.contains(where: { $0.isDate || ($0.isAmount && $0.isMoney) }) else { return false }
            let roles = row.cells.compactMap { ColumnNames.role(of: $0.text)?.role }
            return
                (roles.contains { [.bookingDate, .date, .valueDate].contains($0) } || DateColumns(headings: row.cells.map(\.text)) != nil)
                && roles.contains { [.amount, .grossAmount, .debit, .credit].contains($0) }
        }
        if let known { return known }
        guard let movement = table.rows.firstIndex(where: \.isMovement), movement > 0 else { return nil }
        let above = table.rows[movement - 1]
        let isWordy =
            above.cells.count >= 3 && abs(above.cells.count - table.rows[movement].cells.count) <= 1
            && above.cells.allSatisfy { $0.isBlank || $0.text.contains(where: \.isLetter) && !$0.isDate && !$0.isAmount }
            && above.cells.count { !$0.isBlank } * 3 >= above.cells.count * 2
        return isWordy ? movement - 1 : nil
    }

    private mutating func addHeaderFindings() {
        if let headerRow {
            let known = roles.count { $0 != nil }
            findings.append(
                Detection.Finding(
                    .header, "line \(table.rows[headerRow].line)", "\(known) of its \(headings.count) cells are known headings."))
            if headerRow > 0 {
                findings.append(
                    Detection.Finding(
                        .preamble, "\(headerRow) rows", "They stand above the header, so they are no movements."))
            }
            let repeated = Dictionary(grouping: headings.filter { !$0.isEmpty }) { $0 }.filter { $1.count > 1 }.keys.sorted()
            if !repeated.isEmpty {
                findings.append(
                    Detection.Finding(
                        .header, "repeated headings",
                        "\(repeated.joined(separator: ", ")) stands more than once; columns are told apart by their place."))
            }
        } else {
            findings.append(Detection.Finding(.header, "none", "No row names a date and an amount without holding one."))
        }
    }

    private func columnSummary(_ mapping: Mapping) -> String {
        func name(_ column: Int) -> String {
            column < headings.count && !headings[column].isEmpty ? headings[column] : "column \(column + 1)"
        }
        var parts = ["date: " + [mapping.date, mapping.month, mapping.year].compactMap { $0.map(name) }.joined(separator: " + ")]
        switch mapping.amount {
        case .signed(let column, _): parts.append("amount: \(name(column))")
        case .debitCredit(let debit, let credit, _): parts.append("money out: \(name(debit)), money in: \(name(credit))")
        case .flagged(let column, let flag): parts.append("amount: \(name(column)), direction: \(name(flag))")
        }
        if !mapping.text.isEmpty { parts.append("text: " + mapping.text.map(name).joined(separator: " + ")) }
        for (label, column) in [
            ("counterparty", mapping.counterparty), ("payer", mapping.payer), ("kind", mapping.kind), ("status", mapping.status),
            ("reference", mapping.reference), ("currency", mapping.currency),
            ("balance", mapping.balance), ("fee", mapping.fee), ("account", mapping.account),
        ] {
            if let column { parts.append("\(label): \(name(column))") }
        }
        return parts.joined(separator: "; ")
    }

    /// Whether the currency, where it is one only, has three decimals.
    private func hasThousandths(_ mapping: Mapping) -> Bool {
        let named = mapping.currency.map { profiles[$0].distinct } ?? [mapping.currencyCode ?? options.defaultCurrency.code]
        return named.allSatisfy { (Currency(code: $0)?.decimals ?? 2) == 3 }
    }

    /// What speaks for the day or the month first when the dates do not: the currency that the file names, or else a dollar sign or the
    /// account's currency.
    private func hints(_ column: Int?, _ code: String?, _ used: [Int]) -> NotationEvidence.Hints {
        // Nobody writes the month first who does not write English, or writes a decimal comma.
        guard used.allSatisfy({ $0 >= headings.count || ColumnNames.isEnglish(headings[$0]) }) else { return .dayFirst }
        let amounts = dataRows.lazy.flatMap { row in used.dropFirst().compactMap { $0 < row.cells.count ? row.cells[$0] : nil } }
        guard !amounts.contains(where: { $0.isAmount && $0.withPoint == nil }) else { return .dayFirst }
        let named = column.map { Set(profiles[$0].distinct.map { $0.uppercased() }.filter(ColumnProfile.isCurrencyCode)) } ?? []
        let texts = dataRows.prefix(50).lazy.flatMap { $0.cells.map(\.text) }
        let usesDollars: Bool
        if let code {
            usesDollars = code == Currency.usd.code
        } else if !named.isEmpty {
            usesDollars = named.contains(Currency.usd.code) && (named.count == 1 || options.defaultCurrency == .usd)
        } else {
            usesDollars = options.defaultCurrency == .usd || texts.contains { $0.contains("$") && !$0.contains("R$") }
        }
        return usesDollars ? .monthFirst(because: "the amounts are dollars") : .dayFirst
    }
}
