import Foundation
import NIOCore
import Testing

@testable import Web

/// What comes in: forms in parts, JSON, sizes.
struct BodyTests {
    private func parse(_ text: String, boundary: String = "b", pieces: Int = .max) throws -> [MultipartParser.Event] {
        var parser = try MultipartParser(boundary: boundary)
        var events: [MultipartParser.Event] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            events += try parser.feed(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
        }
        try parser.finish()
        return events
    }

    /// Bytes of one part joined, as their splitting is nobody's business.
    private func joined(_ events: [MultipartParser.Event]) -> [MultipartParser.Event] {
        events.reduce(into: []) { result, event in
            if case .bytes(let more) = event, case .bytes(let bytes)? = result.last {
                result[result.count - 1] = .bytes(bytes + more)
            } else {
                result.append(event)
            }
        }
    }

    private static let form =
        "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--b  \r\n"
        + "content-type: text/csv\r\nCONTENT-DISPOSITION: form-data; name=\"file\"; filename=\"C:\\\\bank\\\\x.csv\"\r\n\r\n"
        + "1\r\n--c\r\n--\r\n-\r\n--b\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--b--\r\nepilogue"

    @Test(arguments: [1, 2, 3, 5, 7, 11, 64, 10_000])
    func `a form is read the same in pieces of any size`(_ size: Int) throws {
        let events = joined(try parse(Self.form, pieces: size))
        #expect(
            events == [
                .part(.init(name: "a", fileName: nil)), .bytes(Array("one".utf8)), .end, .part(.init(name: "file", fileName: "x.csv")),
                .bytes(Array("1\r\n--c\r\n--\r\n-".utf8)), .end, .part(.init(name: "empty", fileName: nil)), .end,
            ])
    }

    @Test func `any bytes in any pieces come out as they went in`() throws {
        var random = SplitMix(seed: 20_251_207)
        for round in 0..<300 {
            let alphabet = Array("\r\n-bX".utf8)
            let boundary = "b" + String(repeating: "-", count: Int(random.next() % 5)) + "b"
            let content = (0..<Int(random.next() % 200)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
            // What holds the delimiter itself cannot be sent under this boundary.
            guard !String(decoding: content, as: UTF8.self).contains("\r\n--\(boundary)"),
                !content.starts(with: Array("--\(boundary)".utf8))
            else { continue }
            let text =
                Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n".utf8) + content
                + Array("\r\n--\(boundary)--".utf8)
            var parser = try MultipartParser(boundary: boundary)
            var events: [MultipartParser.Event] = []
            var rest = text[...]
            while !rest.isEmpty {
                let size = Int(random.next() % 9) + 1
                events += try parser.feed(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            try parser.finish()
            let found = events.reduce(into: [UInt8]()) { if case .bytes(let bytes) = $1 { $0 += bytes } }
            #expect(found == content, "round \(round)")
        }
    }

    @Test func `damaged forms are refused and never crash`() throws {
        var random = SplitMix(seed: 7)
        let whole = Array(Self.form.utf8)
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0...(random.next() % 4) { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
            bytes.removeLast(Int(random.next() % UInt64(bytes.count / 2)))
            var parser = try MultipartParser(boundary: "b")
            _ = try? parser.feed(bytes)
            _ = try? parser.finish()
        }
    }

    @Test(arguments: [
        ("--b\r\nX: y\r\n\r\nz\r\n--b--", MultipartError.malformed), ("--bX\r\n", .malformed),
        ("--b\r\nContent-Disposition: form-data\r\n\r\n", .malformed),
        ("--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n", .malformed),
        ("--b\r\n" + String(repeating: "x", count: 9_000), .headTooLong),
        ("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf", .truncated), ("", .truncated), ("no boundary at all", .truncated),
    ])
    func `what is no form says why`(_ text: String, _ error: MultipartError) {
        #expect(throws: error) { try parse(text) }
    }

    @Test(arguments: ["", String(repeating: "x", count: 71), "a\r\nb", "a\"b", "trailing "])
    func `boundaries that RFC 2046 does not allow are refused`(_ boundary: String) {
        #expect(throws: MultipartError.wrongBoundary) { _ = try MultipartParser(boundary: boundary) }
    }

    @Test(
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"), ("multipart/form-data; charset=utf-8; Boundary=\"a b\"", "a b"),
            ("multipart/form-data", nil), ("multipart/form-data; boundary", nil),
        ] as [(String, String?)])
    func `the boundary is found in the content type`(_ type: String, _ boundary: String?) {
        #expect(MultipartParser.boundary(in: type) == boundary)
    }

    @Test(arguments: [
        ("{", 1, 2), ("{\"a\":}", 1, 6), ("[1,\n2,\n]", 3, 1), ("{\"a\":1,}", 1, 8), ("nul", 1, 4), ("01", 1, 2), ("\"a\nb\"", 1, 3),
        ("\"\\x\"", 1, 3),
        ("1 2", 1, 3), ("", 1, 1), ("{'a':1}", 1, 2), ("-", 1, 2), ("1.", 1, 3), ("[1 2]", 1, 4), ("\"\\u12g4\"", 1, 6),
        ("\"\\ud83d\"", 1, 8), ("\"\\ud83dx\"", 1, 8), ("\"\\ude00\"", 1, 8), ("\"\\ud83d\\u0041\"", 1, 14), ("\"\\ud8", 1, 6),
    ])
    func `what is no JSON is refused at the place of the fault`(_ text: String, line: Int, column: Int) {
        let fault = JSONSyntax.firstFault(in: Array(text.utf8))
        #expect(fault?.line == line && fault?.column == column, "\(String(describing: fault))")
    }

    @Test(arguments: [
        "{}", "[]", " [1, -2.5e+3, \"\\u00e9\\n\", true, false, null, {\"a\": {}}] ", "0", "\"\\uD83D\\uDE00\"", "\"x\"", "\r\n\t1",
    ])
    func `what is JSON passes`(_ text: String) { #expect(JSONSyntax.firstFault(in: Array(text.utf8)) == nil) }

    @Test func `nesting without end is refused before anything recurses into it`() {
        #expect(JSONSyntax.firstFault(in: Array(String(repeating: "[", count: 100_000).utf8))?.reason == "it is nested too deeply")
    }

    @Test(arguments: [(0, 9, false), (0, 11, true), (4_096, 11, false), (4_095, 11, true), (1 << 20, 60, false), (1_000, 3_600, true)])
    func `whoever sends slower than anyone's line is cut off`(received: Int, seconds: Int, isTooSlow: Bool) {
        #expect(BodyReader.isTooSlow(received: received, after: seconds) == isTooSlow)
    }

    @Test(arguments: [
        ("a=1&b=two+words&a=%C3%A9", ["1", "é"], "two words"), ("b=%zz%4&a", [""], "%zz%4"), ("&&b=x%3D%26", [], "x=&"),
        ("b=a=b", [], "a=b"),
    ])
    func `forms and queries are decoded as browsers encode them`(_ text: String, _ a: [String], b: String) {
        let values = Values(urlEncoded: text)
        #expect(values.all("a") == a)
        #expect(values["b"] == b)
    }

    @Test(
        arguments: [
            ("https://books.example", "https://books.example"), ("HTTPS://Books.Example:443", "https://books.example"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://[::1]:80", "http://[::1]"), ("https://books.example/", nil),
            ("books.example", nil),
            ("ftp://books.example", nil), ("https://", nil), ("https://a:b@c", nil), ("https://a:0", nil), ("https://a:99999", nil),
            ("null", nil),
            ("https://a?b", nil), ("https://a#b", nil), ("https:///a", nil),
        ] as [(String, String?)])
    func `an origin is scheme, host and port and nothing else`(_ text: String, _ canonical: String?) {
        #expect(Origin(text).map { "\($0)" } == canonical)
    }

    @Test(arguments: [
        ("/review", "/review"), ("/a?b=c", "/a?b=c"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil.example", "/"),
        ("", "/"),
        ("/a\r\nX: y", "/"), ("/a b", "/"), ("\\\\evil", "/"), ("javascript:alert(1)", "/"), ("/é", "/"),
    ])
    func `one is only ever led to a path of ours`(_ path: String, _ safe: String) { #expect(OwnPath.checked(path) == safe) }
}

/// Random numbers with a seed, so that what failed once fails again.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
