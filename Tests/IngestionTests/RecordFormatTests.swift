import Bookkeeping
import Testing

@testable import Ingestion

struct OFXTests {
    private func movement(_ fields: String, currency: String = "USD") -> String {
        "<OFX><STMTRS><CURDEF>\(currency)<BANKTRANLIST><STMTTRN>\(fields)</STMTTRN></BANKTRANLIST></STMTRS></OFX>"
    }

    @Test func `a name with signs of markup in it is kept whole`() throws {
        let reading = try read(movement("<DTPOSTED>20250601<TRNAMT>-1.00<NAME>R&D < Sons &amp; Co<MEMO>x"))
        #expect(reading.lines.map(\.text) == ["R&D < Sons & Co x"])
    }

    @Test func `a memo that repeats the name is left out`() throws {
        #expect(try read(movement("<DTPOSTED>20250601<TRNAMT>-1.00<NAME>Shop<MEMO>Shop")).lines[0].text == "Shop")
        #expect(try read(movement("<DTPOSTED>20250601<TRNAMT>-1.00<NAME>Shop<MEMO>Shop in town")).lines[0].text == "Shop in town")
    }

    @Test func `a movement without words says what kind it is`() throws {
        #expect(try read(movement("<TRNTYPE>CHECK<DTPOSTED>20250601<TRNAMT>-1.00<CHECKNUM>101")).lines[0].text == "CHECK 101")
    }

    @Test func `a movement in a currency of its own belongs to a statement of that currency`() throws {
        let fields =
            "<DTPOSTED>20250601<TRNAMT>-1.00<NAME>A</STMTTRN><STMTTRN><DTPOSTED>20250602<TRNAMT>-2.00<CURRENCY><CURRATE>1.1<CURSYM>EUR</CURRENCY>"
        #expect(try read(movement(fields)).statements.map(\.currency) == [.usd, .eur])
    }

    @Test func `an unknown currency makes every movement a problem`() throws {
        let reading = try read(movement("<DTPOSTED>20250601<TRNAMT>-1.00", currency: "XQZ"))
        #expect(reading.lines.isEmpty)
        #expect(reading.problems.map(\.reason) == ["Movement 1: “XQZ” is no currency of ISO 4217."])
    }

    @Test func `statements of several accounts stay apart`() throws {
        let one =
            "<STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>11112222</BANKACCTFROM><STMTTRN><DTPOSTED>20250601<TRNAMT>1.00</STMTTRN></STMTRS>"
        let reading = try read("<OFX>" + one + one.replacing("11112222", with: "33334444") + "</OFX>")
        #expect(reading.statements.map(\.accountNumber) == ["****2222", "****4444"])
    }
}

/// What a file all in one line, and a statement without dates, say of their records.
struct RecordPlaceTests {
    private func statement(_ entries: [String], opening: String = "2025-03-07", closing: String = "2025-03-07") -> String {
        func balance(_ kind: String, _ day: String) -> String {
            "<Bal><Tp><CdOrPrtry><Cd>\(kind)</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>\(day)</Dt></Dt></Bal>"
        }
        return "<?xml version=\"1.0\"?>\n<Document><BkToCstmrStmt><Stmt><Acct><Ccy>EUR</Ccy></Acct>"
            + balance("OPBD", opening) + balance("CLBD", closing) + entries.joined() + "</Stmt></BkToCstmrStmt></Document>"
    }

    private let undated = "<Ntry><Amt Ccy=\"EUR\">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Ntry>"

    @Test func `an entry without a date is of the only day that its statement covers`() throws {
        #expect(try read(statement([undated])).dates == ["2025-03-07"])
        let covers = undated + "<FrToDt><FrDt>2025-03-01</FrDt><ToDt>2025-03-07</ToDt></FrToDt>"
        #expect(try read(statement([covers])).dates == ["2025-03-07"])
    }

    @Test func `an entry without a date is a problem where its statement covers several days`() throws {
        let reading = try read(statement([undated, undated], opening: "2025-03-06"))
        #expect(reading.lines.isEmpty)
        #expect(reading.problems.map(\.reason) == ["Entry 1: The entry has no date.", "Entry 2: The entry has no date."])
    }

    @Test func `a date that is written and is none is not replaced`() throws {
        let wrong = undated.replacing("</Ntry>", with: "<BookgDt><Dt>2025-13-40</Dt></BookgDt></Ntry>")
        #expect(try read(statement([wrong])).problems.map(\.reason) == ["Entry 1: “2025-13-40” is not a date."])
    }

    @Test func `records are numbered in problems only where lines do not tell them apart`() throws {
        let movement = "<STMTTRN><DTPOSTED>20250601<TRNAMT>x</STMTTRN>"
        let inOneLine = try read("<OFX><STMTRS>" + movement + movement + "</STMTRS></OFX>")
        #expect(inOneLine.problems.map(\.reason) == ["Movement 1: “x” is not an amount.", "Movement 2: “x” is not an amount."])
        let inLines = try read("OFXHEADER:100\n\n<OFX>\n<STMTRS>\n" + movement.replacing("<", with: "\n<") + "</STMTRS></OFX>")
        #expect(inLines.problems.map(\.reason) == ["“x” is not an amount."])
    }

    @Test func `a file without any movement of money says what it holds instead`() throws {
        let transfer = "<TRANSFER><INVTRAN><FITID>1</INVTRAN><UNITS>5</TRANSFER>"
        let reading = try read("<OFX><INVSTMTRS><INVTRANLIST>" + transfer + "</INVTRANLIST></INVSTMTRS></OFX>")
        #expect(reading.lines.isEmpty && reading.problems.isEmpty)
        #expect(reading.skipped.allThereIs?.hasPrefix("The file holds trades, transfers of securities or lists") == true)
        #expect(SkippedRows().allThereIs == nil)
    }
}

struct MT940Tests {
    static let movements: [(String, String, String)] = [
        ("2506030604DR120,50NMSCNONREF", "2025-06-04", "-120.50"),
        ("2506030604CR120,50NMSCNONREF", "2025-06-04", "120.50"),
        ("250603C1,NTRFX", "2025-06-03", "1.00"),
        ("250603RC1,00NTRFX", "2025-06-03", "-1.00"),
        ("250603RD1,00NTRFX", "2025-06-03", "1.00"),
        ("2412310102D1,00NTRFX", "2025-01-02", "-1.00"),
        ("2501021231D1,00NTRFX", "2024-12-31", "-1.00"),
        ("250230D1,00NTRFX", "2025-02-28", "-1.00"),
        ("160230D1,00NTRFX", "2016-02-29", "-1.00"),
        ("1811261126CR\r\n30,00N062NONREF", "2018-11-26", "30.00"),
    ]

    @Test(arguments: movements)
    func `side, reversal and entry date of a movement are those of SWIFT`(_ field: String, _ date: String, _ amount: String) throws {
        let reading = try read(":20:X\r\n:60F:C250601EUR1,00\r\n:61:\(field)\r\n:86:Text\r\n")
        #expect(reading.dates == [date])
        #expect(reading.amounts == [amount])
    }

    @Test(
        arguments: [
            ("166?00CREDIT?20INVOICE ?2112?32ACME?33 LTD", "ACME LTD INVOICE 12", "ACME LTD"),
            ("166<00CREDIT<20INVOICE", "INVOICE", nil),
            ("166?00FEES", "FEES", nil),
            ("/TRTP/SEPA/NAME/J. Jansen/REMI/Rent/", "J. Jansen Rent", "J. Jansen"),
            ("/ORDP//NAME/J. Jansen/REMI/USTD//Rent 6/2025/EREF/E1", "J. Jansen Rent 6/2025", "J. Jansen"),
            ("/EREF/E1//CNTP/NL00/BANKNL2A/J. Jansen///REMI/USTD//Rent/", "J. Jansen Rent", "J. Jansen"),
            ("/BENM/J. Jansen/EREF/E1", "J. Jansen", "J. Jansen"),
            ("/CNTP/NL00BANK0123456789/BANKNL2A/TAX OFFICE//", "TAX OFFICE", "TAX OFFICE"),
            ("/CNTP/NL00BANK0123456789////", "/CNTP/NL00BANK0123456789////", nil),
            ("/EREF/E1/TRCD/541/BENM//NAME/WINDMILL B.V./ISDT/2025-06-03", "WINDMILL B.V.", "WINDMILL B.V."),
            ("/IBAN/NL00BANK0123456789/NAME/J. Jansen/REMI/", "J. Jansen", "J. Jansen"),
            ("/IBAN/NL00BANK0123456789/NAME/A Jansen en/of B Jansen/REMI/", "A Jansen en/of B Jansen", "A Jansen en/of B Jansen"),
            ("/ORDP//NAME/Payments Ltd/REMI/Rent/ULTD//NAME/J. Jansen", "Payments Ltd Rent", "Payments Ltd"),
            ("/ORDP//NAME/J. Jansen/XYZ/12/REMI/Rent", "J. Jansen Rent", "J. Jansen"),
            ("/TRTP/SEPA OVERBOEKING/BBAN/1234567/NAME/J. Jansen", "J. Jansen", "J. Jansen"),
            ("/ACCW/NL00BANK0123456789,BANKNL2A/ORDP//NAME/J. Jansen/REMI/Rent", "J. Jansen Rent", "J. Jansen"),
            ("/BENM//NAME/Tax Office/REMI//CDTRREFTP//CD/SCOR/ISSR/CUR/CDTRREF/123456", "Tax Office 123456", "Tax Office"),
            ("/TRTP/SEPA BATCH/PREF/109/NRTX/12/PIND/GROSS", "SEPA BATCH", nil),
            ("/BENM/100200300/ACME/0//Monthly fee", "/BENM/100200300/ACME/0//Monthly fee", "ACME"),
            ("166?00CREDIT?20EREF+E1MREF+M1SVWZ+Rent for J?21une ABWA+Aunt?32ACME", "ACME Rent for June", "ACME"),
            ("Plain words", "Plain words", nil),
        ] as [(String, String, String?)])
    func `the layouts of details that banks agreed on are understood`(_ details: String, _ text: String, _ counterparty: String?) throws {
        let line = try #require(try read(":20:X\n:61:250603C1,00NTRFX\n:86:\(details)\n").lines.first)
        #expect(line.text == text)
        #expect(line.counterparty == counterparty)
    }

    @Test(arguments: ["-", " -", "-    ", "  - "])
    func `a dash that ends the message is no sign of the closing balance`(_ end: String) throws {
        let reading = try read(":20:X\n:25:123\n:60F:C250601EUR99,00\n:61:250603C1,00NTRFREF1\n:62F:C250603EUR100,00\n\(end)\n")
        #expect(reading.statements.map(\.closingBalance?.decimalText) == ["100.00"])
        #expect(reading.amounts == ["1.00"])
    }

    @Test func `a dash behind a blank is a word of the details`() throws {
        let reading = try read(":20:X\n:61:250603C1,00NTRFREF1\n:86:Rent\n -\n June\n:62F:C250603EUR1,00\n")
        #expect(reading.lines.map(\.text) == ["Rent - June"])
    }

    @Test func `details behind the closing balance are about the statement`() throws {
        #expect(try read(":20:X\n:61:250603C1,00NTRFREF1\n:62F:C250603EUR1,00\n:86:End of page\n").lines.map(\.text) == ["REF1"])
    }
}

struct CAMTTests {
    private func entry(_ content: String) -> String {
        "<Document><BkToCstmrStmt><Stmt><Ntry>\(content)<BookgDt><Dt>2025-06-01</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>"
    }

    @Test func `the side alone is the sign, for reversals too`() throws {
        #expect(try read(entry("<Amt Ccy=\"EUR\">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>")).amounts == ["-5.00"])
        #expect(try read(entry("<Amt Ccy=\"EUR\">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>")).amounts == ["-5.00"])
    }

    @Test(arguments: [["Envelope"], ["Batch", "Envelope", "Payload"]])
    func `a message in envelopes says of its statement what it says without them`(_ envelopes: [String]) throws {
        let balance = "<Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"GBP\">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        let account = "<Acct><Id><Othr><Id>11112222</Id></Othr></Id><Ccy>GBP</Ccy></Acct><Bal>\(balance)</Bal><Ntry>"
        let message = entry("<Amt Ccy=\"GBP\">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>").replacing("<Ntry>", with: account)
        let header = "<AppHdr><CreDt>2025-06-02</CreDt></AppHdr>"
        let wrapped =
            envelopes.map { "<\($0)>" }.joined() + header + message + envelopes.reversed().map { "</\($0)>" }.joined()
        let reading = try read(wrapped)
        #expect(reading == (try read(message)))
        #expect(reading.statements.map(\.accountNumber) == ["****2222"])
        #expect(reading.statements.map(\.closingBalance?.decimalText) == ["7.00"])
    }

    @Test func `names with a namespace are the same names`() throws {
        let text = entry("<Amt Ccy=\"EUR\">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>").replacing("</", with: "</n:").replacing("<", with: "<n:")
            .replacing("<n:/n:", with: "</n:")
        #expect(try read(text).amounts == ["5.00"])
    }

    @Test func `the currency that is none is the account's`() throws {
        #expect(try read(entry("<Amt Ccy=\"XXX\">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>"), currency: .gbp).lines[0].amount.currency == .gbp)
        #expect(try read(entry("<Amt Ccy=\"XQZ\">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>")).problems.count == 1)
    }
}

struct QIFTests {
    @Test(arguments: [
        ("06/03/2025", "2025-06-03"), ("6/ 3'25", "2025-06-03"), ("06/03/099", "1999-06-03"), ("06/03/100", "2000-06-03"),
        ("2025-06-03", "2025-06-03"),
    ])
    func `the dates of Quicken are read`(_ written: String, _ date: String) throws {
        #expect(try read("!Type:Bank\nD\(written)\nT1.00\nPShop\n^\n").dates == [date])
    }

    @Test func `a day beyond twelve puts the day first for the whole file`() throws {
        #expect(try read("!Type:Bank\nD01/02/2025\nT1.00\n^\nD25/02/2025\nT1.00\n^\n").dates == ["2025-02-01", "2025-02-25"])
    }

    @Test func `the last record may go without its end`() throws {
        #expect(try read("!Type:CCard\nD06/25/2025\nT-1.00\nPShop").amounts == ["-1.00"])
    }

    @Test func `a file without any section is one of movements`() throws {
        let reading = try read("\nD6/13'25\nT-4.50\nPTea\n^\nD6/16'25\nT1,200.00\n^\n")
        #expect(reading.amounts == ["-4.50", "1200.00"])
        #expect(reading.dates == ["2025-06-13", "2025-06-16"])
        #expect(try detect("Date,Text,Amount\n2025-06-13,^,-4.50\n^\n").format == .csv)
    }

    @Test func `records of other kinds are counted and not read`() throws {
        let reading = try read("!Type:Cat\nNFood\n^\n!Type:Invst\nD06/25/2025\nNBuy\nT5.00\n^\n!Type:Bank\nD06/25/2025\nT-1.00\n^\n")
        #expect(reading.amounts == ["-1.00"])
        #expect(reading.skipped[.otherRecord] == 2)
    }
}
