/// A kind of bank file.
package enum Format: String, CaseIterable, Codable, Sendable {
    case csv, ofx, qif, camt, mt940
    /// Labeled lines.
    case text
    /// Columns that spaces align.
    case aligned

    /// `CSV`: for a person.
    package var name: String { rawValue.uppercased() }
}

/// Reads the lines of one file of one format, in order.
protocol FormatReader: Sendable {
    var detection: Detection { get }
    /// As known so far; complete once `next` has returned nil.
    var statements: [StatementDraft] { get }
    /// What was passed over on purpose, so far.
    var skipped: SkippedRows { get }

    /// Up to `count` lines of one statement with the problems met on the way; nil at the end of the file.
    mutating func next(atMost count: Int) throws(IngestionError) -> Batch?
}

/// Everything a format needs to begin: the file, its first bytes as text, what it is encoded in.
struct Opening: Sendable {
    let input: Input
    /// The beginning of the file in UTF-8, at most `StatementReader.sampleSize` bytes of the file.
    let sample: [UInt8]
    /// Whether `sample` is the whole file.
    let sampleIsComplete: Bool
    let encoding: TextEncoding
    let encodingFinding: Detection.Finding
    let options: ReadingOptions

    /// The text of the file from its beginning.
    func text() -> TextStream { TextStream(input.open(), encoding: encoding, file: input.name) }
}

/// One line of the table of formats.
struct FormatEntry: Sendable {
    let format: Format
    /// Whether a file that begins so is of this format.
    let recognizes: @Sendable (_ sample: [UInt8]) -> Bool
    let open: @Sendable (Opening) throws(IngestionError) -> any FormatReader

    /// The formats in the order in which they are tried: the ones with unmistakable marks first, tables last.
    static let all: [FormatEntry] = [
        FormatEntry(format: .ofx, recognizes: OFXReader.recognizes) { opening in BatchingReader(OFXReader(opening)) },
        FormatEntry(format: .camt, recognizes: CAMTReader.recognizes) { opening in BatchingReader(CAMTReader(opening)) },
        FormatEntry(format: .mt940, recognizes: MT940Reader.recognizes) { opening in BatchingReader(MT940Reader(opening)) },
        FormatEntry(format: .qif, recognizes: QIFReader.recognizes) { opening throws(IngestionError) in
            BatchingReader(try QIFReader(opening))
        },
        FormatEntry(format: .text, recognizes: LabeledReader.recognizes) { opening throws(IngestionError) in
            BatchingReader(try LabeledReader(opening))
        },
        FormatEntry(format: .aligned, recognizes: AlignedReader.recognizes) { opening throws(IngestionError) in try AlignedReader(opening)
        },
        FormatEntry(format: .csv, recognizes: { _ in true }) { opening throws(IngestionError) in try CSVReader(opening) },
    ]
}
