package import Bookkeeping

/// Reads a bank's file, whatever its format: first what it is, then its lines in batches, never the whole of it at once.
///
/// A value that belongs to one task at a time: parse in one task, hand the batches to another that books them.
/// ```
/// var reader = try StatementReader(source, options: ReadingOptions(defaultCurrency: .eur))
/// while let batch = try reader.next(atMost: 10_000) { … }
/// reader.statements   // balances and periods are complete now
/// ```
package struct StatementReader: Sendable {
    /// How much of a file detection looks at; it reads on only where that leaves something open.
    static let sampleSize = 512 << 10

    private var reader: any FormatReader

    /// Finds out what the file is. Reads its beginning, and more of it where date order or decimal mark need it.
    package init(_ source: ByteSource, options: ReadingOptions) throws(IngestionError) {
        let version = try Self.version(of: source)
        let check: @Sendable () throws(IngestionError) -> Void = { () throws(IngestionError) in
            guard try Self.version(of: source) == version else { throw .changedWhileRead(file: source.name) }
        }
        let raw = Input(source)
        let head = try raw.prefix(Self.sampleSize)
        guard !head.isEmpty else { throw .empty(file: source.name) }
        let input = Input(name: source.name) {
            GuardedReader(raw.open(), name: source.name, expected: head, checkVersion: check)
        }
        reader = ZipArchive.recognizes(head) ? try ZipReader(input, options: options) : try Self.open(input, head: head, options: options)
    }

    /// Recognizes the format by the first bytes and begins to read it.
    static func open(_ input: Input, head: [UInt8], options: ReadingOptions) throws(IngestionError) -> any FormatReader {
        if let (kind, advice) = ForeignFile.kind(of: head) { throw .unsupportedKind(file: input.name, kind: kind, advice: advice) }
        let encoding = TextEncoding.detect(head)
        if encoding.encoding.upperHalf != nil, ForeignFile.isEastAsian(head) {
            throw .unsupportedKind(
                file: input.name, kind: "text in Shift-JIS, GBK or another encoding of East Asia",
                advice: "Open it in a spreadsheet program and save it as UTF-8.")
        }
        var text = TextStream(PrefixReader(head), encoding: encoding.encoding, file: input.name)
        while try text.extend() {}
        let sample = Array(text.bytes[text.start...])
        guard sample.contains(where: { !$0.isASCIIWhitespace }) else { throw .empty(file: input.name) }
        guard !ForeignFile.isBinary(sample) else { throw .binary(file: input.name) }
        let opening = Opening(
            input: input, sample: sample, sampleIsComplete: head.count < sampleSize,
            encoding: encoding.encoding, encodingFinding: encoding.finding, options: options)
        for entry in FormatEntry.all where options.format.map({ $0 == entry.format }) ?? entry.recognizes(sample) {
            guard entry.format != .csv || !ForeignFile.isXML(sample) else {
                throw .unsupportedKind(
                    file: input.name, kind: "XML that is no statement", advice: "Download the statement as CAMT.053, OFX or CSV instead.")
            }
            return try entry.open(opening)
        }
        throw .notAStatement(file: input.name)
    }

    private static func version(of source: ByteSource) throws(IngestionError) -> String? {
        do {
            return try source.version()
        } catch {
            throw .unreadable(file: source.name, reason: "\(error)")
        }
    }

    package var detection: Detection { reader.detection }

    /// What the file holds besides lines, one for each account and currency; complete once `next` has returned nil.
    package var statements: [Statement] { reader.statements.map(\.statement) }

    /// Rows passed over on purpose, so far.
    package var skipped: SkippedRows { reader.skipped }

    /// Up to `count` lines of one statement with the problems met on the way; nil at the end of the file.
    /// Lines and problems come in the order of the file; a batch may hold problems alone.
    package mutating func next(atMost count: Int) throws(IngestionError) -> Batch? {
        precondition(count > 0, "a batch holds at least one line")
        return try reader.next(atMost: count)
    }
}

/// Bytes that are in memory already.
struct PrefixReader: ByteReader {
    private var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}

extension StatementReader {
    /// The same with what a person says about the columns: on top of what is detected, or alone where detection finds no table.
    package init(_ source: ByteSource, options: ReadingOptions, changes: MappingChanges) throws {
        var options = options
        if !changes.isEmpty {
            options.delimiter = try changes.delimiter()
            do {
                guard let detected = try StatementReader(source, options: options).detection.mapping else {
                    throw IngestionError.mappingDoesNotFit(
                        file: source.name, reason: "its format names its fields, so there are no columns")
                }
                options.mapping = try changes.applied(to: detected)
            } catch IngestionError.columnsUnknown, IngestionError.notAStatement, IngestionError.balancesOnly,
                IngestionError.datesWithoutYear
            {
                options.mapping = try changes.mapping()
                options.unsaid = changes.unsaid
                options.format = .csv
            }
        }
        try self.init(source, options: options)
    }
}
