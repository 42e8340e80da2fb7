/// The first rows of a file, parted by one delimiter: what detection looks at.
struct SampleTable {
    struct Row {
        /// The line of text where it begins, from 1.
        let line: Int
        let cells: [Cell]

        var isBlank: Bool { cells.allSatisfy(\.isBlank) }
        var isMovement: Bool { cells.contains { $0.dateOrders != [] } && cells.contains(where: \.isAmount) }
        /// The same with a date that lacks its year.
        var isYearlessMovement: Bool {
            !cells.contains(where: \.isDate) && cells.contains { YearlessDates.dayAndMonth($0.text) != nil }
                && cells.contains { $0.isAmount && $0.isMoney }
        }
    }

    /// A cell and what it can be.
    struct Cell {
        let text: String
        /// The orders in which it is a date; empty when it is none.
        let dateOrders: [DateOrder]
        /// As read with a decimal point and with a decimal comma; nil where that makes no sense of it.
        let withPoint, withComma: AmountText.Amount?
        let isBlank: Bool

        var isDate: Bool { !dateOrders.isEmpty }
        var isAmount: Bool { !isDate && (withPoint ?? withComma) != nil }
        /// Not merely a number: it has a fraction, a sign or a currency.
        let isMoney: Bool

        func amount(_ mark: DecimalMark) -> AmountText.Amount? { mark == .point ? withPoint : withComma }
    }

    static let rowLimit = 500

    let delimiter: Mapping.Delimiter
    let rows: [Row]

    init(delimiter: Mapping.Delimiter, rows: [Row]) { (self.delimiter, self.rows) = (delimiter, rows) }

    /// - Parameter hasYears: whether a date has one; else `13 Aug` is one, too
    init(
        _ sample: [UInt8], delimiter: Mapping.Delimiter, sampleIsComplete: Bool, rowLimit: Int = Self.rowLimit, hasYears: Bool = true
    ) {
        self.delimiter = delimiter
        var rows: [Row] = []
        var fields = CSVScanner.Fields()
        var index = 0
        var line = 1
        let span = sample.span
        while index < sample.count, rows.count < rowLimit {
            switch CSVScanner.scan(span, from: index, delimiter: delimiter.byte, isAtEnd: sampleIsComplete, into: &fields) {
            case .complete(let next, let lines):
                rows.append(
                    Row(
                        line: line,
                        cells: fields.indices.map {
                            Cell(
                                span.extracting(fields[$0].start..<fields[$0].end), isQuoted: fields[$0].isQuoted, hasYears: hasYears)
                        }))
                (index, line) = (next, line + lines)
                continue
            case .unclosedQuote:
                guard let (_, next) = CSVScanner.line(span, from: index, isAtEnd: sampleIsComplete) else { break }
                (index, line) = (next, line + 1)
                continue
            case .needsMore: break
            }
            break
        }
        self.rows = rows
    }

    /// How many rows have a date and an amount in cells of their own.
    var movements: Int { rows.count(where: \.isMovement) }
}

extension SampleTable.Cell {
    init(_ bytes: borrowing Span<UInt8>, isQuoted: Bool, hasYears: Bool = true) {
        text = FoldedText.string(bytes, isQuoted: isQuoted)
        isBlank = text.isEmpty
        let folded = Array(text.utf8)
        let span = folded.span
        let full = Self.dateOrders(span)
        let isYearless = !hasYears && full.isEmpty && YearlessDates.dayAndMonth(text) != nil
        dateOrders = isYearless ? (text.contains(where: \.isLetter) ? DateOrder.allCases : [.dayFirst]) : full
        var amounts: [DecimalMark: AmountText.Amount] = [:]
        for mark in DecimalMark.allCases {
            if case .amount(let amount) = AmountText.read(span, mark: mark, decimals: 2) { amounts[mark] = amount }
        }
        (withPoint, withComma) = (amounts[.point], amounts[.comma])
        // Long figures alone are numbers of accounts and documents.
        let figures = folded.count(where: \.isDigit)
        isMoney = figures < folded.count && figures <= 15
    }

    /// The orders in which a text is a date with a year; empty when it is none.
    static func dateOrders(_ text: borrowing Span<UInt8>) -> [DateOrder] { text.count >= 6 ? DateText(text)?.possibleOrders ?? [] : [] }
}
