import Bookkeeping
import Foundation
import Testing

@testable import Ingestion

/// Bank files in, what was made of them out: each fixture has a `.golden` file beside it.
/// With `UPDATE_GOLDEN=1` in the environment the files are written anew instead of compared.
struct GoldenTests {
    @Test(arguments: Fixtures.names)
    func `a bank's file gives what it has always given`(_ name: String) throws {
        let source = ByteSource(name: name, bytes: try Fixtures.bytes(name))
        let found = try Self.render(source)
        let golden = Fixtures.folder.appending(path: name + ".golden")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try Data(found.utf8).write(to: golden)
        } else {
            #expect(found == String(decoding: try Data(contentsOf: golden), as: UTF8.self))
        }
    }

    static func render(_ source: ByteSource) throws(IngestionError) -> String {
        var reader = try StatementReader(source, options: ReadingOptions(defaultCurrency: .usd))
        var text = reader.detection.findings.map { "\($0.topic.rawValue): \($0.value). \($0.why)\n" }.joined()
        while let batch = try reader.next(atMost: 100) {
            for line in batch.lines {
                let extras = [line.counterparty.map { "with \($0)" }, line.reference.map { "reference \($0)" }].compactMap { $0 }
                let what = ([line.text] + extras).joined(separator: " | ")
                text += "line \(line.row), statement \(batch.statement + 1): \(line.date) \(line.amount) \(what)\n"
            }
            for problem in batch.problems { text += "problem, line \(problem.row): \(problem.reason) [\(problem.quote)]\n" }
        }
        for statement in reader.statements {
            text += "statement in \(statement.currency)"
            text += statement.accountLabel.map { ", account \($0)" } ?? ""
            text += statement.period.map { ", \($0)" } ?? ""
            text += statement.openingBalance.map { ", opening \($0)" } ?? ""
            text += statement.closingBalance.map { ", closing \($0)" } ?? ""
            text += "\n"
        }
        for kind in SkippedRows.Kind.allCases where reader.skipped[kind] > 0 {
            text += "skipped, \(kind.rawValue): \(reader.skipped[kind])\n"
        }
        return text
    }
}
