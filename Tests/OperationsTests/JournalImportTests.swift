import Bookkeeping
import Foundation
import Ingestion
import Operations
import Storage
import TestSupport
import Testing

extension SampleBooks {
    func importJournal(
        _ text: String, name: String = "books.beancount", mode: ImportJournal.Mode = .book
    ) async throws -> ImportJournal.Summary {
        try await ImportJournal(office)(for: tenant, ByteSource(name: name, bytes: Array(text.utf8)), mode: mode, by: "dana")
    }

    func export(_ format: ExportJournal.Format) async throws -> String {
        let text = Pieces()
        _ = try await ExportJournal(office)(for: tenant, as: format) { text.add($0) }
        return text.text
    }

    /// Every account's balance by its code and name.
    func balances() async throws -> [String: Int64] {
        try await database.read(for: tenant) { books in
            let labels = Dictionary(try books.accounts.all().map { ($0.id, $0.label) }) { first, _ in first }
            let pairs = try books.totals.through(.latest).map { ("\(labels[$0.account] ?? "") \($0.currency)", $0.debits - $0.credits) }
            return Dictionary(pairs, uniquingKeysWith: +).filter { $0.value != 0 }
        }
    }
}

struct JournalImportTests {
    private static let journal = """
        2025-01-01 open Assets:Checking
        2025-01-02 * "GITHUB" "Subscription"
          Expenses:Software  4.00 USD
          Assets:Checking
        2025-02-02 * "GITHUB" "Subscription"
          Expenses:Software  4.00 USD
          Assets:Checking
        2025-03-02 * "GITHUB" "Subscription"
          Expenses:Software  4.00 USD
          Assets:Checking
        2025-03-03 * "Depreciation"
          Expenses:Depreciation  50.00 USD
          Equity:Adjustments  -50.00 USD
        2025-03-04 * "Off by one"
          Expenses:Software  5.00 USD
          Assets:Checking  -4.00 USD

        """

    @Test(arguments: Engine.available)
    func `accounts, entries and labels come in, what does not balance is kept aside, and cold start is over`(on engine: Engine) async throws
    {
        let sample = try await SampleBooks.make(on: engine)
        let summary = try await sample.importJournal(Self.journal)

        #expect(summary.entries == 5)
        #expect(summary.posted == 4)
        #expect(summary.keptAside == 1)
        let alerts = try await sample.database.read(for: sample.tenant) { books in try books.alerts.waiting(.imbalance, limit: 10) }
        #expect(alerts.map(\.message) == ["1 unbalanced entries detected"])
        #expect(summary.labels == 3)
        #expect(summary.known == 0)
        #expect(try await sample.balance(.checking) == -1_200)
        #expect(try await sample.faults() == [])

        _ = try await sample.importText(csv("2025-04-02,GITHUB Subscription,-4.00"), into: sample.account(.checking))
        let line = try #require(try await sample.waiting().first)
        #expect(line.proposal.held != "cold_start")
        let software = try await sample.database.read(for: sample.tenant) { books in
            try books.accounts.all().first { $0.name == "Software" }?.id
        }
        #expect(line.proposal.account == software)
    }

    @Test(arguments: Engine.available)
    func `the same journal again posts nothing, and undone it may come again`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let first = try await sample.importJournal(Self.journal)
        let again = try await sample.importJournal(Self.journal)
        #expect(again.posted == 0)
        #expect(again.known == 5)
        #expect(again.id == nil)

        let undone = try await UndoImport(sample.office)(for: sample.tenant, #require(first.id), by: "dana")
        #expect(undone.reversed == 4)
        #expect(try await sample.balances().isEmpty)
        #expect(try await sample.importJournal(Self.journal).posted == 4)
        #expect(try await sample.balance(.checking) == -1_200)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `two equal entries of a day are two`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        let coffee = "2025-01-02 * \"Coffee\"\n  Expenses:Food  3.50 USD\n  Assets:Checking\n"
        let summary = try await sample.importJournal(coffee + coffee)
        #expect(summary.posted == 2)
        #expect(try await sample.importJournal(coffee + coffee).known == 2)
    }

    @Test(arguments: Engine.available)
    func `a line that waits is answered by the journal, and not booked twice`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importText(csv("2025-01-02,GITHUB Subscription,-4.00"), into: sample.account(.checking))
        _ = try await sample.importJournal(Self.journal)

        #expect(try await sample.waiting().isEmpty)
        #expect(try await sample.balance(.checking) == -1_200)
        #expect(try await sample.faults() == [])
    }

    @Test(arguments: Engine.available)
    func `a dry run keeps nothing, and a closed period takes nothing`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        #expect(try await sample.importJournal(Self.journal, mode: .dryRun).posted == 4)
        #expect(try await sample.entries().isEmpty)

        try await ClosePeriod(sample.office)(for: sample.tenant, #require(Period.month(1, year: 2025)), by: "dana")
        let summary = try await sample.importJournal(Self.journal)
        #expect(summary.posted == 3)
        #expect(summary.rejected.map(\.row) == [2])
        #expect(summary.rejected.first?.reason.contains("closed") == true)
    }

    @Test(arguments: Engine.available)
    func `what came from a journal proves no month`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        _ = try await sample.importJournal(Self.journal)
        let overview = try await ReadReconciliation(sample.office)(for: sample.tenant, through: CalendarDate(iso: "2025-03-31"))
        #expect(overview.statements.isEmpty)
        #expect(overview.count(.covered) == 0)
    }
}

/// The ledger that a real company keeps in the open: out by each format, in again, every balance equal.
struct RoundTripTests {
    private static let ledger: String = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Samples/hackerspace-chicago-ledger.csv")
        return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }()

    /// As its treasurer would have it in beancount.
    private static func beancount(_ lines: [(date: CalendarDate, text: String, amount: Money, account: String)]) -> String {
        var text = "option \"title\" \"South Side Hackerspace: Chicago\"\n"
        for line in lines {
            let words = line.text.replacing("\\", with: "").replacing("\"", with: "'")
            text += "\n\(line.date) * \"\(words)\"\n  Assets:Checking  \(line.amount)\n  \(line.account)\n"
        }
        return text
    }

    private static func lines() throws -> [(date: CalendarDate, text: String, amount: Money, account: String)] {
        var rows = DelimitedRows(ledger)
        _ = rows.next()
        var lines: [(date: CalendarDate, text: String, amount: Money, account: String)] = []
        while let row = rows.next() {
            guard row.fields.count == 4, let date = CalendarDate(iso: row.fields[0]), let amount = Money(decimalText: row.fields[2], .usd)
            else { continue }
            lines.append((date, row.fields[1], amount, row.fields[3]))
        }
        return lines
    }

    @Test func `beancount, hledger, CSV and the archive bring every balance back`() async throws {
        let lines = try Self.lines()
        #expect(lines.count == 3_831)
        let original = try await SampleBooks.make(on: .sqlite)
        let summary = try await original.importJournal(Self.beancount(lines))
        #expect(summary.posted == 3_831)
        #expect(summary.rejected.isEmpty)
        let balances = try await original.balances()
        #expect(balances.count > 100)

        for format in [ExportJournal.Format.beancount, .hledger, .csv] {
            let copy = try await SampleBooks.make(on: .sqlite)
            let text = try await original.export(format)
            let back = try await copy.importJournal(text, name: "books.\(format.rawValue)")
            #expect(back.posted == 3_831, "\(format): \(back.rejected.first.map { "\($0.row) \($0.reason) \($0.text)" } ?? "")")
            // A colon begins a subaccount in ledger's names, so there it becomes a hyphen.
            func plain(_ balances: [String: Int64]) -> [String: Int64] {
                Dictionary(balances.map { ($0.key.replacing(":", with: "-"), $0.value) }, uniquingKeysWith: +)
            }
            let found = try await copy.balances()
            #expect(plain(found) == plain(balances), "\(format)")
            #expect(format == .hledger || found == balances, "\(format)")
            #expect(try await copy.faults() == [])
        }

        let archive = Pieces()
        _ = try await ExportCompany(original.office)(for: original.tenant, by: "dana") { archive.add($0) }
        for engine in Engine.available {
            let database = try await engine.emptyDatabase()
            let office = Office(database: database) { .testNow }
            let back = try await ImportCompany(office)(ByteSource(name: "books.zip", bytes: archive.bytes))
            #expect(back.faults == [])
            #expect(try await SampleBooks(database: database, tenant: back.tenant, accounts: [:]).balances() == balances)
        }
    }

    /// What a company that comes over from beancount gets on its first day: ten years as labels, then the years since as a bank's file.
    @Test func `ten years of another program's journal end cold start on day one`() async throws {
        let lines = try Self.lines()
        let day = try #require(CalendarDate(iso: "2022-08-20"))
        let (past, later) = (lines.filter { $0.date < day }, lines.filter { $0.date >= day })
        let file =
            "Date,Description,Amount\n"
            + later.map { "\($0.date),\"\($0.text.replacing("\"", with: "'"))\",\($0.amount.decimalText)\n" }.joined()

        let cold = try await SampleBooks.make(on: .sqlite)
        let without = try await cold.importText(file, into: cold.account(.checking))
        let warm = try await SampleBooks.make(on: .sqlite)
        #expect(try await warm.importJournal(Self.beancount(past)).labels == past.count)
        let with = try await warm.importText(file, into: warm.account(.checking))

        let filed = { (summary: ImportSummary) in summary.filed.vendor + summary.filed.model + summary.filed.rule }
        #expect(filed(without) == 0)
        #expect(filed(with) > later.count / 5, "\(filed(with)) of \(later.count)")
    }
}

/// Text or bytes that come piece by piece.
final class Pieces: @unchecked Sendable {
    // One task writes, and the test reads when it is done.
    private(set) var bytes: [UInt8] = []
    var text: String { String(decoding: bytes, as: UTF8.self) }

    func add(_ text: String) { bytes += text.utf8 }
    func add(_ more: [UInt8]) { bytes += more }
}
