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
        for role in [ColumnNames.Role.bookingDate, .date, .valueDate] {
            if let named = column(role, where: \.areDates) { return named }
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
    func textColumns(besides used: [Int], counterparty: Int?) -> [Int] {
        let named =
            [counterparty].compactMap { $0 } + roles.indices.filter { roles[$0]?.role == .text && $0 != counterparty && !used.contains($0) }
        if named.contains(where: { profiles[$0].words > 0 && $0 != counterparty }) || profiles.allSatisfy({ $0.filled == 0 }) {
            return named.sorted()
        }
        // What is called a reference is often what the payer wrote.
        let references = columns(.reference) { $0.words * 2 > $0.filled && $0.distinct.count > 1 }.filter { $0 != referenceColumn() }
        if !references.isEmpty || named.contains(where: { profiles[$0].words > 0 }) { return (named + references).sorted() }
        let wordy = profiles.indices.filter { column in
            let profile = profiles[column]
            guard !used.contains(column), profile.words * 2 > profile.filled, !profile.areDirections, !profile.areCurrencies else {
                return false
            }
            // Cells that are all the same describe the account, not the movement.
            return profile.distinct.count > 1 || profile.filled <= 1 || profile.length > profile.filled * 12
        }
        let found = wordy.isEmpty ? profiles.indices.filter { profiles[$0].words > 0 && !used.contains($0) } : wordy
        return (named + found.filter { !named.contains($0) }).sorted()
    }

    /// A number of its own for every movement. Headings that merely say `reference` count when the cells prove it.
    func referenceColumn() -> Int? {
        column(.reference) { profile in
            profile.filled == profile.distinct.count && profile.filled > 0 && profile.length >= profile.filled * 4
                && (profile.filled >= 3 || profile.length >= profile.filled * 10) && profile.filled == dataRows.count
        }
    }

    func balanceColumn(besides used: [Int]) -> Int? {
        if !headings.isEmpty { return column(.balance) { $0.areAmounts } }
        // Without headings: the last column of money that is filled in every row and is not an amount already.
        return profiles.indices.last {
            !used.contains($0) && profiles[$0].areMoney && profiles[$0].filled == dataRows.count && $0 > (used.max() ?? 0)
        }
    }

    func accountColumn() -> Int? {
        column(.account) { $0.distinct.count == 1 && $0.distinct.contains { $0.count { $0.isNumber } >= 4 } }
    }

    // MARK: Currency

    /// The column that names the currency of each row, and the currency of rows that name none.
    mutating func currencyColumn(amounts: [Int]) -> (column: Int?, code: String?) {
        // A heading that says so needs fewer cells that agree: the others are problems of their rows.
        if let named = column(.currency, where: { $0.currencies * 2 > $0.filled })
            ?? roles.indices.first(where: { roles[$0]?.role == .valueDate && profiles[$0].areCurrencies })
        {
            findings.append(Detection.Finding(.currency, headings[named], "The column names the currency of each row."))
            return (named, nil)
        }
        if let (heading, code) = currencyInHeading(amounts) {
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
        if marks.isEmpty, let code = currencyInPreamble {
            findings.append(Detection.Finding(.currency, code, "It is named above the table."))
            return (nil, code)
        }
        let usesDollars = dataRows.contains { row in amounts.contains { $0 < row.cells.count && row.cells[$0].text.contains("$") } }
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
            else { continue }
            return (headings[column], code)
        }
        return nil
    }

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
