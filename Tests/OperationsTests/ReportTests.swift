import Bookkeeping
import Foundation
import Operations
import Storage
import TestSupport
import Testing

struct ReportTests {
    @Test(arguments: Engine.available)
    func `the reports agree with one another and with the postings`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.post([
            sample.entry("2024-12-31", 10_000, debit: .checking, credit: .openingBalances),
            sample.entry("2025-01-15", 2_500, debit: .checking, credit: .uncategorizedIncome),
            sample.entry("2025-02-15", 700),
        ])
        let make = MakeReport(sample.office)
        let year = try #require(Period.year(2025))

        guard case .trialBalance(let trial) = try await make(for: sample.tenant, .trialBalance),
            case .profitAndLoss(let profit) = try await make(for: sample.tenant, .profitAndLoss, period: year, against: Period.year(2024)),
            case .balanceSheet(let sheet) = try await make(for: sample.tenant, .balanceSheet, period: year),
            case .cashFlow(let cash) = try await make(for: sample.tenant, .cashFlow, period: year)
        else { return #expect(Bool(false), "each kind makes its own report") }

        #expect(trial.isBalanced)
        #expect(trial.totals.map(\.debit) == [Money(minorUnits: 12_500, .usd)])
        #expect(profit.figures.map(\.netProfit.amount) == [Money(minorUnits: 1_800, .usd)])
        #expect(sheet.figures.map(\.totalAssets.amount) == [Money(minorUnits: 11_800, .usd)])
        #expect(sheet.figures.map(\.totalLiabilitiesAndEquity.amount) == [Money(minorUnits: 11_800, .usd)])
        #expect(cash.figures.map(\.closingCash) == [Money(minorUnits: 11_800, .usd)])
        #expect(cash.figures.map(\.changeInCash) == [Money(minorUnits: 1_800, .usd)])
    }

    @Test(arguments: Engine.available)
    func `the general ledger pages through every posting of an account once`(on engine: Engine) async throws {
        let sample = try await SampleBooks.make(on: engine)
        try await sample.post((1...28).map { try sample.entry("2025-02-\($0 < 10 ? "0" : "")\($0)", Int64($0)) })
        let rows = Collected()

        // Two postings of one entry on one account, so that a page may end between them.
        let half = Money(minorUnits: 50, .usd)
        let (cash, fees) = (sample.account(.checking), sample.account(.bankFees))
        try await sample.post([
            JournalEntry(
                date: try #require(CalendarDate(iso: "2025-02-02")), narration: "Split",
                postings: [Posting(.credit, cash, half), Posting(.credit, cash, half), Posting(.debit, fees, Money(minorUnits: 100, .usd))])
        ])

        try await MakeReport(sample.office, pageSize: 3).generalLedger(for: sample.tenant, account: sample.account(.checking)) { element in
            rows.add(try element.json())
        }

        #expect(rows.all.count == 32)
        #expect(rows.all.last?.contains(#""balances":["-5.06 USD"]"#) == true)
    }

    @Test func `a report as JSON holds decimal text and no floating point`() async throws {
        let sample = try await SampleBooks.make(on: .sqlite)
        try await sample.post([sample.entry("2025-02-15", 10)])

        let json = try await MakeReport(sample.office)(for: sample.tenant, .trialBalance).json()

        #expect(json.contains(#""debit" : "0.10""#))
        #expect(json.contains(#""as_of" : "2025-12-31""#))
    }
}

final class Collected: @unchecked Sendable {
    private let lock = NSLock()
    private var texts: [String] = []

    var all: [String] { lock.withLock { texts } }
    func add(_ text: String) { lock.withLock { texts.append(text) } }
}
