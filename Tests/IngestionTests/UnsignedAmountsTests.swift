import Testing

@testable import Ingestion

/// Tables in which no amount has a sign: which way money went is told by what else is there, or asked.
struct UnsignedAmountsTests {
    /// - Parameter rows: all but the date
    private func card(_ heading: String, _ rows: [String]) -> String {
        "\(heading)\n" + rows.enumerated().map { "2025-05-1\($0),\($1)\n" }.joined()
    }

    private static let heading = "Posting Date,Item #,Card #,Transaction Amount,Description"
    private static let purchases = [
        "1,4000123412341234,3.27,CORNER SHOP", "2,4000123412341234,85.06,GARDEN CENTER", "3,4000123412341234,12.00,BAKERY",
    ]

    @Test func `purchases beside the number of one card are money out`() throws {
        let table = card(Self.heading, Self.purchases)
        #expect(try read(table).amounts == ["-3.27", "-85.06", "-12.00"])
        #expect(try detect(table)[.sign]?.value == "inverted")
        #expect(try detect(table).doubt == nil)
        let masked = card("Datum,Kartennummer,Betrag,Text", ["**** 1234,3.27,A", "**** 1234,5.00,B", "**** 1234,7.00,C"])
        #expect(try read(masked).amounts == ["-3.27", "-5.00", "-7.00"])
    }

    @Test func `payments with the cards of many customers are money in`() throws {
        let sales = (1...6).map { "\($0),400012341234123\($0),\($0).00,SALE" }
        #expect(try read(card(Self.heading, sales)).amounts.first == "1.00")
        #expect(try detect(card(Self.heading, sales)).doubt != nil)
    }

    @Test(arguments: ["PAYMENT RECEIVED", "Gutschrift 17", "Refund"])
    func `a card's table is not turned where a row may be money that came in`(_ text: String) throws {
        let table = card(Self.heading, Self.purchases + ["4,4000123412341234,100.36,\(text)"])
        #expect(try read(table).amounts.last == "100.36")
        #expect(try detect(table).doubt != nil)
    }

    @Test func `a card's table is not turned where the balance rises by its amounts`() throws {
        let table =
            "Date,Card Number,Amount,Balance,Text\n2025-05-01,1234,5.00,105.00,A\n2025-05-02,1234,7.00,112.00,B\n2025-05-03,1234,9.00,121.00,C\n"
        #expect(try read(table).amounts == ["5.00", "7.00", "9.00"])
        #expect(try detect(table).doubt == nil)
    }

    @Test(arguments: ["Purchase Amount", "Amount charged"])
    func `an amount that is called that of a purchase is money out`(_ heading: String) throws {
        let table = "Date,Text,\(heading)\n2025-05-01,A,5.00\n2025-05-02,B,7.00\n"
        #expect(try read(table).amounts == ["-5.00", "-7.00"])
    }

    @Test func `amounts without a sign are in doubt unless something says that they are money in`() throws {
        let rows = "2025-05-01,A,5.00\n2025-05-02,B,7.00\n"
        #expect(try detect("Date,Text,Amount\n" + rows).doubt?.hasPrefix("No amount is marked as money out") == true)
        #expect(try detect("Date,Text,Credit\n" + rows).doubt == nil)
        #expect(try detect("Date,Text,Amount\n" + rows + "2025-05-03,C,-1.00\n").doubt == nil)
        #expect(try detect("Date,Text,Amount\n2025-05-01,A,+5.00\n2025-05-02,B,+7.00\n").doubt == nil)
        let falling = "Date,Text,Amount,Balance\n2025-05-01,A,5.00,95.00\n2025-05-02,B,7.00,88.00\n"
        #expect(try detect(falling).doubt != nil)
    }

    @Test func `of two columns with the same amounts the one with signs is taken`() throws {
        let reading = try read(
            """
            CARD        DATE     OPERATION             AMOUNT        ACCOUNT
            MAIN       18JUN25   TOP UP                100.00       100.00CR
            MAIN       19JUN25   SHOP                   41.00        41.00
            MAIN       20JUN25   CASH                   50.00        50.00
            MAIN       21JUN25   BACK                   10.00        10.00CR
            """)
        #expect(reading.amounts == ["100.00", "-41.00", "-50.00", "10.00"])
        #expect(reading.dates == ["2025-06-18", "2025-06-19", "2025-06-20", "2025-06-21"])
    }
}
