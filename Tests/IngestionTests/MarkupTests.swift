import Testing

@testable import Ingestion

struct MarkupTests {
    static let cases: [(String, [MarkupReader.Token])] = [
        ("<A>x</A>", [.open("A", attributes: "", isClosed: false), .text("x"), .close("A")]),
        ("<n:A b=\"1\"/>", [.open("A", attributes: " b=\"1\"", isClosed: true)]),
        ("<!-- <B> --><A>", [.open("A", attributes: "", isClosed: false)]),
        ("<![CDATA[1 < 2 & 3]]>", [.text("1 < 2 & 3")]),
        ("a &amp; b &lt; c &#233; &#xE9; &unknown; & d", [.text("a & b < c é é &unknown; & d")]),
        ("1 < 2", [.text("1"), .text("< 2")]),
        ("<<A>", [.text("<"), .open("A", attributes: "", isClosed: false)]),
        ("<A", [.text("<A")]),
        ("<A><B", [.open("A", attributes: "", isClosed: false), .text("<B")]),
        ("<!-- never closed", []),
        ("", []),
    ]

    @Test(arguments: cases)
    func `tags and text are told apart`(_ text: String, _ tokens: [MarkupReader.Token]) throws {
        var reader = MarkupReader(TextStream(Input(ByteSource(name: "f", bytes: Array(text.utf8))).open(), encoding: .utf8, file: "f"))
        var found: [MarkupReader.Token] = []
        while let token = try reader.next() { found.append(token) }
        #expect(found == tokens)
    }

    @Test func `elements nested without end cost no memory and no crash`() throws {
        let text = "<Document><BkToCstmrStmt><Stmt>" + String(repeating: "<Ntry>", count: 100_000)
        #expect(try read(text, name: "f").lines.isEmpty)
    }
}
