import Bookkeeping

/// Reads text whose columns are aligned by spaces, as mainframes print it: tabs are set between the columns, and a table is read.
struct AlignedReader: FormatReader {
    let detection: Detection
    private var table: CSVReader

    /// Whether rows begin with a date, with a year or without one, and have an amount in them, and nothing but spaces can part the two.
    static func recognizes(_ sample: [UInt8]) -> Bool {
        let lines = AlignedColumns.lines(sample, limit: 100)
        guard AlignedColumns.movements(in: lines).count >= 2 || AlignedColumns.yearless(in: lines) >= 2 else { return false }
        return Mapping.Delimiter.allCases.allSatisfy {
            SampleTable(sample, delimiter: $0, sampleIsComplete: true, rowLimit: 100).movements == 0
        }
    }

    init(_ opening: Opening) throws(IngestionError) {
        guard let columns = AlignedColumns(opening.sample) else {
            let lines = AlignedColumns.lines(opening.sample, limit: 100)
            if AlignedColumns.movements(in: lines).count < AlignedColumns.yearless(in: lines) {
                throw .datesWithoutYear(file: opening.input.name)
            }
            throw .unsupportedKind(
                file: opening.input.name, kind: "text without columns that stand one below the other",
                advice: "Download the statement as CSV, OFX, CAMT or MT940 instead.")
        }
        var sample = AlignedText(PrefixReader(opening.sample), columns, encoding: .utf8, file: opening.input.name)
        let parted = Opening(
            input: Input(name: opening.input.name) {
                AlignedText(opening.input.open(), columns, encoding: opening.encoding, file: opening.input.name)
            },
            sample: try sample.all(), sampleIsComplete: opening.sampleIsComplete, encoding: .utf8,
            encodingFinding: opening.encodingFinding, options: opening.options)
        table = try CSVReader(parted)
        let told = table.detection
        detection = Detection(
            format: .aligned,
            findings: [Detection.Finding(.format, "text", "Its columns are aligned by spaces.")]
                + told.findings.filter { $0.topic != .format && $0.topic != .delimiter },
            mapping: told.mapping, guesses: told.guesses)
    }

    var statements: [StatementDraft] { table.statements }
    var skipped: SkippedRows { table.skipped }

    mutating func next(atMost count: Int) throws(IngestionError) -> Batch? { try table.next(atMost: count) }
}

/// The lines of a text with tabs between their columns, so that row numbers stay what they are.
private struct AlignedText: ByteReader {
    private var lines: LineReader
    private let columns: AlignedColumns

    init(_ bytes: any ByteReader, _ columns: AlignedColumns, encoding: TextEncoding, file: String) {
        lines = LineReader(TextStream(bytes, encoding: encoding, file: file))
        self.columns = columns
    }

    mutating func next() throws(IngestionError) -> [UInt8] {
        var piece: [UInt8] = []
        while piece.count < 1 << 16, let line = try lines.next() {
            let cells = columns.cells(of: line).map { cell in
                cell.hasPrefix("\"") ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell.replacing("\t", with: " ")
            }
            piece += Array(cells.joined(separator: "\t").utf8) + [.lineFeed]
        }
        return piece
    }

    mutating func all() throws(IngestionError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = try next()
            if piece.isEmpty { return bytes }
            bytes += piece
        }
    }
}
