import Testing

@testable import Ingestion

/// Which way money went, where amounts have no sign of their own.
struct SignColumnTests {
    private func amounts(_ heading: String, _ signs: [String], _ amounts: [String] = ["5.00", "7.00", "9.00"]) throws -> [String] {
        let rows = zip(signs, amounts).enumerated().map { "2025-09-1\($0);Shop \($0);\($1.0);\($1.1)\n" }
        return try read("Date;Text;\(heading);Amount\n" + rows.joined()).amounts
    }

    @Test(arguments: ["-", "\u{2212}", "\u{2013}"])
    func `a column of plus and minus is the sign of the amounts`(_ minus: String) throws {
        #expect(try amounts("Indicator", [minus, "+", minus]) == ["-5.00", "7.00", "-9.00"])
        #expect(try amounts("Side", [minus, "+", "+"]) == ["-5.00", "7.00", "9.00"])
    }

    @Test func `a hyphen that fills empty cells is no sign`() throws {
        #expect(try amounts("Reference", ["-", "-", "-"]) == ["5.00", "7.00", "9.00"])
        #expect(try amounts("Reference", ["-", "AB1", "+"]) == ["5.00", "7.00", "9.00"])
    }

    @Test func `a hyphen among words says nothing`() throws {
        let rows = "2025-06-01,A,5.00,D\n2025-06-02,B,7.00,C\n"
        let reading = try read("Date,Text,Amount,D/C\n" + String(repeating: rows, count: 10) + "2025-06-03,C,9.00,-\n")
        #expect(reading.lines.count == 20)
        #expect(reading.problems.map(\.reason) == ["“-” does not say whether money went in or out."])
        let first = try read("Date,Text,Amount,D/C\n2025-05-31,C,9.00,-\n" + String(repeating: rows, count: 10))
        #expect(first.lines.count == 20 && first.problems.map(\.row) == [2])
    }

    @Test func `one sign alone counts where the heading speaks of signs`() throws {
        #expect(try amounts("+/-", ["-", "-", "-"]) == ["-5.00", "-7.00", "-9.00"])
        #expect(try amounts("Sign", ["-", "-", "-"]) == ["-5.00", "-7.00", "-9.00"])
    }

    @Test(arguments: [
        ("B/A", "B", "A"), ("Borç/Alacak", "b", "a"), ("D/A", "D", "A"), ("Segno", "D", "A"), ("Tipo", "C", "A"), ("Jelleg", "T", "J"),
        ("Af/Bij", "A", "B"), ("", "WN", "MA"), ("Typ", "MD", "D"),
    ])
    func `two letters that mean debit and credit beside each other are the sign`(_ heading: String, _ out: String, _ in: String) throws {
        #expect(try amounts(heading, [out, `in`, out]) == ["-5.00", "7.00", "-9.00"])
    }

    @Test func `one letter of a pair counts where the heading names the pair`() throws {
        #expect(try amounts("B/A", ["A", "A", "A"]) == ["5.00", "7.00", "9.00"])
        #expect(try amounts("B/A", ["B", "B", "B"]) == ["-5.00", "-7.00", "-9.00"])
        #expect(try amounts("Class", ["B", "B", "B"]) == ["5.00", "7.00", "9.00"])
    }

    @Test func `letters among others are no pair`() throws {
        #expect(try amounts("Class", ["B", "A", "X"]) == ["5.00", "7.00", "9.00"])
        #expect(try amounts("Class", ["B", "A", "A"], ["5.00", "-7.00", "9.00"]) == ["5.00", "-7.00", "9.00"])
    }

    @Test func `amounts that have signs keep them`() throws {
        #expect(try amounts("Indicator", ["-", "+", "-"], ["5.00", "-7.00", "9.00"]) == ["5.00", "-7.00", "9.00"])
    }

    @Test func `a card that files payments received and refunds together counts purchases`() throws {
        let table = "Date,Text,Amount,Category\n2025-06-01,Cafe,5.00,Restaurants\n2025-06-02,DIRECTPAY,-14.00,Payments and Credits\n"
        #expect(try read(table).amounts == ["-5.00", "14.00"])
        #expect(try read(table.replacing("Payments and Credits", with: "Rent")).amounts == ["5.00", "-14.00"])
        let other = table.replacing("5.00,Restaurants", with: "5.00,Payments and Credits")
        #expect(try read(other).amounts == ["5.00", "-14.00"])
    }

    @Test func `rows that are all called purchases or payments need not be many`() throws {
        let table = "Date,Text,Type,Amount\n2025-06-01,Cafe,Purchase,5.00\n2025-06-02,ACH,Payment,-14.00\n2025-06-03,ACH,Payment,-1.00\n"
        #expect(try read(table).amounts == ["-5.00", "14.00", "1.00"])
        #expect(try read(table.replacing("Purchase", with: "Fee")).amounts == ["5.00", "-14.00", "-1.00"])
    }
}
