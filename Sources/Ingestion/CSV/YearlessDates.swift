import Bookkeeping

/// Dates that go without a year, `13 Aug` or `02.01.`, in a file that says above its table between which days they lie.
struct YearlessDates: Sendable {
    private let first, last: CalendarDate

    /// Nil where nothing above the table says it.
    init?(above rows: some Sequence<SampleTable.Row>) {
        for row in rows {
            let days = row.cells.flatMap(Self.days)
            if let first = days.first, let last = days.dropFirst().first(where: { $0 > first }) {
                (self.first, self.last) = (first, last)
                return
            }
        }
        return nil
    }

    init?(_ opening: Opening, _ mapping: Mapping) {
        guard !mapping.header.isEmpty else { return nil }
        let table = SampleTable(
            opening.sample, delimiter: mapping.delimiter, sampleIsComplete: opening.sampleIsComplete, rowLimit: 60)
        guard let header = table.rows.firstIndex(where: { $0.cells.map(\.text) == mapping.header }) else { return nil }
        self.init(above: table.rows[..<header])
    }

    /// The day in the year that brings it between the two, or else nearest to the first.
    func read(_ text: String) -> CalendarDate? {
        guard let (day, month) = Self.dayAndMonth(text) else { return nil }
        let candidates = (first.year - 1...last.year + 1).compactMap { CalendarDate(year: $0, month: month, day: day) }
        return candidates.first { first <= $0 && $0 <= last }
            ?? candidates.min { abs($0.dayNumber - first.dayNumber) < abs($1.dayNumber - first.dayNumber) }
    }

    /// `13 Aug`, `Aug 13`, `13-Aug`; `02.01.` with both its points.
    static func dayAndMonth(_ text: String) -> (day: Int, month: Int)? {
        guard text.utf8.count <= 16, let last = text.last else { return nil }
        let parts = text.split { " -/.,".contains($0) }.map { $0.lowercased() }
        guard parts.count == 2 else { return nil }
        let numbers = parts.map { $0.utf8.count <= 2 ? Int($0) : nil }
        let found: (day: Int, month: Int)? =
            switch (numbers[0], numbers[1]) {
            case (let day?, let month?): last == "." && text.contains { $0 == "." } ? (day, month) : nil
            case (let day?, nil): parts[1].allSatisfy(\.isLetter) ? MonthNames.month(parts[1]).map { (day, $0) } : nil
            case (nil, let day?): parts[0].allSatisfy(\.isLetter) ? MonthNames.month(parts[0]).map { (day, $0) } : nil
            case (nil, nil): nil
            }
        guard let found, (1...31).contains(found.day), (1...12).contains(found.month) else { return nil }
        return found
    }

    /// The days that a cell names: one, or two as in `Period: 01/12/2025 to 31/01/2026`.
    private static func days(_ cell: SampleTable.Cell) -> [CalendarDate] {
        guard cell.text.utf8.count >= 8, cell.text.contains(where: \.isNumber) else { return [] }
        if cell.isDate { return [day(cell.text)].compactMap { $0 } }
        let afterLabel = cell.text.split(separator: ":").last.map(String.init) ?? ""
        for word in [" to ", " - ", " – ", " bis ", " au ", " al ", " tot ", " till ", " do "] {
            guard let between = afterLabel.firstRange(of: word) else { continue }
            let halves = [afterLabel[..<between.lowerBound], afterLabel[between.upperBound...]].map { day(String($0).folded) }
            if halves.allSatisfy({ $0 != nil }) { return halves.compactMap { $0 } }
        }
        return []
    }

    private static func day(_ text: String) -> CalendarDate? {
        let bytes = Array(text.utf8)
        return DateText.read(bytes.span, order: .dayFirst) ?? DateText.read(bytes.span, order: .monthFirst)
    }
}
