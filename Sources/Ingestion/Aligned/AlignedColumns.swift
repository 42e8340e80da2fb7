/// Where the columns of an aligned text stand, told by its movements: what is blank in all of them lies between two columns.
struct AlignedColumns: Sendable {
    /// From the first character that a movement has in the column to behind the last.
    private let ranges: [Range<Int>]
    /// The one with the dates.
    private let date: Int
    /// The line with the headings, and those as cells.
    private let header: (line: String, cells: [String])?

    /// - Returns: nil when dates or amounts do not stand one below the other.
    init?(_ sample: [UInt8]) {
        let lines = Self.lines(sample)
        let movements = Self.movements(in: lines)
        guard let first = movements.first else { return nil }
        let found = Self.columns(movements)
        let amounts = found.filter { Self.areAmounts(Self.cells($0, movements)) }
        // Amounts that stand elsewhere would be lost in the text.
        let aligned = movements.count { movement in
            movement.amounts.allSatisfy { word in amounts.contains { $0.overlaps(word) } }
        }
        guard let date = found.firstIndex(where: { Self.areDates(Self.cells($0, movements)) }), aligned * 10 >= movements.count * 9
        else { return nil }
        let above = lines[..<first.index].suffix(6).filter { $0.contains(where: \.isLetter) }
        var header: (line: String, columns: [Range<Int>], cells: [String])?
        for line in above.reversed() where header == nil {
            guard let (columns, cells) = Self.headings(line, over: found) else { continue }
            let roles = cells.compactMap { ColumnNames.role(of: $0)?.role }
            if roles.contains(where: { [.bookingDate, .date, .valueDate].contains($0) }),
                roles.contains(where: { [.amount, .grossAmount, .debit, .credit].contains($0) })
            {
                header = (line, columns, cells)
            }
        }
        ranges = header?.columns ?? found
        self.date = ranges.firstIndex(of: found[date]) ?? date
        self.header = header.map { ($0.line, $0.cells) }
    }

    // MARK: Cells

    /// What stands in each column. A line that begins with words where others have their date is no row: it keeps its words together.
    func cells(of line: String) -> [String] {
        if let header, line == header.line { return header.cells }
        let characters = Array(line)
        var cells: [String] = []
        var start = 0
        for (column, next) in zip(ranges, ranges.dropFirst()) {
            let end = max(start, Self.cut(characters, between: column, and: next))
            cells.append(String(characters[min(start, characters.count)..<min(end, characters.count)]).folded)
            start = end
        }
        cells.append(String(characters[min(start, characters.count)...]).folded)
        if cells[date].isEmpty || Self.areDates([cells[date]]) { return cells }
        let phrases = Self.phrases(line).map { String(characters[$0]).folded }
        return phrases.last.map { Self.areAmounts([$0]) } ?? false ? phrases : [line.folded]
    }

    /// Where the right one begins, or the word that has grown out of it to the left.
    private static func cut(_ line: [Character], between left: Range<Int>, and right: Range<Int>) -> Int {
        guard right.lowerBound < line.count, !line[right.lowerBound].isWhitespace else { return right.lowerBound }
        var index = right.lowerBound
        while index > left.lowerBound, !line[index - 1].isWhitespace { index -= 1 }
        return index > left.lowerBound ? index : right.lowerBound
    }

    // MARK: Movements

    struct Movement {
        let index: Int
        let characters: [Character]
        /// Where the date stands, with the blanks in it.
        let date: Range<Int>
        /// The words behind it that are amounts.
        let amounts: [Range<Int>]
    }

    static func lines(_ sample: [UInt8], limit: Int = 400) -> [String] {
        var lines: [String] = []
        for line in sample.prefix(64 << 10).split(separator: .lineFeed, maxSplits: limit, omittingEmptySubsequences: false).prefix(limit) {
            guard line.count <= 400 else { return [] }
            lines.append(String(decoding: line.last == .carriageReturn ? line.dropLast() : line, as: UTF8.self))
        }
        return lines
    }

    /// The lines that begin with a date, perhaps behind one other word, and have an amount with a fraction.
    static func movements(in lines: [String]) -> [Movement] {
        lines.enumerated().compactMap { index, line in
            // A tab parts columns already.
            guard !line.utf8.contains(.tab), line.utf8.prefix(40).contains(where: { (0x30...0x39).contains($0) }) else { return nil }
            let characters = Array(line)
            let words = words(characters)
            for first in 0..<min(2, words.count) {
                for count in [1, 3] where first + count < words.count {
                    let date = words[first].lowerBound..<words[first + count - 1].upperBound
                    guard date.count <= 20, areDates([String(characters[date])]) else { continue }
                    // `20 Mar  21 Mar`: two days without a year.
                    if count == 3, beginsAnotherDay(words[first...].prefix(4).map { String(characters[$0]).lowercased() }) { continue }
                    let amounts = words[(first + count)...].filter { areAmounts([String(characters[$0])]) }
                    return amounts.isEmpty ? nil : Movement(index: index, characters: characters, date: date, amounts: amounts)
                }
            }
            return nil
        }
    }

    /// The lines that begin with a day and a month, no year behind them, and have an amount with a fraction.
    static func yearless(in lines: [String]) -> Int {
        lines.count { line in
            guard !line.utf8.contains(.tab), line.utf8.prefix(40).contains(where: { (0x30...0x39).contains($0) }) else { return false }
            let characters = Array(line)
            let words = words(characters)
            guard words.count > 2, YearlessDates.dayAndMonth(String(characters[words[0].lowerBound..<words[1].upperBound])) != nil else {
                return false
            }
            return words[2...].contains { areAmounts([String(characters[$0])]) }
        }
    }

    /// Whether the third of four words is no year but the day of a month that the fourth names as the second does, by name or in brief.
    private static func beginsAnotherDay(_ words: [String]) -> Bool {
        guard words[2].count <= 2, let first = MonthNames.month(words[1]), let second = MonthNames.month(words[3]) else { return false }
        return words[3].allSatisfy(\.isLetter) && (first == second || words[3].count <= 4)
    }

    /// The runs of characters that are blank in no movement; what single blanks part stays together beside words.
    private static func columns(_ movements: [Movement]) -> [Range<Int>] {
        var isFilled = [Bool](repeating: false, count: movements.map(\.characters.count).max() ?? 0)
        for movement in movements {
            for index in movement.characters.indices where !movement.characters[index].isWhitespace { isFilled[index] = true }
            for index in movement.date { isFilled[index] = true }
        }
        var columns: [Range<Int>] = []
        for index in isFilled.indices where isFilled[index] {
            if let last = columns.last, last.upperBound == index {
                columns[columns.count - 1] = last.lowerBound..<index + 1
            } else {
                columns.append(index..<index + 1)
            }
        }
        var joined: [Range<Int>] = []
        for column in columns {
            guard let last = joined.last, last.upperBound + 1 == column.lowerBound, areOne(last, column, movements) else {
                joined.append(column)
                continue
            }
            joined[joined.count - 1] = last.lowerBound..<column.upperBound
        }
        return joined
    }

    /// Whether what a single blank parts is words of a text, figures of one amount as in `1 234,56`, or an amount with its mark.
    private static func areOne(_ left: Range<Int>, _ right: Range<Int>, _ movements: [Movement]) -> Bool {
        let (lefts, rights) = (cells(left, movements), cells(right, movements))
        if areAmounts(rights), zip(lefts, rights).allSatisfy({ left, right in left.isEmpty || areThousands(left, right) }) { return true }
        if areAmounts(lefts), rights.allSatisfy({ $0.isEmpty || marks.contains($0.uppercased()) }) { return true }
        return !areDates(lefts) && !areDates(rights) && !areAmounts(lefts) && !areAmounts(rights)
    }

    private static let marks: Set<String> = ["CR", "DR", "-", "+"]

    private static func areThousands(_ left: String, _ right: String) -> Bool {
        let figures = left.drop { "+-".contains($0) }
        return figures.allSatisfy { $0.isNumber || $0 == " " } && (figures.isEmpty || right.prefix(while: \.isNumber).count == 3)
    }

    private static func cells(_ column: Range<Int>, _ movements: [Movement]) -> [String] {
        movements.map { String($0.characters[column.clamped(to: $0.characters.indices)]).folded }
    }

    private static func areDates(_ cells: [String]) -> Bool {
        let filled = cells.filter { !$0.isEmpty }
        return !filled.isEmpty && filled.allSatisfy { $0.utf8.count >= 6 && DateText(Array($0.utf8).span)?.possibleOrders.isEmpty == false }
    }

    /// Amounts with a fraction: whole numbers are as often something else.
    private static func areAmounts(_ cells: [String]) -> Bool {
        let filled = cells.filter { !$0.isEmpty }
        return !filled.isEmpty
            && filled.allSatisfy { text in
                let cell = SampleTable.Cell(Array(text.utf8).span, isQuoted: false)
                return cell.isAmount && cell.isMoney && text.contains { ".,".contains($0) }
            }
    }

    // MARK: Headings

    /// What stands above each column. A heading above none has a column of its own, which no movement of the sample fills, unless a
    /// column beside it has no heading.
    private static func headings(_ line: String, over columns: [Range<Int>]) -> (columns: [Range<Int>], cells: [String])? {
        let characters = Array(line)
        var named: [Range<Int>: [String]] = [:]
        var astray: [Range<Int>] = []
        for phrase in phrases(line) {
            let parts = columns.count(where: { $0.overlaps(phrase) }) > 1 ? words(characters, within: phrase) : [phrase]
            for part in parts {
                if let column = columns.filter({ $0.overlaps(part) }).max(by: {
                    $0.clamped(to: part).count < $1.clamped(to: part).count
                }) {
                    named[column, default: []].append(String(characters[part]))
                } else {
                    astray.append(part)
                }
            }
        }
        var all = columns
        for part in astray {
            let beside = [columns.last { $0.upperBound <= part.lowerBound }, columns.first { $0.lowerBound >= part.upperBound }]
                .compactMap { $0 }
            let nameless = beside.filter { named[$0] == nil }
            let nearest = nameless.min {
                min(abs($0.lowerBound - part.upperBound), abs(part.lowerBound - $0.upperBound))
                    < min(abs($1.lowerBound - part.upperBound), abs(part.lowerBound - $1.upperBound))
            }
            if nearest == nil { all.append(part) }
            named[nearest ?? part, default: []].append(String(characters[part]))
        }
        guard named.count >= 2 else { return nil }
        all.sort { $0.lowerBound < $1.lowerBound }
        return (all, all.map { named[$0]?.joined(separator: " ") ?? "" })
    }

    private static func words(_ line: [Character], within range: Range<Int>? = nil) -> [Range<Int>] {
        runs(line, within: range ?? line.indices, blanks: 1)
    }

    /// What two blanks or more part.
    private static func phrases(_ line: String) -> [Range<Int>] {
        let characters = Array(line)
        return runs(characters, within: characters.indices, blanks: 2)
    }

    private static func runs(_ line: [Character], within range: Range<Int>, blanks: Int) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for index in range where !line[index].isWhitespace {
            if let last = runs.last, index - last.upperBound < blanks {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        return runs
    }
}
