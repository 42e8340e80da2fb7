import Bookkeeping
import Foundation
import Testing

@testable import Ingestion

/// Real files that are not in the repository: run when BOOKKEEPER_SHARED names the folder that holds `data/statements`.
struct SharedStatementsTests {
    static let folder = ProcessInfo.processInfo.environment["BOOKKEEPER_SHARED"].map {
        URL(fileURLWithPath: $0).appending(path: "data/statements")
    }

    /// A row of EXPECTED.csv, whose notes alone are quoted.
    struct Expectation: Sendable {
        let file: String
        let transactions: Int?
        let sum: Decimal?

        init?(_ row: Substring) {
            let cells = row.split(separator: ",", maxSplits: 4, omittingEmptySubsequences: false)
            guard cells.count == 5 else { return nil }
            (file, transactions, sum) = (String(cells[0]), Int(cells[1]), Decimal(string: String(cells[2])))
        }
    }

    /// What docs/FORMATS.md says about these files.
    private static func documented() throws -> (text: Substring, misses: Set<String>) {
        let file = URL(fileURLWithPath: #filePath).appending(path: "../../../docs/FORMATS.md").standardized
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let section = try #require(text.firstRange(of: "## Measured on real files")).upperBound
        let misses = text[section...].split(separator: "\n").compactMap { $0.hasPrefix("| `") ? $0.split(separator: "`")[1] : nil }
        return (text[section...], Set(misses.map(String.init)))
    }

    @Test(.enabled(if: folder != nil))
    func `counts and sums of 97 in 100 real files are met, none crashes, and the documentation names every miss`() throws {
        let folder = try #require(Self.folder)
        let table = String(decoding: try Data(contentsOf: folder.appending(path: "EXPECTED.csv")), as: UTF8.self)
        let expectations = table.split(whereSeparator: \.isNewline).dropFirst().compactMap(Expectation.init)
        var misses: [String: String] = [:]
        for expectation in expectations {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: expectation.file)))
            let found = Self.found(bytes, name: expectation.file)
            if expectation.transactions != nil, !Self.meets(expectation, found) {
                let name = URL(fileURLWithPath: expectation.file).lastPathComponent
                misses[name] = "\(found.lines) lines and \(found.problems) problems, sum \(found.sum)"
            }
        }
        let judged = expectations.count { $0.transactions != nil }
        #expect(judged > 250)
        #expect(misses.count * 100 <= judged * 3, "\(misses)")
        let documented = try Self.documented()
        #expect(documented.misses == Set(misses.keys), "\(misses)")
        #expect(documented.text.contains("Of \(expectations.count) files") && documented.text.contains("\(judged) have a known count"))
        #expect(documented.text.contains("agree for \(judged - misses.count) of them"))
    }

    /// A row that cannot be read or is pending counts as a transaction of the file, but has no sum. Amounts with more decimals than their
    /// currency are rounded to it, so each line may differ by half a cent.
    private static func meets(_ expectation: Expectation, _ found: (lines: Int, problems: Int, sum: Decimal)) -> Bool {
        guard let sum = expectation.sum else {
            return expectation.transactions == found.lines + found.problems || expectation.transactions == found.lines
        }
        return expectation.transactions == found.lines && abs(found.sum - sum) <= Decimal(found.lines) / 200
    }

    private static func found(_ bytes: [UInt8], name: String) -> (lines: Int, problems: Int, sum: Decimal) {
        guard let reading = try? read(bytes, name: name) else { return (0, 0, 0) }
        let sum = reading.lines.reduce(Decimal(0)) { $0 + (Decimal(string: $1.amount.decimalText) ?? 0) }
        return (reading.lines.count, reading.problems.count + reading.skipped[.pending], sum)
    }
}
