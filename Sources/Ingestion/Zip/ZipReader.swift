/// Reads every statement of a zip archive, one after the other, as if it were one file.
///
/// A member that is no statement is a problem that names it; rows are counted within their member.
struct ZipReader: FormatReader {
    private(set) var detection: Detection

    private let archive: ZipArchive
    private let options: ReadingOptions
    /// The members that have not been begun.
    private var waiting: ArraySlice<ZipArchive.Member>
    private var current: any FormatReader
    private var finished: [StatementDraft] = []
    private var finishedSkips = SkippedRows()
    private var refused: [RowProblem] = []

    var statements: [StatementDraft] { finished + current.statements }

    var skipped: SkippedRows {
        var all = finishedSkips
        all.add(current.skipped)
        return all
    }

    init(_ input: Input, options: ReadingOptions) throws(IngestionError) {
        archive = try ZipArchive(input)
        self.options = options
        if let (kind, advice) = Self.document(archive.members.map(\.name)) {
            throw .unsupportedKind(file: input.name, kind: kind, advice: advice)
        }
        let files = archive.members.filter { !Self.isClutter($0.name) }
        waiting = files[...]
        var found: (any FormatReader)?
        while found == nil, let member = waiting.popFirst() {
            do {
                found = try Self.open(archive.input(member), options)
            } catch {
                // The only file in it: what is wrong with it is what is wrong with the archive.
                if files.count == 1 || error.concernsWholeFile { throw error }
                refused.append(RowProblem(row: 1, quote: member.name, reason: error.userText))
            }
        }
        guard let found else { throw .emptyArchive(file: input.name) }
        current = found
        detection = found.detection
        detection.findings.insert(
            Detection.Finding(
                .format, "zip archive", "It holds \(files.count) \(files.count == 1 ? "file" : "files"); what follows is about the first."),
            at: 0)
    }

    mutating func next(atMost count: Int) throws(IngestionError) -> Batch? {
        while true {
            if !refused.isEmpty {
                defer { refused = [] }
                return Batch(statement: finished.count, lines: [], problems: refused)
            }
            if let batch = try current.next(atMost: count) {
                return Batch(statement: batch.statement + finished.count, lines: batch.lines, problems: batch.problems)
            }
            guard let member = waiting.popFirst() else { return nil }
            do {
                let opened = try Self.open(archive.input(member), options)
                finished += current.statements
                finishedSkips.add(current.skipped)
                current = opened
            } catch {
                if error.concernsWholeFile { throw error }
                refused.append(RowProblem(row: 1, quote: member.name, reason: error.userText))
            }
        }
    }

    private static func open(_ input: Input, _ options: ReadingOptions) throws(IngestionError) -> any FormatReader {
        let head = try input.prefix(StatementReader.sampleSize)
        guard !head.isEmpty else { throw .empty(file: input.name) }
        guard !ZipArchive.recognizes(head) else {
            throw .unsupportedKind(file: input.name, kind: "an archive within an archive", advice: "Unpack it and import the files in it.")
        }
        return try StatementReader.open(input, head: head, options: options)
    }

    /// Folders, and what operating systems leave in archives.
    private static func isClutter(_ name: String) -> Bool {
        let file = name.split(separator: "/").last ?? ""
        return name.hasSuffix("/") || name.hasPrefix("__MACOSX/") || file.hasPrefix(".") || file.lowercased() == "thumbs.db"
    }

    /// Documents of office programs are zip archives too.
    private static func document(_ names: [String]) -> (kind: String, advice: String)? {
        if names.contains(where: { $0.hasPrefix("xl/") }) {
            return ("an Excel workbook", "Open it in a spreadsheet program and save it as CSV.")
        }
        if names.contains("mimetype"), names.contains("content.xml") {
            return ("a spreadsheet document", "Open it in a spreadsheet program and save it as CSV.")
        }
        if names.contains("[Content_Types].xml") {
            return ("an Office document", "Download the statement as CSV, OFX, CAMT or MT940 instead.")
        }
        return nil
    }
}

extension IngestionError {
    /// Whether it makes everything else in the same archive doubtful too.
    fileprivate var concernsWholeFile: Bool {
        switch self {
        case .unreadable, .changedWhileRead, .damagedArchive, .archiveTooLarge: true
        default: false
        }
    }
}
