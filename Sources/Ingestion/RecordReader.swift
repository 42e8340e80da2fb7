import Bookkeeping

/// One movement of a file that is made of records rather than rows of a table.
enum StatementRecord: Sendable {
    case line(StatementLine, statement: Int)
    case problem(RowProblem, statement: Int)

    var statement: Int {
        switch self {
        case .line(_, let statement), .problem(_, let statement): statement
        }
    }
}

/// Reads records one by one: what OFX, QIF, CAMT and MT940 have to write.
protocol RecordReader: Sendable {
    var detection: Detection { get }
    var statements: [StatementDraft] { get }
    var skipped: SkippedRows { get }

    /// The next movement; nil at the end of the file.
    mutating func nextRecord() throws(IngestionError) -> StatementRecord?
}

/// Gathers records into batches of one statement each.
struct BatchingReader<Records: RecordReader>: FormatReader {
    private var records: Records
    /// The first record of the next batch: the one that belonged to another statement.
    private var held: StatementRecord?

    init(_ records: Records) { self.records = records }

    var detection: Detection { records.detection }
    var statements: [StatementDraft] { records.statements }
    var skipped: SkippedRows { records.skipped }

    mutating func next(atMost count: Int) throws(IngestionError) -> Batch? {
        var lines: [StatementLine] = []
        var problems: [RowProblem] = []
        var statement: Int?
        while lines.count < count, problems.count < count {
            guard let record = try nextRecord() else { break }
            guard statement == nil || statement == record.statement else {
                held = record
                break
            }
            statement = record.statement
            switch record {
            case .line(let line, _): lines.append(line)
            case .problem(let problem, _): problems.append(problem)
            }
        }
        return statement.map { Batch(statement: $0, lines: lines, problems: problems) }
    }

    private mutating func nextRecord() throws(IngestionError) -> StatementRecord? {
        guard let record = held else { return try records.nextRecord() }
        held = nil
        return record
    }
}

extension [StatementDraft] {
    /// Where a line in `currency` of the statement `index` belongs: a statement has one currency, so each further one gets a
    /// statement of its own with the same account.
    mutating func index(of currency: Currency, beside index: Int) -> Int {
        if self[index].currency == currency { return index }
        if !self[index].hasLines, !self[index].isCurrencyStated {
            self[index].currency = currency
            return index
        }
        if let known = indices.first(where: { $0 > index && self[$0].currency == currency && self[$0].isOfSameAccount(as: self[index]) }) {
            return known
        }
        var draft = self[index].sibling(in: currency)
        draft.isCurrencyStated = true
        append(draft)
        return count - 1
    }
}
