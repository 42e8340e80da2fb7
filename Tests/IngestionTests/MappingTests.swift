import Bookkeeping
import Foundation
import Testing

@testable import Ingestion

struct MappingTests {
    static let june = "Date,Text,Amount,Note\n01/06/2025,Shop,5.00,lunch\n25/06/2025,Sale,7.00,desk\n"

    @Test func `a detected mapping survives being saved`() throws {
        let mapping = try #require(try detect(Self.june).mapping)
        let saved = try JSONEncoder().encode(mapping)
        #expect(try JSONDecoder().decode(Mapping.self, from: saved) == mapping)
    }

    @Test func `a mapping that a person changed is applied as it is`() throws {
        var mapping = try #require(try detect(Self.june).mapping)
        mapping.amount = .signed(column: 2, .inverted)
        mapping.text = [3]
        let reading = try read(Self.june, mapping: mapping)
        #expect(reading.amounts == ["-5.00", "-7.00"])
        #expect(reading.lines.map(\.text) == ["lunch", "desk"])
    }

    @Test func `a saved mapping settles what the next file leaves open`() throws {
        let mapping = try #require(try detect(Self.june).mapping)
        #expect(try read("Date,Text,Amount,Note\n01/07/2025,Shop,5.00,\n", mapping: mapping, currency: .usd).dates == ["2025-07-01"])
    }

    @Test func `a saved mapping finds columns that have moved and a table below a title`() throws {
        let mapping = try #require(try detect(Self.june).mapping)
        let reading = try read("My bank\n\nAmount,Date,New,Text,Note\n9.00,01/07/2025,x,Shop,\n", mapping: mapping)
        #expect(reading.amounts == ["9.00"])
        #expect(reading.dates == ["2025-07-01"])
        #expect(reading.problems.isEmpty)
    }

    @Test func `a saved mapping does without a column that only tells more`() throws {
        let table = "Date,Type,Payee,Text,Amount,State\n2025-06-01,Card,Ann,,-5.00,PENDING\n2025-06-25,Card,Bob,desk,7.00,COMPLETED\n"
        let mapping = try #require(try detect(table).mapping)
        let less = try read("Date,Text,Amount,State\n2025-07-01,rent,-9.00,COMPLETED\n", mapping: mapping)
        #expect(less.lines.map(\.text) == ["rent"])
        #expect(throws: IngestionError.self) { _ = try read("Date,Text,Amount\n2025-07-01,rent,-9.00\n", mapping: mapping) }
    }

    @Test func `a mapping saved before a setting was known is read`() throws {
        let saved =
            #"{"delimiter":"comma","header":["Date","Text","Amount"],"date":0,"dateOrder":"dayFirst","amount":{"signed":{"column":2,"_1":"asWritten"}},"decimalMark":"point","text":[1]}"#
        let mapping = try JSONDecoder().decode(Mapping.self, from: Data(saved.utf8))
        #expect(try read("Date,Text,Amount\n01/07/2025,Shop,5.00\n", mapping: mapping).dates == ["2025-07-01"])
    }

    @Test func `a mapping for another bank's file is refused`() throws {
        let mapping = try #require(try detect(Self.june).mapping)
        #expect(
            throws: IngestionError.mappingDoesNotFit(
                file: "statement.csv", reason: "no row has the headings it was saved with, such as “Date”")
        ) {
            _ = try read("Datum,Text,Betrag\n01/07/2025,Shop,5.00\n", mapping: mapping)
        }
    }

    @Test func `a mapping without headings goes by place`() throws {
        let mapping = Mapping(
            delimiter: .comma, date: 1, dateOrder: .dayFirst, amount: .signed(column: 0, .asWritten), decimalMark: .point, text: [2])
        #expect(try read("5.00,01/02/2025,Shop\n", mapping: mapping).dates == ["2025-02-01"])
    }
}
