import Bookkeeping

extension MappingDetector {
    /// The first column of a role whose cells agree: exact headings before those that contain more words.
    func column(_ role: ColumnNames.Role, where agrees: (ColumnProfile) -> Bool) -> Int? { columns(role, where: agrees).first }

    func columns(_ role: ColumnNames.Role, where agrees: (ColumnProfile) -> Bool) -> [Int] {
        let found = roles.indices.filter { roles[$0]?.role == role && agrees(profiles[$0]) }
        return found.filter { roles[$0]?.isExact == true } + found.filter { roles[$0]?.isExact == false }
    }

    // MARK: Date

    var dateColumn: Int? {
        let roles = [ColumnNames.Role.bookingDate, .date, .valueDate]
        // A column that most rows leave empty is no choice beside one that they fill: trades have a day of settlement, deposits none.
        let fullest = roles.flatMap { columns($0, where: \.areDates) }.map { profiles[$0].dates }.max() ?? 0
        for role in roles {
            if let named = column(role, where: { $0.areDates && $0.dates * 2 >= fullest }) { return named }
        }
        if let found = profiles.indices.filter({ profiles[$0].areDates }).max(by: { profiles[$0].dates < profiles[$1].dates }) {
            return found
        }
        // A table with more remarks than rows, or without rows: the heading decides.
        for role in [ColumnNames.Role.bookingDate, .date, .valueDate] {
            if let named = column(role, where: { $0.dates > 0 }) { return named }
        }
        return [ColumnNames.Role.bookingDate, .date, .valueDate].lazy.compactMap { column($0) { $0.filled == 0 } }.first
    }

    // MARK: Text, names, numbers

    /// Everything that describes the movement; by content when no heading says so.
    func textColumns(besides used: [Int], counterparty: Int?, payer: Int?) -> [Int] {
        let others = [counterparty, payer].compactMap { $0 }
        let reference = referenceColumn()
        let named = (others + describingColumns(besides: used + others) + freeReferences(besides: used, reference))
        if named.contains(where: { profiles[$0].words > 0 && !others.contains($0) }) || profiles.allSatisfy({ $0.filled == 0 }) {
            return named.sorted()
        }
        if named.contains(where: { profiles[$0].words > 0 }) { return named.sorted() }
        let wordy = profiles.indices.filter { column in
            let profile = profiles[column]
            guard !used.contains(column), column >= roles.count || roles[column]?.role != .other, profile.words * 2 > profile.filled,
                profile.length > profile.filled * 2, !profile.areDirections, !profile.areCurrencies
            else {
                return false
            }
            // Cells that are all the same describe the account, not the movement.
            return profile.distinct.count > 1 || profile.filled <= 1 || profile.length > profile.filled * 12
        }
        let found = wordy.isEmpty ? profiles.indices.filter { profiles[$0].words > 0 && !used.contains($0) } : wordy
        return (named + found.filter { !named.contains($0) }).sorted()
    }

    /// Columns called a description, and what goes on in columns without a heading to their right.
    private func describingColumns(besides used: [Int]) -> [Int] {
        var found: [Int] = []
        for column in profiles.indices where !used.contains(column) {
            let continues = column < headings.count && headings[column].isEmpty && found.last == column - 1 && profiles[column].words > 0
            if column < roles.count, roles[column]?.role == .text || continues { found.append(column) }
        }
        return found
    }

    /// What is called a reference is often what the payer wrote.
    private func freeReferences(besides used: [Int], _ reference: Int?) -> [Int] {
        columns(.reference) { $0.words * 2 > $0.filled && ($0.distinct.count > 1 || $0.filled < dataRows.count) && !$0.areTokens }
            .filter { $0 != reference && !used.contains($0) }
    }

    /// Who pays and who is paid, where each has a column; else the other end alone.
    func counterparties(besides owners: [Int]) -> (payer: Int?, counterparty: Int?) {
        let named = columns(.counterparty) { $0.words > 0 || $0.filled == 0 }.filter { !owners.contains($0) }
        // Of several names the one that is the same in every row is the owner's. A single row tells that by the headings alone.
        func mayBeOwner(_ column: Int) -> Bool {
            profiles[column].distinct.count == 1 && (profiles[column].filled > 1 || dataRows.count == 1 && isMereName(column))
        }
        let found = named.filter { !mayBeOwner($0) } + named.filter(mayBeOwner)
        func first(_ words: Set<String>) -> Int? {
            let candidates = found + headings.indices.filter { ["from", "to"].contains(ColumnNames.folded(headings[$0])) }
            return candidates.first { words.contains(ColumnNames.folded(headings[$0])) && profiles[$0].words > 0 }
        }
        if let payer = first(Self.payers), let payee = first(Self.payees) { return (payer, payee) }
        // What is called the payer alone is the owner when money goes out.
        if let only = found.first, ["payer", "payer name"].contains(ColumnNames.folded(headings[only])) { return (only, nil) }
        return (nil, found.first)
    }

    /// Columns of names that have the owner of the account in every row, beside others that describe the movements: that name stands above
    /// the table or in a column for it, or the heading is a mere `Name` and money goes both ways.
    func ownerColumns(_ amounts: Mapping.AmountColumns) -> [Int] {
        let describes = profiles.indices.contains {
            roles.indices.contains($0) && roles[$0]?.role == .text && profiles[$0].distinct.count > 1
        }
        guard describes else { return [] }
        return columns(.counterparty) { $0.words > 0 && $0.distinct.count == 1 }.filter { column in
            guard let name = profiles[column].distinct.first, profiles[column].filled > 1 else { return false }
            let above = table.rows[..<(headerRow ?? 0)]
            let holders = headings.indices.filter {
                $0 != column && Self.holders.union(Self.owners).contains(ColumnNames.folded(headings[$0]))
            }
            return above.contains { $0.cells.contains { $0.text == name } } || holders.contains { profiles[$0].distinct == [name] }
                || isMereName(column) && profiles[column].filled >= 3 && profiles[column].filled == dataRows.count && goesBothWays(amounts)
        }
    }

    private func isMereName(_ column: Int) -> Bool { Self.mereNames.contains(ColumnNames.folded(headings[column])) }

    private func goesBothWays(_ amounts: Mapping.AmountColumns) -> Bool {
        switch amounts {
        case .signed(let column, _): profiles[column].minus > 0 && profiles[column].minus < profiles[column].amounts
        case .debitCredit(let debit, let credit, _): profiles[debit].filled > 0 && profiles[credit].filled > 0
        case .flagged(_, let flag): profiles[flag].distinct.count > 1
        }
    }

    private static let mereNames: Set<String> = ["name", "naam", "nom", "nome", "nombre", "navn", "namn", "nimi", "nazwa", "nazev"]
    private static let payers: Set<String> = [
        "payer", "payer name", "from", "sender", "zahlungspflichtige r", "zahlungspflichtiger", "auftraggeber", "afsender", "avsandare",
        "avsender", "auftraggebername", "ordenante", "remitente", "pagador", "nadawca", "nazwa nadawcy", "maksaja",
    ]
    private static let payees: Set<String> = [
        "payee", "payee name", "to", "recipient", "zahlungsempfanger in", "zahlungsempfanger", "empfanger", "modtager", "mottagare",
        "mottaker", "empfangername", "empfaengername", "beneficiary", "beneficiary name", "beneficiario", "destinatario", "odbiorca",
        "nazwa odbiorcy", "saajan nimi", "saaja",
    ]

    /// The column whose words say whether a movement is booked: by its words, since such columns have many names.
    func statusColumn(besides used: [Int]) -> Int? {
        guard !headings.isEmpty else { return nil }
        return column(.status) { $0.statuses * 2 >= $0.filled && $0.filled > 0 }
            ?? roles.indices.first { !used.contains($0) && profiles[$0].areStatuses && profiles[$0].filled * 2 > dataRows.count }
    }

    func kindColumn(besides used: [Int]) -> Int? {
        (columns(.kind) { $0.words > 0 } + columns(.direction) { $0.words > 0 && !$0.areDirections }).first { !used.contains($0) }
    }

    /// A number of its own for every movement. Headings that merely say `reference` count when the cells prove it.
    func referenceColumn() -> Int? {
        column(.reference) { profile in
            profile.filled == profile.distinct.count && profile.filled > 0 && profile.length >= profile.filled * 4
                && (profile.filled >= 3 || profile.length >= profile.filled * 10) && profile.filled == dataRows.count && profile.areTokens
        }
    }

    func balanceColumn(besides used: [Int]) -> Int? {
        if !headings.isEmpty { return column(.balance) { $0.areAmounts } }
        // Without headings: the last column of money that is filled in every row and is not an amount already.
        return profiles.indices.last {
            !used.contains($0) && profiles[$0].areMoney && profiles[$0].filled == dataRows.count && $0 > (used.max() ?? 0)
        }
    }

    // MARK: Currency

    /// The column that names the currency of each row, and the currency of rows that name none.
    mutating func currencyColumn(amounts: [Int], balance: Int?) -> (column: Int?, code: String?) {
        let inHeading = currencyInHeading(amounts)
        // A heading that says so needs fewer cells that agree: the others are problems of their rows.
        if let named = column(.currency, where: { $0.currencies * 2 > $0.filled })
            ?? roles.indices.first(where: { roles[$0]?.role == .valueDate && profiles[$0].areCurrencies })
        {
            // `Currency` beside `Amount (EUR)` says what was paid in abroad, not what left the account.
            if let (heading, code) = inHeading, !profiles[named].distinct.allSatisfy({ $0.uppercased() == code }) {
                findings.append(
                    Detection.Finding(
                        .currency, code, "The heading “\(heading)” says so; “\(headings[named])” is that of the original amounts."))
                return (nil, code)
            }
            findings.append(Detection.Finding(.currency, headings[named], "The column names the currency of each row."))
            // Cells may be empty where a heading has said it for all.
            return (named, profiles[named].filled < dataRows.count ? inHeading?.code : nil)
        }
        if let (heading, code) = inHeading {
            findings.append(Detection.Finding(.currency, code, "The heading “\(heading)” says so."))
            return (nil, code)
        }
        if headings.isEmpty, let nearest = nearestCurrencyColumn(to: amounts.max() ?? 0) {
            findings.append(Detection.Finding(.currency, "column \(nearest + 1)", "Every cell of the column is a currency code."))
            return (nearest, nil)
        }
        let marks = Set(
            dataRows.flatMap { row in
                amounts.compactMap { $0 < row.cells.count ? row.cells[$0].withPoint?.currency ?? row.cells[$0].withComma?.currency : nil }
            })
        if marks.count == 1, let mark = marks.first {
            findings.append(Detection.Finding(.currency, mark.code, "Its sign stands beside the amounts."))
            return (nil, mark.code)
        }
        if marks.isEmpty, let (heading, code) = currencyInHeading(balance.map { [$0] } ?? []) {
            findings.append(Detection.Finding(.currency, code, "The heading “\(heading)” says so."))
            return (nil, code)
        }
        if marks.isEmpty, let code = currencyInPreamble {
            findings.append(Detection.Finding(.currency, code, "It is named above the table."))
            return (nil, code)
        }
        let usesDollars =
            amounts.contains { $0 < headings.count && headings[$0].contains("$") }
            || dataRows.contains { row in amounts.contains { $0 < row.cells.count && row.cells[$0].text.contains("$") } }
        if usesDollars, !Self.dollars.contains(options.defaultCurrency.code) {
            findings.append(
                Detection.Finding(.currency, "USD", "Amounts are in dollars, and the account's currency is none of the dollars."))
            return (nil, "USD")
        }
        findings.append(Detection.Finding(.currency, options.defaultCurrency.code, "The file names none, so it is the account's."))
        return (nil, nil)
    }

    private static let dollars: Set<String> = [
        "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS", "JMD", "TTD", "BBD", "BSD", "FJD", "NAD",
    ]

    /// `Betrag (EUR)`, `Amount CZK`.
    private func currencyInHeading(_ amounts: [Int]) -> (heading: String, code: String)? {
        for column in amounts where column < headings.count {
            let words = headings[column].split { !$0.isLetter }.map(String.init)
            guard words.count > 1, let code = words.last(where: ColumnProfile.isCurrencyCode),
                headings[column] != headings[column].uppercased() || words.count == 2
            else {
                if let code = markInHeading(headings[column]) { return (headings[column], code) }
                continue
            }
            return (headings[column], code)
        }
        return nil
    }

    /// `Betrag (€)`, `CAD$`, `Débit euros`, `出金金額(円)`.
    private func markInHeading(_ heading: String) -> String? {
        for word in heading.split(whereSeparator: { " ()[]".contains($0) }) {
            if let mark = Self.wordsForCurrencies[word.lowercased()] { return mark }
            if word.contains(where: { !$0.isLetter }), let code = CurrencyMark(String(word))?.currency?.code { return code }
            if word.last == "$", ColumnProfile.isCurrencyCode(String(word.dropLast())) { return String(word.dropLast()) }
        }
        return nil
    }

    private static let wordsForCurrencies = ["euro": "EUR", "euros": "EUR", "euroa": "EUR", "円": "JPY", "zł": "PLN", "kč": "CZK"]

    private func nearestCurrencyColumn(to amount: Int) -> Int? {
        profiles.indices.filter { profiles[$0].areCurrencies && profiles[$0].filled * 2 > dataRows.count }.min {
            abs($0 - amount) < abs($1 - amount)
        }
    }

    private var currencyInPreamble: String? {
        guard let headerRow else { return nil }
        let codes = table.rows[..<headerRow].flatMap { $0.cells.flatMap { $0.text.split { !$0.isLetter }.map(String.init) } }
            .filter { Self.frequent.contains($0) }
        return Set(codes).count == 1 ? codes.first : nil
    }

    /// Codes that are hardly ever words: all that is looked for in free text.
    private static let frequent: Set<String> = [
        "EUR", "USD", "GBP", "CHF", "CZK", "PLN", "HUF", "SEK", "NOK", "DKK", "CAD", "AUD", "NZD", "JPY", "SGD", "HKD", "INR", "BRL", "ZAR",
        "RON", "BGN",
        "RUB", "UAH", "MXN", "CNY", "ILS",
    ]
}
