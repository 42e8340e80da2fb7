import Bookkeeping
import Testing

@testable import Ingestion

/// What banks and programs make of OFX beyond its standard.
struct OFXDialectTests {
    private static let header = "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nENCODING:USASCII\r\nCHARSET:1252\r\n\r\n"

    private func statement(_ movements: String, account: String = "11112222", currency: String = "EUR") -> String {
        "<STMTTRNRS><STMTRS><CURDEF>\(currency)<BANKACCTFROM><BANKID>1<ACCTID>\(account)<ACCTTYPE>CHECKING</BANKACCTFROM>"
            + "<BANKTRANLIST><DTSTART>20250601<DTEND>20250630\(movements)</BANKTRANLIST>"
            + "<LEDGERBAL><BALAMT>100,50<DTASOF>20250630</LEDGERBAL></STMTRS></STMTTRNRS>"
    }

    private func file(_ content: String) -> String { Self.header + "<OFX><BANKMSGSRSV1>\(content)</BANKMSGSRSV1></OFX>" }

    @Test func `movements that are never closed end where the next begins`() throws {
        let movement = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20250613<TRNAMT>-5.00<FITID>1<NAME>Tea"
        let reading = try read(
            file(statement(movement + movement.replacing("-5.00", with: "7.25").replacing("<FITID>1", with: "<FITID>2"))))
        #expect(reading.amounts == ["-5.00", "7.25"])
        #expect(reading.lines.map(\.reference) == ["1", "2"])
        #expect(reading.statements.map { $0.closingBalance?.decimalText } == ["100.50"])
    }

    @Test(arguments: [
        ("-5,00", "-5.00"), ("-1.234,56", "-1234.56"), ("+1,234.56", "1234.56"), ("- 5.00", "-5.00"), ("1 234,5", "1234.50"),
        ("-.5", "-0.50"),
        ("1200", "1200.00"),
    ])
    func `amounts have a point or a comma`(_ written: String, _ amount: String) throws {
        let reading = try read(file(statement("<STMTTRN><TRNTYPE>OTHER<DTPOSTED>20250613<TRNAMT>\(written)<FITID>1</STMTTRN>")))
        #expect(reading.amounts == [amount])
    }

    @Test func `an identity that is empty is none, and a name may be empty too`() throws {
        let reading = try read(
            file(statement("<STMTTRN><TRNTYPE>ATM<DTPOSTED>20250613120000.000[-3:BRT]<TRNAMT>-5.00<FITID><NAME><MEMO>Cash</STMTTRN>")))
        #expect(reading.lines.map(\.text) == ["Cash"])
        #expect(reading.lines.map(\.reference) == [nil])
        #expect(reading.lines.map(\.counterparty) == [nil])
        #expect(reading.dates == ["2025-06-13"])
    }

    @Test func `bank, card, loan and cash of an investment account are statements of their own`() throws {
        let movement = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20250613<TRNAMT>-5.00<FITID>1<NAME>Tea</STMTTRN>"
        let card =
            "<CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>EUR<CCACCTFROM><ACCTID>4111111111111111</CCACCTFROM><BANKTRANLIST>"
            + movement.replacing("5.00", with: "6.00") + "</BANKTRANLIST></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1>"
        let investment =
            "<INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><DTASOF>20250630<CURDEF>USD<INVACCTFROM><BROKERID>b.com<ACCTID>77778888</INVACCTFROM>"
            + "<INVTRANLIST><BUYSTOCK><INVBUY><INVTRAN><FITID>9<DTTRADE>20250612</INVTRAN><UNITS>1<UNITPRICE>10<TOTAL>-10</INVBUY></BUYSTOCK>"
            + "<INVBANKTRAN>" + movement.replacing("5.00", with: "7.00") + "<SUBACCTFUND>CASH</INVBANKTRAN></INVTRANLIST>"
            + "<INVBAL><AVAILCASH>50.00</INVBAL></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1>"
        let reading = try read(Self.header + "<OFX><BANKMSGSRSV1>\(statement(movement))</BANKMSGSRSV1>\(card)\(investment)</OFX>")
        #expect(reading.amounts == ["-5.00", "-6.00", "-7.00"])
        #expect(reading.statements.map(\.kind) == [.bank, .card, .bank])
        #expect(reading.statements.map(\.currency) == [.eur, .eur, .usd])
        #expect(reading.skipped[.otherRecord] == 1)
    }

    @Test func `pending movements are passed over`() throws {
        let movement = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20250613<TRNAMT>-5.00<FITID>1<NAME>Tea</STMTTRN>"
        let pending =
            "</BANKTRANLIST><BANKTRANLISTP><DTASOF>20250630<STMTTRNP><TRNTYPE>DEBIT<DTTRAN>20250629<TRNAMT>-9.00<NAME>Hotel</STMTTRNP></BANKTRANLISTP><BANKTRANLIST>"
        let reading = try read(file(statement(movement + pending)))
        #expect(reading.amounts == ["-5.00"])
        #expect(reading.skipped[.pending] == 1)
    }

    @Test func `where no amount has a sign, debit and credit are the signs`() throws {
        func movement(_ type: String, _ amount: String) -> String {
            "<STMTTRN><TRNTYPE>\(type)<DTPOSTED>20250613<TRNAMT>\(amount)<FITID>\(amount)</STMTTRN>"
        }
        #expect(try read(file(statement(movement("DEBIT", "5.00") + movement("CREDIT", "7.00")))).amounts == ["-5.00", "7.00"])
        // A debit that came back, among amounts with signs.
        let signed = movement("DEBIT", "5.00") + movement("CREDIT", "7.00") + movement("DEBIT", "-1.00")
        #expect(try read(file(statement(signed))).amounts == ["5.00", "7.00", "-1.00"])
        #expect(try read(file(statement(movement("DEBIT", "5.00")))).amounts == ["5.00"])
    }

    @Test func `the day on which the person paid stands in for a missing day of booking`() throws {
        let reading = try read(file(statement("<STMTTRN><TRNTYPE>POS<DTPOSTED><DTUSER>20250612<TRNAMT>-5.00<FITID>1</STMTTRN>")))
        #expect(reading.dates == ["2025-06-12"])
    }

    @Test func `a longer name takes the place of one that is cut off`() throws {
        let text = "<STMTTRN><DTPOSTED>20250613<TRNAMT>-5.00<NAME>Example Partn<EXTDNAME>Example Partners of Exampleton</STMTTRN>"
        #expect(try read(file(statement(text))).lines.map(\.counterparty) == ["Example Partners of Exampleton"])
    }

    @Test func `XML without a header, in capitals or not, is read as well`() throws {
        let text =
            "<?xml version=\"1.0\"?><ofx><bankmsgsrsv1><stmttrnrs><stmtrs><curdef>EUR</curdef><banktranlist><stmttrn><trntype>DEBIT</trntype>"
            + "<dtposted>20250613</dtposted><trnamt>-5.00</trnamt><fitid>1</fitid><name>Tea &amp; Co</name></stmttrn></banktranlist></stmtrs>"
            + "</stmttrnrs></bankmsgsrsv1></ofx>"
        #expect(try read(text).lines.map(\.text) == ["Tea & Co"])
    }
}

/// What programs make of QIF.
struct QIFDialectTests {
    @Test(arguments: [
        ("13/6'25", "2025-06-13"), ("6/13'25", "2025-06-13"), ("13.06.2025", "2025-06-13"), ("13-06-25", "2025-06-13"),
        (" 6/13/25", "2025-06-13"), ("2025/06/13", "2025-06-13"), ("06/13'2025", "2025-06-13"),
    ])
    func `dates have the year behind an apostrophe or not`(_ written: String, _ date: String) throws {
        #expect(try read("!Type:Bank\nD\(written)\nT-5.00\nPTea\n^\n").dates == [date])
    }

    @Test func `a list of accounts before the movements names the accounts of what follows`() throws {
        let text = """
            !Option:AutoSwitch
            !Account
            NChecking
            TBank
            ^
            NVisa
            TCCard
            ^
            !Clear:AutoSwitch
            !Account
            NChecking
            TBank
            ^
            !Type:Bank
            D06/13/2025
            T-5.00
            PTea
            ^
            !Account
            NVisa
            TCCard
            ^
            !Type:CCard
            D06/14/2025
            T-6.00
            PHotel
            ^
            """
        let reading = try read(text)
        #expect(reading.amounts == ["-5.00", "-6.00"])
        #expect(reading.statements.map(\.accountName) == ["Checking", "Visa"])
        #expect(reading.statements.map(\.kind) == [.bank, .card])
    }

    @Test func `splits add up to the amount and make no lines of their own`() throws {
        let text = "!Type:Bank\nD06/13/2025\nT-1,250.00\nPShop\nMWeekend\nLFood\nSFood\nEBread\n$-1,000.00\nSHome\n$-250.00\n^\n"
        let reading = try read(text)
        #expect(reading.amounts == ["-1250.00"])
        #expect(reading.lines.map(\.text) == ["Shop Weekend"])
    }

    @Test func `amounts may have a decimal comma, and more figures in the second field`() throws {
        #expect(try read("!Type:Bank\nD13.06.2025\nT-1.234,50\nPTea\n^\n").amounts == ["-1234.50"])
        #expect(try read("!Type:Bank\nD06/13/2025\nU-1,234.50\nT-1,234.50\nPTea\n^\n").amounts == ["-1234.50"])
    }

    @Test func `what a program calls its own kind of account has movements all the same`() throws {
        #expect(try read("!Type:Savings\nD06/13/2025\nT5.00\n^\n!Type:Memorized\nKP\nT9.00\nPX\n^\n").amounts == ["5.00"])
    }
}

/// The versions of CAMT and what banks make of them.
struct CAMTDialectTests {
    private static let roots = [
        ("053", "BkToCstmrStmt", "Stmt"), ("052", "BkToCstmrAcctRpt", "Rpt"), ("054", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    ]

    private func document(_ kind: (String, String, String), version: String, _ content: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.\(kind.0).001.\(version)"><\(kind.1)><GrpHdr><MsgId>M</MsgId></GrpHdr><\(kind.2)>
        <Id>S</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>\(content)</\(kind.2)></\(kind.1)></Document>
        """
    }

    private func entry(_ amount: String, _ side: String, status: String, details: String = "") -> String {
        "<Ntry><Amt Ccy=\"EUR\">\(amount)</Amt><CdtDbtInd>\(side)</CdtDbtInd><Sts>\(status)</Sts><BookgDt><Dt>2025-06-13</Dt></BookgDt>"
            + "<AcctSvcrRef>R\(amount)</AcctSvcrRef>\(details)</Ntry>"
    }

    @Test(arguments: ["02", "04", "06", "08", "10", "13"])
    func `statements, reports and notifications are read in every version`(_ version: String) throws {
        let isNew = version > "04"
        let status = isNew ? "<Cd>BOOK</Cd>" : "BOOK"
        let name = isNew ? "<Cdtr><Pty><Nm>Shop</Nm></Pty></Cdtr>" : "<Cdtr><Nm>Shop</Nm></Cdtr>"
        let details =
            "<NtryDtls><TxDtls><RltdPties>\(name)</RltdPties><RmtInf><Ustrd>Invoice</Ustrd><Ustrd>5</Ustrd></RmtInf></TxDtls></NtryDtls>"
        for root in Self.roots {
            let reading = try read(document(root, version: version, entry("5.00", "DBIT", status: status, details: details)))
            #expect(reading.amounts == ["-5.00"])
            #expect(reading.lines.map(\.counterparty) == ["Shop"])
            #expect(reading.lines.map(\.text) == ["Shop Invoice 5"])
            #expect(reading.lines.map(\.reference) == ["R5.00"])
            #expect(reading.statements.map(\.accountNumber?.count) == [22])
        }
    }

    @Test func `of reports and statements only what is booked is a line`() throws {
        let entries =
            entry("1.00", "CRDT", status: "BOOK") + entry("2.00", "CRDT", status: "PDNG") + entry("3.00", "CRDT", status: "<Cd>INFO</Cd>")
            + entry("4.00", "CRDT", status: "<Cd>FUTR</Cd>")
        #expect(try read(document(Self.roots[1], version: "08", entries)).amounts == ["1.00"])
        #expect(try read(document(Self.roots[2], version: "08", entries)).amounts == ["1.00", "3.00"])
    }

    @Test func `an entry of several transactions is one line of their sum, a reversal has the side it names`() throws {
        let details =
            "<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch><TxDtls><Amt Ccy=\"EUR\">20.00</Amt><RmtInf><Ustrd>A</Ustrd></RmtInf></TxDtls>"
            + "<TxDtls><Amt Ccy=\"EUR\">10.00</Amt><RmtInf><Ustrd>B</Ustrd></RmtInf></TxDtls></NtryDtls>"
        let entries =
            entry("30.00", "DBIT", status: "BOOK", details: details)
            + entry("7.00", "CRDT", status: "BOOK").replacing("<Sts>", with: "<RvslInd>true</RvslInd><Sts>")
        let reading = try read(document(Self.roots[0], version: "02", entries))
        #expect(reading.amounts == ["-30.00", "7.00"])
        #expect(reading.lines.map(\.text) == ["A B", ""])
    }

    @Test func `several statements of one message stay apart`() throws {
        let one = document(Self.roots[0], version: "08", entry("1.00", "CRDT", status: "<Cd>BOOK</Cd>"))
        let second =
            "<Stmt><Acct><Id><Othr><Id>555-666</Id></Othr></Id></Acct><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CHF\">9.00</Amt>"
            + "<CdtDbtInd>DBIT</CdtDbtInd></Bal>\(entry("2.00", "DBIT", status: "<Cd>BOOK</Cd>").replacing("EUR", with: "CHF"))</Stmt></BkToCstmrStmt>"
        let reading = try read(one.replacing("</BkToCstmrStmt>", with: second))
        #expect(reading.lines.map { $0.amount.description } == ["1.00 EUR", "-2.00 CHF"])
        #expect(reading.statements.map { $0.closingBalance?.decimalText } == [nil, "-9.00"])
    }
}

/// What banks make of MT940.
struct MT940DialectTests {
    private func statement(_ content: String) -> String {
        ":20:X\n:25:10010010/0111111111\n:28C:6/1\n:60F:C250601EUR100,00\n\(content)\n:62F:C250630EUR95,00\n-\n"
    }

    @Test(arguments: [
        ("C", "5.00"), ("D", "-5.00"), ("RC", "-5.00"), ("RD", "5.00"), ("CR", "5.00"), ("DR", "-5.00"), ("EC", "5.00"), ("ED", "-5.00"),
    ])
    func `every mark of a side is read`(_ side: String, _ amount: String) throws {
        #expect(try read(statement(":61:2506130613\(side)5,00NTRFREF//BANK")).amounts == [amount])
    }

    @Test(arguments: [("5,", "5.00"), ("5,5", "5.50"), ("1234,56", "1234.56"), ("1234.56", "1234.56"), ("1.234,56", "1234.56")])
    func `amounts have a comma, some a point`(_ written: String, _ amount: String) throws {
        #expect(try read(statement(":61:250613C\(written)NTRFREF")).amounts == [amount])
    }

    @Test func `a movement without details has its own words`() throws {
        let reading = try read(statement(":61:2506130613D5,00NTRFRENT//B1\nMonthly rent\n:61:2506140614C7,00NINTNONREF"))
        #expect(reading.lines.map(\.text) == ["Monthly rent RENT", "NINT"])
        #expect(reading.lines.map(\.reference) == ["B1", nil])
    }

    @Test(
        arguments: [
            ("?00TRANSFER?20Invoice?21 5?32ACME?33 LTD", "ACME LTD Invoice 5", "ACME LTD"),
            ("020~00VE02~20Invoice~21 5~32ACME LTD~38PL61109010140000071219812874", "ACME LTD Invoice 5", "ACME LTD"),
            ("~00VE02~20Invoice 5~32ACME LTD", "ACME LTD Invoice 5", "ACME LTD"),
            ("809^00PRZELEW^20Invoice 5^32ACME LTD", "ACME LTD Invoice 5", "ACME LTD"),
            ("166?00SEPA?10931?20EREF+NOTPROVIDED?21SVWZ+Invoice 5?30BYLADEM1?31DE02?32ACME LTD?34992", "ACME LTD Invoice 5", "ACME LTD"),
            ("/EREF/E1/BENM//NAME/ACME LTD/REMI/USTD//Invoice 5/PURP/CD/SALA", "ACME LTD Invoice 5", "ACME LTD"),
            ("Question?00 what", "Question?00 what", nil),
        ] as [(String, String, String?)])
    func `details in subfields are read whatever marks them`(_ details: String, _ text: String, _ counterparty: String?) throws {
        let line = try #require(try read(statement(":61:2506130613D5,00NTRFREF\n:86:\(details)")).lines.first)
        #expect(line.text == text)
        #expect(line.counterparty == counterparty)
    }

    @Test func `the pages of a statement are one`() throws {
        let pages = """
            :20:A
            :25:10010010/0111111111
            :28C:6/1
            :60F:C250601EUR100,00
            :61:2506130613D5,00NTRFREF
            :62M:C250613EUR95,00
            -
            :20:B
            :25:10010010/0111111111
            :28C:6/2
            :60M:C250613EUR95,00
            :61:2506140614C7,00NTRFREF
            :62F:C250614EUR102,00
            -
            """
        let reading = try read(pages)
        #expect(reading.amounts == ["-5.00", "7.00"])
        #expect(reading.statements.map { $0.openingBalance?.decimalText } == ["100.00"])
        #expect(reading.statements.map { $0.closingBalance?.decimalText } == ["102.00"])
        // Another statement of the account.
        let next = pages.replacing(":28C:6/2", with: ":28C:7/1").replacing(":60M:", with: ":60F:")
        #expect(try read(next).statements.map { $0.openingBalance?.decimalText } == ["100.00", "95.00"])
    }

    @Test func `several accounts in one file have a statement each`() throws {
        let one = statement(":61:2506130613D5,00NTRFREF")
        let reading = try read(one + one.replacing("0111111111", with: "0222222222").replacing("EUR", with: "CHF"))
        #expect(reading.lines.map { $0.amount.description } == ["-5.00 EUR", "-5.00 CHF"])
        #expect(reading.statements.count == 2)
    }
}
