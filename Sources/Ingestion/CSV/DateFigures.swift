import Bookkeeping

/// Dates that are a number and nothing else, in a column that its heading calls a date.
package enum DateFigures: String, Codable, Sendable {
    /// Days counted as spreadsheets do: 45292 is the first of January 2024.
    case dayNumbers
    /// Six figures, `251231`, `311225` or `123125`.
    case yearFirst, dayFirst, monthFirst

    /// The one way in which all dates of the column are days near each other; nil where there is none, or more than one.
    init?(_ cells: [String]) {
        guard Set(cells).count >= 3 else { return nil }
        let found = Self.allCases.filter { figures in
            let dates = cells.compactMap(figures.date)
            guard dates.count == cells.count, let first = dates.min(), let last = dates.max() else { return false }
            return last.dayNumber - first.dayNumber <= Self.longestStatement
        }
        guard found.count == 1, let only = found.first else { return nil }
        let dates = cells.compactMap(only.date)
        // Days that were few could be taken for years.
        guard only == .dayNumbers || Set(dates.map(\.day)).count > Set(dates.map(\.year)).count else { return nil }
        self = only
    }

    func date(_ text: String) -> CalendarDate? {
        let figures = text.utf8.prefix { $0.isDigit }
        guard let number = Int(text.prefix(figures.count)) else { return nil }
        if self == .dayNumbers {
            // A time of the day is a fraction.
            guard figures.count == text.utf8.count || text.dropFirst(figures.count).hasPrefix("."), Self.years.contains(number) else {
                return nil
            }
            return CalendarDate(dayNumber: Int32(number - Self.serialOf1970))
        }
        guard figures.count == 6, text.utf8.count == 6 else { return nil }
        let (first, second, third) = (number / 10_000, number / 100 % 100, number % 100)
        switch self {
        case .yearFirst: return CalendarDate(year: 2000 + first, month: second, day: third)
        case .dayFirst: return CalendarDate(year: 2000 + third, month: second, day: first)
        case .monthFirst: return CalendarDate(year: 2000 + third, month: first, day: second)
        case .dayNumbers: return nil
        }
    }

    var finding: Detection.Finding {
        let why = "The heading says that these numbers are dates, and only so they are days near each other."
        return switch self {
        case .dayNumbers: Detection.Finding(.dateOrder, "days counted as in spreadsheets", why)
        case .yearFirst: Detection.Finding(.dateOrder, "year first, in six figures", why)
        case .dayFirst: Detection.Finding(.dateOrder, "day first, in six figures", why)
        case .monthFirst: Detection.Finding(.dateOrder, "month first, in six figures", why)
        }
    }

    private static let allCases: [DateFigures] = [.dayNumbers, .yearFirst, .dayFirst, .monthFirst]
    /// A year and a month, in days.
    private static let longestStatement: Int32 = 396
    /// 2000 to 2050.
    private static let years = 36_526...55_152
    /// The first of January 1970.
    private static let serialOf1970 = 25_569
}

extension SampleTable {
    /// The column below the header that a heading calls a date and numbers fill, with what the numbers mean; nil where there is none.
    func dateFigures(below header: Int) -> (column: Int, figures: DateFigures)? {
        let names = rows[header].cells.map(\.text)
        for column in names.indices {
            guard let role = ColumnNames.role(of: names[column])?.role, [.bookingDate, .date, .valueDate].contains(role) else { continue }
            let cells = rows[(header + 1)...].filter { column < $0.cells.count && $0.cells.count(where: \.isAmount) >= 2 }
                .map { $0.cells[column].text }.filter { !$0.isEmpty }
            if let figures = DateFigures(cells) { return (column, figures) }
        }
        return nil
    }

    /// The same with the numbers of a column as dates: all that is asked of the table afterwards is asked of whole dates.
    func spelling(_ figures: DateFigures, in column: Int) -> SampleTable {
        let spelled = rows.map { row -> Row in
            guard column < row.cells.count, let date = figures.date(row.cells[column].text) else { return row }
            var cells = row.cells
            cells[column] = Cell(Array(date.description.utf8).span, isQuoted: false)
            return Row(line: row.line, cells: cells)
        }
        return SampleTable(delimiter: delimiter, rows: spelled)
    }
}
