import Bookkeeping
import Foundation
import Testing

@testable import Ingestion

/// How dates and amounts are written, where the cells themselves leave it open.
struct NotationTests {
    @Test func `balances tell the decimal mark of amounts without a fraction`() throws {
        let table = """
            Booking date;Notification text;Credit in CHF;Debit in CHF;Value;Balance in CHF
            31.12.2025;Insurance;;-5;31.12.2025;7881.98
            30.12.2025;Salary;100;;30.12.2025;7886.98
            29.12.2025;Rent;;-1500;29.12.2025;7786.98
            """
        let reading = try read(table)
        #expect(reading.amounts == ["-5.00", "100.00", "-1500.00"])
        #expect(reading.statements.map { $0.openingBalance?.decimalText } == ["9286.98"])
        #expect(reading.statements.map { $0.closingBalance?.decimalText } == ["7881.98"])
        #expect(try detect(table)[.decimalMark]?.value == "point")
        let withComma = table.replacing(".98", with: ",98")
        #expect(try read(withComma).statements.map { $0.closingBalance?.decimalText } == ["7881.98"])
        #expect(try detect(withComma)[.decimalMark]?.value == "comma")
    }

    @Test func `what amounts show of their decimal mark outweighs the balances`() throws {
        let reading = try read("Date;Text;Amount;Balance\n2025-12-31;Tea;-4,50;7881.98\n2025-12-30;Rent;-900,25;7886.48\n")
        #expect(reading.amounts == ["-4.50", "-900.25"])
    }

    private func table(_ dates: [String], heading: String = "Date") -> String {
        "\(heading),Text,Amount\n" + dates.map { "\($0),Tea,-4.50\n" }.joined()
    }

    @Test func `days counted as in spreadsheets are dates where the heading says so`() throws {
        let reading = try read(table(["45292", "45293", "45321.75"]))
        #expect(reading.dates == ["2024-01-01", "2024-01-02", "2024-01-30"])
        #expect(reading.problems.isEmpty)
        #expect(try detect(table(["45292", "45293", "45321"]))[.dateOrder]?.value == "days counted as in spreadsheets")
        #expect(refusal(table(["45292", "45293", "45321"], heading: "Number")) != nil)
    }

    @Test(arguments: [
        (["251230", "251231", "260102"], ["2025-12-30", "2025-12-31", "2026-01-02"]),
        (["301225", "311225", "020126"], ["2025-12-30", "2025-12-31", "2026-01-02"]),
        (["123025", "123125", "010226"], ["2025-12-30", "2025-12-31", "2026-01-02"]),
    ])
    func `dates of six figures are read in the one order that brings them near each other`(_ written: [String], _ dates: [String]) throws {
        #expect(try read(table(written)).dates == dates)
    }

    @Test(arguments: [
        ["030625", "040625", "050625"], ["45292", "45293", "45293"], ["45292", "45293", "99999"], ["301225", "311225", "310226"],
        ["100200", "100300", "990400"], ["010125", "010225", "010325"],
    ])
    func `numbers that may be other dates or none are refused as before`(_ written: [String]) {
        #expect(refusal(table(written)) == .notAStatement(file: "statement.csv"))
    }

    @Test func `a number among dates as numbers that is none is a problem of its row`() throws {
        let table = table((0..<600).map { String(45_292 + $0 / 4) } + ["1"])
        let reading = try read(table)
        #expect(reading.lines.count == 600)
        #expect(reading.problems.map(\.reason) == ["“1” is not a date."])
    }

    @Test func `columns kept from a file with dates as numbers read the next one`() throws {
        let mapping = try #require(try detect(table(["45292", "45293", "45321"])).mapping)
        let again = try JSONDecoder().decode(Mapping.self, from: JSONEncoder().encode(mapping))
        #expect(try read(table(["45323"]), mapping: again).dates == ["2024-02-01"])
    }
}
