import Bookkeeping
import Testing

@testable import Ingestion

/// Who is on the other end, by what the cells hold and not by the heading alone.
struct CounterpartyColumnTests {
    @Test func `an account number is no name whatever its column is called`() throws {
        let head = "Date;Amount;Account;Counterparty;Name;Description\n"
        for number in ["NL91ABNA0417164300", "NL13RABO0123456789", "FI21 1234 5600 0007 85"] {
            let reading = try read(
                head + "2025-09-12;-5,00;NL12BUNQ0123456789;\(number);Zon BV;tea\n2025-09-13;7,00;NL12BUNQ0123456789;;Ann;rent\n")
            #expect(reading.lines.map(\.counterparty) == ["Zon BV", "Ann"])
            #expect(reading.lines.map(\.text) == ["Zon BV tea", "Ann rent"])
        }
    }

    @Test func `names in a column called counterparty stay the counterparties`() throws {
        let reading = try read("Date;Amount;Counterparty;Name\n2025-09-12;-5,00;Zon BV;tea\n2025-09-13;7,00;Ann;rent\n")
        #expect(reading.lines.map(\.counterparty) == ["Zon BV", "Ann"])
    }

    private static let rows =
        "12/09/2025;PEETERS AN;BAKKER ZON;-4,20\n13/09/2025;PEETERS AN;DE MOLEN;12,00\n14/09/2025;PEETERS AN;HUUR;-7,50\n"

    @Test func `a mere name that is the same in every row of money out and in is the owner's`() throws {
        let reading = try read("Datum;Naam;Omschrijving;Bedrag\n" + Self.rows)
        #expect(reading.lines.allSatisfy { $0.counterparty == nil })
        #expect(reading.lines.map(\.text) == ["BAKKER ZON", "DE MOLEN", "HUUR"])
    }

    @Test func `a name that stands above the table or in a column for the holder is the owner's`() throws {
        let table = "Datum;Begünstigter/Zahlungspflichtiger;Omschrijving;Bedrag\n" + Self.rows
        #expect(try read(table).lines.first?.counterparty == "PEETERS AN")
        #expect(try read("Rekening van;PEETERS AN\n" + table).lines.allSatisfy { $0.counterparty == nil })
        let lines = table.split(separator: "\n")
        let held = (["Kontoinhaber;\(lines[0])"] + lines.dropFirst().map { "PEETERS AN;\($0)" }).joined(separator: "\n")
        #expect(try read(held).lines.allSatisfy { $0.counterparty == nil })
    }

    @Test func `the owner's name is kept where nothing else describes the movements`() throws {
        let rows = "Rekening van;PEETERS AN\nDatum;Naam;Bedrag\n12/09/2025;PEETERS AN;-4,20\n13/09/2025;PEETERS AN;12,00\n"
        #expect(try read(rows).lines.map(\.text) == ["PEETERS AN", "PEETERS AN"])
    }

    @Test func `one payee paid again and again stays the counterparty`() throws {
        let paid = Self.rows.replacing("13/09/2025;PEETERS AN;DE MOLEN;12,00", with: "13/09/2025;PEETERS AN;DE MOLEN;-12,00")
        #expect(try read("Datum;Naam;Omschrijving;Bedrag\n" + paid).lines.map(\.counterparty) == Array(repeating: "PEETERS AN", count: 3))
    }

    @Test func `of two names in a single row the one called the other end's is the counterparty`() throws {
        let row = "12/09/2025;PEETERS AN;BAKKER ZON;-4,20\n"
        #expect(try read("Datum;Naam;Naam tegenpartij;Bedrag\n" + row).lines.first?.counterparty == "BAKKER ZON")
        #expect(try read("Datum;Naam;Omschrijving;Bedrag\n" + row).lines.first?.counterparty == "PEETERS AN")
    }
}
