import Bookkeeping
import Categorization
import Foundation
import Ingestion
import Operations
import Storage
import TestSupport
import Testing

/// A year of a real company's ledger (Samples/README.md says whose), month by month: import, review by the true labels, close, report.
struct YearCloseTests {
    private struct Row {
        let date: String
        let text: String
        let amount: String
        let label: String

        var month: Int { Int(date.dropFirst(5).prefix(2)) ?? 0 }
    }

    private func rows(ofYear year: String) throws -> [Row] {
        let path = URL(filePath: #filePath).appending(path: "../../../Samples/hackerspace-chicago-ledger.csv").standardized.path
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let labelled = try EvaluateCategorizer().read(text)
        return labelled.lines.filter { "\($0.facts.date)".hasPrefix(year) }.map {
            Row(date: "\($0.facts.date)", text: $0.facts.text, amount: $0.facts.amount.decimalText, label: $0.label)
        }
    }

    @Test(arguments: Engine.available)
    func `twelve months close one after the other, balance, and are filed no worse at the end`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.autoPost()
        let rows = try rows(ofYear: "2024")
        #expect(rows.count > 200)
        let accounts = try await sample.database.write(for: sample.tenant) { books in
            try Dictionary(
                uniqueKeysWithValues: Set(rows.map(\.label)).sorted().enumerated().map { number, label in
                    let kind: Account.Kind = label.hasPrefix("Revenue") ? .income : .expense
                    return (label, try books.accounts.add(code: "\(9_100 + number)", name: label, kind: kind).id)
                })
        }
        var right: [Int] = []
        for month in 1...12 {
            let now = Instant(milliseconds: try #require(CalendarDate(year: 2025, month: 1, day: 15)).milliseconds)
            let office = Office(database: sample.database) { now }
            right.append(try await self.month(rows.filter { $0.month == month }, number: month, in: sample, office, accounts))
            try await ClosePeriod(office)(
                for: sample.tenant, try #require(Period.month(month, year: 2024)), by: "dana")
            let report = try await MakeReport(office)(for: sample.tenant, .trialBalance)
            #expect(report.table.rows.count > 1)
            #expect(try await sample.faults() == [])
        }
        // Nothing was forged: every movement of the bank stands in the books once, and nothing else does.
        let cents = try rows.reduce(Int64(0)) { $0 + (try #require(Money(decimalText: $1.amount, .usd))).minorUnits }
        #expect(try await sample.balance(.checking) == cents)
        #expect(try await sample.waiting().isEmpty)
        let entries = try await sample.entries()
        #expect(entries.filter { $0.source == .statement }.count - entries.filter { $0.source == .reversal }.count == rows.count)
        // No worse in the second half than in the first, from a cold start.
        let counts = (1...12).map { month in rows.filter { $0.month == month }.count }
        let first = Double(right.prefix(6).reduce(0, +)) / Double(counts.prefix(6).reduce(0, +))
        let second = Double(right.suffix(6).reduce(0, +)) / Double(counts.suffix(6).reduce(0, +))
        #expect(second >= first, "\(first) in the first half, \(second) in the second")
    }

    /// - Returns: for how many lines the account proposed or posted first was the true one.
    private func month(
        _ rows: [Row], number: Int, in sample: SampleBooks, _ office: Office, _ accounts: [String: AccountID]
    ) async throws -> Int {
        let csv =
            "Date,Description,Amount\n" + rows.map { "\($0.date),\"\($0.text.replacing("\"", with: "\"\""))\",\($0.amount)\n" }.joined()
        _ = try await ImportStatement(office)(
            for: sample.tenant, .init(name: "2024-\(number).csv", bytes: Array(csv.utf8)), into: sample.account(.checking), by: "dana")
        var truths: [String: [AccountID]] = [:]
        for row in rows { truths["\(row.date) \(row.text) \(row.amount)", default: []].append(try #require(accounts[row.label])) }
        let lines = try await sample.database.read(for: sample.tenant) { books in
            try books.lines.page(in: nil, after: nil, limit: 10_000).filter { $0.line.date.month == number }
        }
        #expect(lines.count == rows.count)
        var right = 0
        for line in lines {
            let key = "\(line.line.date) \(line.line.text) \(line.line.amount.decimalText)"
            let truth = try #require(truths[key]?.first, "\(key)")
            truths[key]?.removeFirst()
            // As it is proposed by now: each answer before has taught something.
            let shown = try #require(try await sample.database.read(for: sample.tenant) { books in try books.lines.line(line.id) })
            if shown.proposal.account == truth { right += 1 }
            let summary = try await DecideLines(office)(for: sample.tenant, [.init(line.id, .file(truth))], by: "dana")
            #expect(summary.refused.isEmpty)
        }
        return right
    }
}

extension CalendarDate {
    fileprivate var milliseconds: Int64 { Int64(dayNumber) * 86_400_000 }
}
