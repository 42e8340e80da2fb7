import Foundation
import TestSupport
import Testing

/// Files are read through a window: the program's memory does not grow with them.
struct MemoryTests {
    /// A format with the least that makes a statement of it, around a line that is repeated.
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let head, line, foot: String
    }

    /// Long, since the time goes by lines and the claim by bytes.
    private static let text = String(repeating: "SHOP IN THE HIGH STREET ", count: 20)

    static let shapes = [
        Shape(
            testDescription: "CSV", head: "Date,Description,Amount,Balance\n", line: "2025-06-13,\(text),-5.00,95.00\n",
            foot: ""),
        Shape(
            testDescription: "OFX", head: "OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKTRANLIST>\n",
            line: "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20250613<TRNAMT>-5.00<FITID>1<NAME>SHOP<MEMO>\(text)</STMTTRN>\n",
            foot: "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"),
        Shape(
            testDescription: "CAMT", head: "<?xml version=\"1.0\"?><Document><BkToCstmrStmt><Stmt>\n",
            line: """
                <Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2025-06-13</Dt></BookgDt>
                <NtryDtls><TxDtls><RmtInf><Ustrd>\(text)</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>

                """, foot: "</Stmt></BkToCstmrStmt></Document>\n"),
        Shape(
            testDescription: "MT940", head: ":20:START\n:25:10010010/0111111111\n:28C:1/1\n:60F:C250612EUR1000,00\n",
            line: ":61:2506130613DR5,00NMSCNONREF\n:86:\(text)\n", foot: ":62F:C250613EUR0,00\n-\n"),
        Shape(testDescription: "QIF", head: "!Type:Bank\n", line: "D06/13/2025\nT-5.00\nPSHOP\nM\(text)\n^\n", foot: ""),
    ]

    private static let megabyte = 1 << 20

    /// - Returns: the peak while a file of about `size` bytes was inspected.
    private func peak(_ program: Program, _ shape: Shape, _ size: Int) async throws -> Int {
        let file = program.folder.appending(path: "statement-\(size)")
        let block = Data(String(repeating: shape.line, count: 200).utf8)
        try Data(shape.head.utf8).write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        for _ in 0..<max(1, size / block.count) { try handle.write(contentsOf: block) }
        try handle.write(contentsOf: Data(shape.foot.utf8))
        try handle.close()
        let printed = try await Python.run("peak_memory.py", [Program.path, "inspect", file.path])
        return try #require(Int(printed.split(whereSeparator: \.isNewline).first ?? ""))
    }

    @Test(arguments: shapes)
    func `a file eleven times as long is read in the same memory`(_ shape: Shape) async throws {
        let program = try Program()
        let small = try await peak(program, shape, Self.megabyte)
        let large = try await peak(program, shape, 11 * Self.megabyte)
        // Held whole, the 10 MiB more would cost at least that.
        #expect(large - small < 8 * Self.megabyte, "\(small) and \(large) bytes")
    }
}
