import Bookkeeping

/// The three columns of a date that has one for the day, one for the month and one for the year.
struct DateColumns: Hashable, Sendable {
    let day, month, year: Int

    /// Nil where the mapping has the whole date in one column.
    init?(_ mapping: Mapping) {
        guard let month = mapping.month, let year = mapping.year else { return nil }
        (day, self.month, self.year) = (mapping.date, month, year)
    }

    /// Nil unless one heading each is called a day, a month and a year.
    init?(headings: [String]) {
        let names = headings.map { heading in
            ColumnNames.folded(heading).split(separator: " ").filter { !Self.asides.contains(String($0)) }.joined(separator: " ")
        }
        func only(_ words: Set<String>) -> Int? {
            let found = names.indices.filter { words.contains(names[$0]) }
            return found.count == 1 ? found.first : nil
        }
        guard let day = only(Self.days), let month = only(Self.months), let year = only(Self.years) else { return nil }
        (self.day, self.month, self.year) = (day, month, year)
    }

    /// As in 14, `Jun` or 6, 2025 or 25; nil when they are no day of the calendar.
    static func date(day: String, month: String, year: String) -> CalendarDate? {
        guard day.utf8.count <= 2, !month.isEmpty, !year.isEmpty else { return nil }
        return DateText.read(Array("\(day)/\(month)/\(year)".utf8).span, order: .dayFirst)
    }

    private static let asides: Set<String> = [
        "date", "transaction", "booking", "posting", "posted", "of", "the", "nr", "no", "num", "number",
    ]
    private static let days: Set<String> = [
        "day", "tag", "jour", "dia", "giorno", "dag", "dzien", "den", "paiva", "zi", "ziua", "gun", "nap", "день", "日",
    ]
    private static let months: Set<String> = [
        "month", "monat", "mois", "mes", "mese", "maand", "maned", "manad", "miesiac", "mesic", "kuukausi", "luna", "ay", "honap", "месяц",
        "月",
    ]
    private static let years: Set<String> = [
        "year", "jahr", "annee", "ano", "anno", "jaar", "ar", "rok", "vuosi", "an", "anul", "yil", "ev", "год", "年",
    ]
}

extension SampleTable {
    /// The same with every date whole, in the column of its day: all that is asked of the table afterwards is asked of whole dates.
    func joiningDates(_ columns: DateColumns) -> SampleTable {
        let last = max(columns.day, columns.month, columns.year)
        let joined = rows.map { row -> Row in
            guard last < row.cells.count,
                let date = DateColumns.date(
                    day: row.cells[columns.day].text, month: row.cells[columns.month].text, year: row.cells[columns.year].text)
            else { return row }
            var cells = row.cells
            cells[columns.day] = Cell(Array(date.description.utf8).span, isQuoted: false)
            return Row(line: row.line, cells: cells)
        }
        return SampleTable(delimiter: delimiter, rows: joined)
    }

    /// The first rows of the file as `mapping` parts them.
    init(_ opening: Opening, _ mapping: Mapping, rowLimit: Int = Self.rowLimit) {
        let table = SampleTable(
            opening.sample, delimiter: mapping.delimiter, sampleIsComplete: opening.sampleIsComplete, rowLimit: rowLimit)
        self =
            DateColumns(mapping).map(table.joiningDates) ?? mapping.dateFigures.map { table.spelling($0, in: mapping.date) } ?? table
    }
}
