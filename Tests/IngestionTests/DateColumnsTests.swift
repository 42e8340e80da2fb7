import Bookkeeping
import Testing

@testable import Ingestion

/// Dates that are spread over three columns.
struct DateColumnsTests {
    @Test func `day, month and year may have a column each`() throws {
        let reading = try read("Day,Month,Year,Description,Amount,Balance\n3,6,2025,Tea,-5.00,95.00\n14,6,2025,Milk,-1.00,94.00\n")
        #expect(reading.dates == ["2025-06-03", "2025-06-14"])
        #expect(reading.amounts == ["-5.00", "-1.00"])
        #expect(reading.lines.map(\.text) == ["Tea", "Milk"])
        #expect(reading.statements.map { $0.closingBalance?.decimalText } == ["94.00"])
    }

    @Test func `their order, their language and names of months do not matter`() throws {
        let german = try read("Jahr;Monat;Tag;Text;Betrag\n2025;06;03;Miete;-700,00\n2025;12;31;Lohn;2.000,00\n")
        #expect(german.dates == ["2025-06-03", "2025-12-31"])
        #expect(german.amounts == ["-700.00", "2000.00"])
        #expect(try read("Año;Mes;Día;Concepto;Importe\n25;jun;03;Luz;-7,00\n").dates == ["2025-06-03"])
        let directed = try read(
            "Transaction Year|Transaction Month|Transaction Day|Details|Amount|D/C\n2025|6|3|Tea|5.00|D\n2025|6|4|Sale|7.00|C\n")
        #expect(directed.amounts == ["-5.00", "7.00"])
    }

    @Test func `three that are no day of the calendar are a problem of their row`() throws {
        let reading = try read("Day,Month,Year,Description,Amount\n31,2,2025,Odd,-5.00\n14,6,2025,Milk,-1.00\n")
        #expect(reading.problems.map(\.reason) == ["“31 2 2025” is not a date."])
        #expect(reading.dates == ["2025-06-14"])
    }

    @Test func `a whole date beside them is read instead`() throws {
        let reading = try read("Date,Year,Month,Day,Description,Amount\n2025-06-03,2024,5,1,Tea,-5.00\n2025-06-04,2024,5,2,Milk,-1.00\n")
        #expect(reading.dates == ["2025-06-03", "2025-06-04"])
    }

    @Test func `they can be shown, said by a person, saved and found again where they moved`() throws {
        let text = "A,B,C,Text,Money\n3,6,2025,Tea,-5.00\n14,6,2025,Milk,-1.00\n"
        let changes = try MappingChanges(["date=1", "month=2", "year=3", "text=4", "amount=5"])
        var reader = try StatementReader(
            ByteSource(name: "statement.csv", bytes: Array(text.utf8)), options: ReadingOptions(defaultCurrency: .eur), changes: changes)
        #expect(try reader.next(atMost: 9)?.lines.map(\.date.description) == ["2025-06-03", "2025-06-14"])

        let mapping = try #require(try detect("Day,Month,Year,Description,Amount\n3,6,2025,Tea,-5.00\n").mapping)
        #expect(mapping.columnNames.hasPrefix("date=Day, month=Month, year=Year, amount=Amount"))
        let moved = try read("Description,Year,Month,Day,Amount\nMilk,2025,7,1,-1.00\n", mapping: mapping)
        #expect(moved.dates == ["2025-07-01"])
        #expect(throws: IngestionError.self) { _ = try read("Description,Day,Amount\nMilk,1,-1.00\n", mapping: mapping) }
    }
}
