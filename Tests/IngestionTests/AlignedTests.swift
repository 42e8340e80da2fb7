import Bookkeeping
import Testing

@testable import Ingestion

/// Statements printed in columns that spaces align.
struct AlignedTests {
    private static let withHeader = """
        FIRST NATIONAL BANK                     STATEMENT OF ACCOUNT      PAGE   1
        ACCOUNT NO: 12345678

        DATE        DESCRIPTION                       AMOUNT        BALANCE
        ----------  ------------------------  --------------  -------------
                    OPENING BALANCE                                1,000.00
        2025-06-13  COFFEE SHOP NEW YORK               -4.50         995.50
        2025-06-16  CLIENT INVOICE 17               1,200.00       2,195.50
                    SECOND HALF
        2025-06-17  RENT                           -2,000.00         195.50

                    CLOSING BALANCE                                  195.50
        """

    @Test func `columns below headings are read as a table is`() throws {
        let reading = try read(Self.withHeader)
        #expect(reading.problems.isEmpty)
        #expect(reading.dates == ["2025-06-13", "2025-06-16", "2025-06-17"])
        #expect(reading.amounts == ["-4.50", "1200.00", "-2000.00"])
        #expect(reading.lines.map(\.text) == ["COFFEE SHOP NEW YORK", "CLIENT INVOICE 17 SECOND HALF", "RENT"])
        #expect(reading.lines.map(\.row) == [7, 8, 10])
        #expect(reading.statements.map { $0.openingBalance?.decimalText } == ["1000.00"])
        #expect(reading.statements.map { $0.closingBalance?.decimalText } == ["195.50"])
        #expect(reading.statements.map { $0.accountNumber } == ["****5678"])
        #expect(try detect(Self.withHeader)[.format]?.why == "Its columns are aligned by spaces.")
    }

    @Test func `without headings the running balance tells which amounts are which`() throws {
        let reading = try read(
            """
            13.06.2025 EC-KARTE BAECKEREI SONNE           4,50-          995,50
            16.06.2025 GUTSCHRIFT KUNDE RE 17         1.200,00         2.195,50
            17.06.2025 MIETE                          2.000,00-          195,50
            """)
        #expect(reading.dates == ["2025-06-13", "2025-06-16", "2025-06-17"])
        #expect(reading.amounts == ["-4.50", "1200.00", "-2000.00"])
        #expect(reading.lines.map(\.text) == ["EC-KARTE BAECKEREI SONNE", "GUTSCHRIFT KUNDE RE 17", "MIETE"])
        #expect(reading.statements.map { $0.openingBalance?.decimalText } == ["1000.00"])
    }

    @Test func `money out and in may have a column each, one of them empty`() throws {
        let out = "13 Jun 2025  COFFEE SHOP               4.50\n16 Jun 2025  RENT                  2,000.00\n"
        let head = "Date         Details             Paid out     Paid in\n"
        #expect(try read(head + out).amounts == ["-4.50", "-2000.00"])
        #expect(
            try read(head + out + "17 Jun 2025  CLIENT                          1,200.00\n").amounts == ["-4.50", "-2000.00", "1200.00"])
    }

    @Test func `a mark behind the amount belongs to it, and so do figures before a blank`() throws {
        let marked = "06/13/2025  COFFEE SHOP              4.50\n06/16/2025  PAYMENT RECEIVED     1,200.00 CR\n"
        #expect(try read("DATE        DESCRIPTION            AMOUNT\n" + marked, currency: .usd).amounts == ["-4.50", "1200.00"])
        let spaced =
            "13.06.2025  BAGERI                 -4,50\n16.06.2025  KUND               1 200,00\n17.06.2025  HYRA             -12 000,00\n"
        #expect(try read("Datum       Text                Belopp\n" + spaced).amounts == ["-4.50", "1200.00", "-12000.00"])
    }

    @Test func `an amount that has grown out of its column stays whole`() throws {
        let usual = String(repeating: "2025-06-13  COFFEE AND CAKE      -4.50\n", count: 450)
        let reading = try read("DATE        TEXT                AMOUNT\n" + usual + "2025-06-17  HOUSE          -250000.00\n")
        #expect(reading.problems.isEmpty)
        #expect(reading.amounts.suffix(2) == ["-4.50", "-250000.00"])
        #expect(reading.lines.last?.text == "HOUSE")
    }

    @Test func `a row whose date cannot be read is a problem`() throws {
        let reading = try read(Self.withHeader + "\n2025-06-31  ODD                                -4.50         191.00\n")
        #expect(reading.lines.count == 3)
        #expect(reading.problems.map(\.row) == [13])
    }

    @Test func `words that stand one below the other nowhere are refused with a way out`() {
        let text = "2025-06-13 COFFEE SHOP -4.50 995.50\n2025-06-16 A CLIENT OF MINE 1,200.00 2,195.50\n2025-06-17 RENT -2,000.00 195.50\n"
        let words = refusal(text)?.userText
        #expect(
            words
                == "statement.csv is text without columns that stand one below the other, which cannot be read. Download the statement as CSV, OFX, CAMT or MT940 instead."
        )
    }

    @Test func `delimiters beside the spaces make it a table`() throws {
        let text = "Date       ; Text   ; Amount\n2025-06-13 ; Coffee ;  -4.50\n2025-06-16 ; Client ; 120.00\n"
        #expect(try detect(text).format == .csv)
        #expect(try read(text).amounts == ["-4.50", "120.00"])
    }

    @Test func `days without a year are refused, in columns and in tables, and not read into the next column`() {
        let card = """
            Datum transactie   Datum boeking   Omschrijving            Bedrag
            20 mrt    21 mrt    STREAMING             7,99 Af
            19 mrt    20 mrt    TREIN                23,00 Af
            24 mrt    24 mrt    BETALING            638,10 Bij
            """
        #expect(refusal(card, name: "card.txt") == .datesWithoutYear(file: "card.txt"))
        let table = "Datum;Boekdatum;Omschrijving;Bedrag;Af/Bij\n20 mrt;21 mrt;STREAMING;7,99;Af\n19 mrt;20 mrt;TREIN;23,00;Af\n"
        #expect(refusal(table) == .datesWithoutYear(file: "statement.csv"))
    }

    @Test func `a year of two figures before a word that begins like a month is a year`() throws {
        let reading = try read("13 Jun 25  MARKET HALL          -4.50\n16 Jun 25  MAYFAIR STORES     -120.00\n")
        #expect(reading.dates == ["2025-06-13", "2025-06-16"])
    }
}
