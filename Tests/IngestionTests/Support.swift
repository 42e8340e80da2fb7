import Bookkeeping
import Foundation
import Synchronization

@testable import Ingestion

/// Everything a file gives.
struct Reading: Equatable {
    var lines: [StatementLine] = []
    var problems: [RowProblem] = []
    var statements: [Statement] = []
    var skipped = SkippedRows()

    /// Amounts as text, in order.
    var amounts: [String] { lines.map(\.amount.decimalText) }
    var dates: [String] { lines.map(\.date.description) }
}

func read(
    _ text: String, name: String = "statement.csv", mapping: Mapping? = nil, currency: Currency = .eur, atMost count: Int = 1_000
) throws(IngestionError) -> Reading {
    try read(Array(text.utf8), name: name, mapping: mapping, currency: currency, atMost: count)
}

func read(
    _ bytes: [UInt8], name: String = "statement.csv", mapping: Mapping? = nil, currency: Currency = .eur, atMost count: Int = 1_000
) throws(IngestionError) -> Reading {
    try read(ByteSource(name: name, bytes: bytes), mapping: mapping, currency: currency, atMost: count)
}

func read(_ source: ByteSource, mapping: Mapping? = nil, currency: Currency = .eur, atMost count: Int = 1_000) throws(IngestionError)
    -> Reading
{
    var reader = try StatementReader(source, options: ReadingOptions(defaultCurrency: currency, mapping: mapping))
    var reading = Reading()
    while let batch = try reader.next(atMost: count) {
        reading.lines += batch.lines
        reading.problems += batch.problems
    }
    (reading.statements, reading.skipped) = (reader.statements, reader.skipped)
    return reading
}

func detect(_ text: String, currency: Currency = .eur) throws(IngestionError) -> Detection {
    try StatementReader(ByteSource(name: "statement.csv", bytes: Array(text.utf8)), options: ReadingOptions(defaultCurrency: currency))
        .detection
}

/// The error that refuses a file; nil when it is read.
func refusal(_ source: ByteSource) -> IngestionError? {
    do throws(IngestionError) {
        _ = try read(source)
        return nil
    } catch {
        return error
    }
}

func refusal(_ text: String, name: String = "statement.csv") -> IngestionError? { refusal(ByteSource(name: name, bytes: Array(text.utf8))) }

enum Fixtures {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: name))) }

    /// The bank files, without the golden files beside them.
    static let names: [String] = {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return all.filter { !$0.hasSuffix(".golden") && !$0.hasPrefix(".") }.sorted()
    }()
}
