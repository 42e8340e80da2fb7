import Bookkeeping
import Testing

@testable import Ingestion

/// Statements written out as text, a label on each line.
struct LabeledTests {
    private static let one = "Date: 13/06/2025\nDescription: Tea\nAmount: -5.00\nBalance: 95.00\n"

    @Test func `a label that stands there already begins the next movement`() throws {
        let reading = try read(Self.one + "Date: 14/06/2025\nDescription: Milk\nAmount: -1.00\nBalance: 94.00\n")
        #expect(reading.dates == ["2025-06-13", "2025-06-14"])
        #expect(reading.lines.map(\.text) == ["Tea", "Milk"])
        #expect(reading.lines.map(\.row) == [1, 5])
        #expect(reading.statements.map { $0.openingBalance?.decimalText } == ["100.00"])
        #expect(reading.statements.map { $0.closingBalance?.decimalText } == ["94.00"])
    }

    @Test func `the account stands above the movements, masked or not`() throws {
        let reading = try read("From: 01/06/2025 to 30/06/2025\n\nAccount: XXXX XXXX XXXX 4321\n\n" + Self.one)
        #expect(reading.statements.map(\.accountNumber) == ["************4321"])
        #expect(reading.lines.count == 1)
    }

    @Test func `money out and money in may have labels of their own, in other languages too`() throws {
        let text = "Datum: 2025-06-13\nText: Miete\nSoll: 700,00\n\nDatum: 2025-06-14\nText: Lohn\nHaben: 2.000,00\n"
        #expect(try read(text).amounts == ["-700.00", "2000.00"])
    }

    @Test func `a line without a label goes on with the description`() throws {
        #expect(try read("Date: 13/06/2025\nAmount: -5.00\nDescription: Tea\nand cake\n").lines.map(\.text) == ["Tea and cake"])
    }

    @Test func `a block that cannot be read is a problem and holds up nothing`() throws {
        let reading = try read(Self.one + "Date: 31/02/2025\nDescription: Odd\nAmount: -1.00\n\n" + Self.one)
        #expect(reading.lines.count == 2)
        #expect(reading.problems.map(\.reason) == ["“31/02/2025” is not a date."])
    }

    @Test func `a table with labels above it stays a table`() throws {
        let text = "Date: 30/06/2025\nAccount: 12345678\n\nDate,Description,Amount\n13/06/2025,Tea,-5.00\n14/06/2025,Milk,-1.00\n"
        #expect(try detect(text).format == .csv)
    }
}

/// Dates that go without a year.
struct YearlessDateTests {
    private func dates(_ period: String, _ dates: [String]) throws -> [String] {
        try read(period + "\nDate;Text;Amount\n" + dates.map { "\($0);Tea;-5.00\n" }.joined()).dates
    }

    @Test func `the year is that of the period above the table, on either side of New Year`() throws {
        #expect(try dates("Period;12 December 2025;12 January 2026", ["15 Dec", "05 Jan"]) == ["2025-12-15", "2026-01-05"])
        #expect(try dates("Period: 01/12/2025 to 31/01/2026;;", ["31-Dec", "Jan 5"]) == ["2025-12-31", "2026-01-05"])
    }

    @Test func `figures with two points are day and month`() throws {
        #expect(try dates("Zeitraum: 01.06.2025 - 30.06.2025;;", ["02.06.", "13.06."]) == ["2025-06-02", "2025-06-13"])
    }

    @Test func `without a period nothing is guessed`() throws {
        #expect(throws: IngestionError.self) { try dates("Extract;;", ["15 Dec", "05 Jan"]) }
    }
}
