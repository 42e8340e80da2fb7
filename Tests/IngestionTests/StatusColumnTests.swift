import Bookkeeping
import Testing

@testable import Ingestion

struct StatusColumnTests {
    @Test(arguments: [
        ("PENDING", SkippedRows.Kind.pending), ("Authorisation", .pending), ("Umsatz vorgemerkt", .pending), ("Reserverat", .pending),
        ("DECLINED", .void), ("REVERTED", .void), ("Failed", .void), ("storniert", .void), ("Cancelled", .void),
    ])
    func `what is not booked is no movement and is counted`(_ word: String, _ kind: SkippedRows.Kind) throws {
        let reading = try read("Date,Text,Amount,State\n2025-06-01,A,-1.00,COMPLETED\n2025-06-02,B,-2.00,\(word)\n2025-06-03,C,3.00,\n")
        #expect(reading.lines.map(\.text) == ["A", "C"])
        #expect(reading.skipped[kind] == 1)
        #expect(reading.problems.isEmpty)
    }

    @Test func `the column is told by its words whatever it is called`() throws {
        let reading = try read("Date,Text,Amount,Info\n2025-06-01,A,-1.00,Umsatz gebucht\n2025-06-02,B,-2.00,Umsatz vorgemerkt\n")
        #expect(reading.lines.map(\.text) == ["A"])
    }

    @Test(arguments: ["Pending", "offen", "Reserverat", "vorgemerkt"])
    func `the word may stand in the place of the date`(_ word: String) throws {
        let reading = try read("Date,Text,Amount\n\(word),A,-1.00\n2025-06-25,B,2.00\n")
        #expect(reading.lines.map(\.text) == ["B"])
        #expect(reading.skipped[.pending] == 1)
    }

    @Test func `a status that nobody knows keeps its row`() throws {
        let table = "Date,Text,Amount,Status\n2025-06-01,A,-1.00,Posted\n2025-06-02,B,-2.00,Posted\n2025-06-03,C,-3.00,Zorg\n"
        #expect(try read(table).lines.map(\.text) == ["A", "B", "C"])
    }

    @Test func `an entry of CAMT that is announced is no movement`() throws {
        func entry(_ status: String) -> String {
            "<Ntry><Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>\(status)</Sts><BookgDt><Dt>2025-06-01</Dt></BookgDt></Ntry>"
        }
        let reading = try read("<Document><BkToCstmrAcctRpt><Rpt>\(entry("BOOK"))\(entry("PDNG"))</Rpt></BkToCstmrAcctRpt></Document>")
        #expect(reading.lines.count == 1)
        #expect(reading.skipped[.pending] == 1)
    }

    @Test func `movements below a title that calls them pending are passed over`() throws {
        let head = "Date,Description,Amount\n"
        let pending = "2025-06-17,Hold,-9.00\n"
        let booked = "2025-06-13,Tea,-4.50\n2025-06-16,Client,1200.00\n"
        for text in [
            "Pending transactions\n" + head + pending + "\nPosted transactions\n" + head + booked,
            head + booked + "\nVorgemerkte Umsätze\n" + pending,
            "Account 1234\n" + head + "Pending\n" + pending + "Posted\n" + booked,
        ] {
            let reading = try read(text)
            #expect(reading.amounts == ["-4.50", "1200.00"])
            #expect(reading.skipped[.pending] == 1)
            #expect(reading.problems.isEmpty)
        }
    }
}
