import Bookkeeping
import Synchronization
import Testing

@testable import Ingestion

struct BadInputTests {
    // MARK: Files that are refused

    static let elsewhere = "Download the statement as CSV, OFX, CAMT or MT940 instead."
    static let savedAsCSV = "Open it in a spreadsheet program and save it as CSV."

    static let refused: [(String, String, IngestionError)] = [
        ("nothing", "", .empty(file: "f")),
        ("blanks", " \n\n", .empty(file: "f")),
        ("a poem", "Roses are red\nViolets are blue\n", .notAStatement(file: "f")),
        ("a table of words", "entry1,entry2,entry3\nentry4,entry5,entry6\n", .notAStatement(file: "f")),
        ("binary", "\u{0}\u{1}\u{2}\u{0}\u{5}\u{6}\u{0}\u{8}abc", .binary(file: "f")),
        (
            "PDF", "%PDF-1.7\n",
            .unsupportedKind(file: "f", kind: "a PDF document", advice: Self.elsewhere)
        ),
        (
            "a batch for an accounting office", "\u{FEFF}\"EXTF\";510;21;\"Buchungsstapel\";7\nUmsatz;Konto;Belegdatum\n119,00;10000;0109",
            .unsupportedKind(
                file: "f", kind: "a batch of entries for DATEV",
                advice: "Download the bank's own statement as CSV, CAMT or MT940 instead.")
        ),
        ("JSON", "[\n {\"date\": \"2025-06-13\"}]", .unsupportedKind(file: "f", kind: "JSON", advice: Self.elsewhere)),
        (
            "a table of a web page", "\u{FEFF} <TABLE border=1><tr>",
            .unsupportedKind(file: "f", kind: "a web page", advice: Self.savedAsCSV)
        ),
        (
            "a workbook in XML", "<?xml version=\"1.0\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
            .unsupportedKind(file: "f", kind: "an Excel workbook", advice: Self.savedAsCSV)
        ),
        (
            "orders of payment", "<?xml version=\"1.0\"?>\n<Document><CstmrCdtTrfInitn></CstmrCdtTrfInitn></Document>",
            .unsupportedKind(file: "f", kind: "XML that is no statement", advice: "Download the statement as CAMT.053, OFX or CSV instead.")
        ),
        (
            "entities that expand", "<?xml version=\"1.0\"?>\n<!DOCTYPE OFX [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<OFX>&b;</OFX>",
            .documentType(file: "f", row: 2)
        ),
        (
            "an external entity", "<!DOCTYPE Document SYSTEM \"file:///etc/passwd\"><Document><BkToCstmrStmt/></Document>",
            .documentType(file: "f", row: 1)
        ),
    ]

    @Test(arguments: refused)
    func `a file that is no statement is refused with one sentence`(_ kind: String, _ text: String, _ error: IngestionError) {
        #expect(refusal(text, name: "f") == error)
        #expect(error.userText.hasSuffix("."))
        #expect(!error.userText.contains("\n"))
    }

    @Test(arguments: [
        IngestionError.unreadable(file: "f", reason: "it is not there"), .empty(file: "f"), .binary(file: "f"), .notAStatement(file: "f"),
        .unsupportedKind(file: "f", kind: "an Excel workbook", advice: "Save it as CSV."), .columnsUnknown(file: "f", missing: "date"),
        .mappingDoesNotFit(file: "f", reason: "it has no column Betrag"), .changedWhileRead(file: "f"),
        .tooLong(file: "f", row: 2, limitBytes: 1 << 20), .documentType(file: "f", row: 1),
        .damagedArchive(file: "f", reason: "it ends early"),
        .archiveTooLarge(file: "f", limitBytes: 1 << 28), .emptyArchive(file: "f"),
    ])
    func `every refusal names the file, says what is wrong and what to do, on one line`(_ error: IngestionError) {
        let text = error.userText
        #expect(text.contains("f ") || text.contains("f:") || text.contains("f."))
        #expect(text.hasSuffix("."))
        #expect(text.count < 160 && !text.contains("\n"))
        #expect(text.split(separator: ". ").count == 2)
    }

    @Test func `half a file gives what is whole in it, and says that the rest is missing`() throws {
        let camt =
            "<Document><BkToCstmrStmt><Stmt><Acct><Ccy>EUR</Ccy></Acct>"
            + "<Ntry><Amt Ccy=\"EUR\">4.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><BookgDt><Dt>2025-06-13</Dt></BookgDt></Ntry>"
        let ofx = "<OFX><STMTRS><CURDEF>EUR<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20250613<TRNAMT>-4.50</STMTTRN>"
        let mt940 = ":20:X\n:25:12345678\n:60F:C250612EUR10,00\n:61:250613D4,50NMSC\n:86:tea\n"
        for (half, rest) in [
            (camt, "</Stmt></BkToCstmrStmt></Document>"), (camt + "<Ntry><Amt Ccy=\"EUR\">12", ".00</Amt></Ntry></Document>"),
            (ofx, "</STMTRS></OFX>"), (ofx + "<STMTTRN><DTPOSTED>20250614<TRNAMT>-12", "</OFX>"), (mt940, ":62F:C250613EUR5,50\n"),
        ] {
            let reading = try read(half)
            #expect(reading.amounts == ["-4.50"])
            #expect(
                reading.problems.map(\.reason) == ["The file ends in the middle, so movements may be missing. Download it again."])
            #expect(!(try read(half + rest).problems.contains { $0.reason.contains("ends in the middle") }))
        }
    }

    @Test func `half an archive is refused as damaged`() throws {
        let whole = try Fixtures.bytes("camt.zip")
        let half = ByteSource(name: "camt.zip", bytes: Array(whole.prefix(whole.count / 2)))
        let text = try #require(refusal(half)?.userText)
        #expect(text.hasPrefix("The archive camt.zip is damaged: "))
        #expect(text.hasSuffix(" Download it again."))
        #expect(refusal(ByteSource(name: "f", bytes: [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18))) == .emptyArchive(file: "f"))
    }

    @Test func `a billion laughs are refused before the first`() {
        let entities = (1...9).map { "<!ENTITY lol\($0) \"\(String(repeating: "&lol\($0 - 1);", count: 10))\">" }.joined(separator: "\n")
        let text =
            "<?xml version=\"1.0\"?>\n<!DOCTYPE Document [\n<!ENTITY lol0 \"lol\">\n\(entities)\n]>\n"
            + "<Document><BkToCstmrStmt><Stmt><Ntry><AddtlNtryInf>&lol9;</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>"
        #expect(refusal(text, name: "f") == .documentType(file: "f", row: 2))
    }

    @Test func `years of two figures are those nearest to us`() throws {
        let reading = try read("Date;Text;Amount\n31.12.99;A;-3,00\n13.06.25;B;-4,00\n01.01.68;C;-5,00\n")
        #expect(reading.dates == ["1999-12-31", "2025-06-13", "2068-01-01"])
    }

    @Test(
        arguments: [
            // Shift-JIS, GBK
            (
                "日付",
                [0x93, 0xFA, 0x95, 0x74, 0x2C, 0x83, 0x4A, 0x81, 0x5B, 0x83, 0x68, 0x2C, 0x82, 0xA8, 0x82, 0xA0, 0x82, 0xA2, 0x83, 0x89]
            ),
            (
                "交易日期",
                [0xBD, 0xBB, 0xD2, 0xD7, 0xC8, 0xD5, 0xC6, 0xDA, 0x2C]
                    + Array(repeating: [0xBD, 0xF0, 0xB6, 0xEE, 0x2C], count: 6).flatMap { $0 }
            ),
        ] as [(String, [UInt8])])
    func `text in an encoding of East Asia is refused rather than garbled`(_ heading: String, _ bytes: [UInt8]) {
        let source = ByteSource(name: "f", bytes: bytes + Array("\n2025-06-01,1.00\n".utf8))
        #expect(
            refusal(source)?.userText
                == "f is text in Shift-JIS, GBK or another encoding of East Asia, which cannot be read. "
                + "Open it in a spreadsheet program and save it as UTF-8.")
    }

    @Test(arguments: [
        ("1.234,56-", "-1234.56"), ("(12,00)", "-12.00"), ("\u{2212}5,00", "-5.00"), ("1\u{A0}234,50", "1234.50"), ("1'234,50", "1234.50"),
        ("1\u{2019}234,50 CR", "1234.50"), ("EUR 7,00 DR", "-7.00"),
    ])
    func `an amount written in an odd way is read from a file`(_ written: String, _ amount: String) throws {
        #expect(try read("Date;Text;Amount\n01.06.25;A;-3,00\n13.06.25;B;\(written)\n").amounts == ["-3.00", amount])
        #expect(try read("Date;Text;Amount\n01.06.25;A;-3,00\n13.06.25;B;\(written)\n").dates == ["2025-06-01", "2025-06-13"])
    }

    @Test func `a source that cannot be read says why`() {
        struct Denied: Error, CustomStringConvertible { let description = "permission denied" }
        let source = ByteSource(name: "f") { _, _ in throw Denied() }
        #expect(refusal(source) == .unreadable(file: "f", reason: "permission denied"))
    }

    @Test(arguments: ["2025-06-01,", "2025-06-01,\"", "<OFX><STMTTRN><NAME>", "<OFX><STMTTRN ", "!Type:Bank\nP", ":20:A\n:86:"])
    func `a line of a gigabyte is refused without being kept`(_ beginning: String) {
        let asked = Mutex(0)
        let head = Array((beginning.first == "2" ? "Date,Text,Amount\n2025-06-01,A,1.00\n" + beginning : beginning).utf8)
        let source = ByteSource(name: "f") { offset, count in
            asked.withLock { $0 = max($0, offset + count) }
            guard offset < 1 << 30 else { return [] }
            return offset == 0 ? head : [UInt8](repeating: UInt8(ascii: "x"), count: min(count, 1 << 16))
        }
        guard case .tooLong(_, _, let limit) = refusal(source) else {
            Issue.record("not refused as too long: \(refusal(source)?.userText ?? "read")")
            return
        }
        #expect(asked.withLock { $0 } < 8 * limit)
    }

    @Test func `a file that changes while it is read is refused`() {
        let rows = Array("Date,Text,Amount\n2025-06-01,A,1.00\n2025-06-02,B,2.00\n".utf8)
        let readings = Mutex(0)
        let source = ByteSource(name: "f") { offset, count in
            let reading = readings.withLock { readings in
                if offset == 0 { readings += 1 }
                return readings
            }
            var bytes = rows
            if reading > 1 { bytes[30] = UInt8(ascii: "9") }
            return Array(bytes[min(offset, bytes.count)...].prefix(count))
        }
        #expect(refusal(source) == .changedWhileRead(file: "f"))
    }

    @Test func `a file that shrinks or is replaced while it is read is refused`() {
        let rows = Array("Date,Text,Amount\n2025-06-01,A,1.00\n2025-06-02,B,2.00\n".utf8)
        let readings = Mutex(0)
        let shrinking = ByteSource(name: "f") { offset, count in
            let reading = readings.withLock { readings in
                if offset == 0 { readings += 1 }
                return readings
            }
            let bytes = reading > 1 ? rows[..<36] : rows[...]
            return Array(bytes[min(offset, bytes.count)...].prefix(count))
        }
        #expect(refusal(shrinking) == .changedWhileRead(file: "f"))
        let version = Mutex(0)
        let replaced = ByteSource(
            name: "f",
            version: {
                version.withLock { version in
                    version += 1
                    return "\(version)"
                }
            }, read: { offset, count in Array(rows[min(offset, rows.count)...].prefix(count)) })
        #expect(refusal(replaced) == .changedWhileRead(file: "f"))
    }

    // MARK: Rows that are problems

    @Test func `nine bad rows are nine problems and lose no good row`() throws {
        let good = (1...9).map { "2025-06-0\($0),Good,\($0).00" }
        let bad = [
            "13/13/2024,x,1.00", "2025-02-30,x,1.00", ",x,1.00", "2025-06-01,x,", "2025-06-01,x,12..34", "2025-06-01,x,1.2.3",
            "Soon,x,1.00",
            "2025-06-01,x,99999999999999999999", "2025-06-01,x,\(UInt8.max)-1",
        ]
        let rows = zip(good, bad).flatMap { [$0, $1] }
        let reading = try read("Date,Text,Amount\n" + rows.joined(separator: "\n") + "\n")
        #expect(reading.lines.count == 9)
        #expect(reading.problems.map(\.row) == [3, 5, 7, 9, 11, 13, 15, 17, 19])
        for (problem, row) in zip(reading.problems, bad) {
            #expect(problem.quote == row)
            #expect(problem.reason.hasSuffix("."))
        }
    }

    @Test func `a table of hundreds of columns is read, wherever its headings stand`() throws {
        let blanks = String(repeating: ",", count: 250)
        let reading = try read("Date,Description\(blanks)Amount,,Status\n2025-06-01,Rent\(blanks)-5.00,,Booked\n")
        #expect(reading.amounts == ["-5.00"])
        #expect(reading.problems.isEmpty)
    }

    @Test func `every row is a line, a problem or a skip that is counted`() throws {
        let text = """
            Account statement
            Date,Text,Amount,Balance
            2025-06-01,A,1.00,1.00
            ,more about A,,

            Date,Text,Amount,Balance
            13/13/2024,B,2.00,3.00
            see overleaf,,,
            Closing balance,,,3.00
            2025-06-02,C,3.00,6.00
            """
        let reading = try read(text)
        #expect(reading.lines.map(\.text) == ["A more about A", "C"])
        #expect(reading.problems.map(\.row) == [7])
        let expected: [SkippedRows.Kind: Int] = [.preamble: 2, .continuation: 1, .blank: 1, .repeatedHeader: 1, .remark: 1, .balance: 1]
        for kind in SkippedRows.Kind.allCases { #expect(reading.skipped[kind] == expected[kind] ?? 0, "\(kind)") }
        #expect(reading.lines.count + reading.problems.count + reading.skipped.total == 10)
    }

    @Test func `a quotation mark that is never closed costs one row`() throws {
        let reading = try read("Date,Text,Amount\n2025-06-01,\"Open,1.00\n2025-06-02,\"Fine\",2.00\n2025-06-03,Fine,3.00\n")
        #expect(reading.amounts == ["2.00", "3.00"])
        #expect(
            reading.problems == [
                RowProblem(row: 2, quote: "2025-06-01,\"Open,1.00", reason: "A quotation mark is opened and never closed.")
            ])
    }

    @Test func `an unknown currency is a problem of its row`() throws {
        let reading = try read("Date,Text,Amount,Currency\n2025-06-01,A,1.00,EUR\n2025-06-02,B,1.00,EUR\n2025-06-03,C,1.00,XQZ\n")
        #expect(reading.lines.count == 2)
        #expect(reading.problems.map(\.reason) == ["“XQZ” is no currency of ISO 4217."])
    }

    @Test func `a quoted field may go over lines and rows are counted by lines of text`() throws {
        let reading = try read("Date,Text,Amount\r\n2025-06-01,\"two\r\nlines\",1.00\r\n13/13/2024,x,1.00\r\n")
        #expect(reading.lines[0].text == "two lines")
        #expect(reading.problems[0].row == 4)
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func `any line end ends a row`(_ end: String) throws {
        #expect(
            try read(["Date,Text,Amount", "2025-06-01,A,1.00", "2025-06-02,B,2.00"].joined(separator: end) + end).amounts == [
                "1.00", "2.00",
            ])
        #expect(
            try read(["Date,Text,Amount", "2025-06-01,A,1.00", "2025-06-02,B,2.00"].joined(separator: end)).amounts == ["1.00", "2.00"])
    }

    // MARK: Encodings

    @Test func `mixed encodings are read row by row`() throws {
        let bytes =
            Array("Date,Text,Amount\n2025-06-01,Café,1.00\n2025-06-02,Caf".utf8) + [0xE9] + Array(",2.00\n".utf8)
        #expect(try read(bytes).lines.map(\.text) == ["Café", "Café"])
    }

    @Test(
        arguments: [
            (TextEncoding.windows1252, "é€ß", [0xE9, 0x80, 0xDF]), (.windows1250, "čřž", [0xE8, 0xF8, 0x9E]),
            (.windows1251, "Да", [0xC4, 0xE0]),
            (.iso8859part2, "čšž", [0xE8, 0xB9, 0xBE]), (.iso8859part15, "€", [0xA4]), (.codePage850, "éáö", [0x82, 0xA0, 0x94]),
            (.utf16LittleEndian, "é€", [0xE9, 0x00, 0xAC, 0x20]), (.utf16BigEndian, "é€", [0x00, 0xE9, 0x20, 0xAC]),
            (.utf16LittleEndian, "😀", [0x3D, 0xD8, 0x00, 0xDE]), (.utf8, "é😀", [0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80]),
        ] as [(TextEncoding, String, [UInt8])])
    func `every encoding is decoded, in pieces of any size`(_ encoding: TextEncoding, _ text: String, _ bytes: [UInt8]) {
        for size in 1...4 {
            var decoder = TextDecoder(encoding)
            var decoded: [UInt8] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                decoder.decode(Array(rest.prefix(size)), into: &decoded)
                rest = rest.dropFirst(size)
            }
            decoder.decode([], into: &decoded)
            #expect(String(decoding: decoded, as: UTF8.self) == text)
        }
    }

    @Test func `text that is cut off in the middle of a character is kept`() {
        var decoder = TextDecoder(.utf8)
        var decoded: [UInt8] = []
        decoder.decode([0x41, 0xC3], into: &decoded)
        decoder.decode([], into: &decoded)
        #expect(String(decoding: decoded, as: UTF8.self) == "AÃ")
    }

    @Test(arguments: [1, 2, 3, 7, 1_000])
    func `the size of batches changes nothing`(_ count: Int) throws {
        for name in Fixtures.names {
            let bytes = try Fixtures.bytes(name)
            #expect(try read(bytes, name: name, atMost: count) == read(bytes, name: name), "\(name)")
        }
    }

    @Test(arguments: [1, 5, 64])
    func `the size of the pieces that a source gives changes nothing`(_ size: Int) throws {
        for name in Fixtures.names {
            let bytes = try Fixtures.bytes(name)
            let dripping = ByteSource(name: name) { offset, count in Array(bytes[min(offset, bytes.count)...].prefix(min(count, size))) }
            #expect(try read(dripping) == read(bytes, name: name), "\(name)")
        }
    }
}
