import Foundation
import Storage
import Testing

@testable import Operations

struct MailMessageTests {
    private func message(_ letter: Mailer.Letter) throws -> String {
        let message = try MailMessage(
            letter, from: "noreply@ai-bookkeeper.com", messageID: letter.messageID ?? "1@ai-bookkeeper.com",
            linkPrefix: "https://books.example", date: Instant(milliseconds: 1_765_108_800_000))
        return String(decoding: message.bytes, as: UTF8.self)
    }

    @Test func `a subject with an emoji is written in encoded words of at most 75 characters`() throws {
        #expect(MailMessage.encodedWords("🚨 Alert") == "=?utf-8?B?8J+aqCBBbGVydA==?=")
        #expect(MailMessage.encodedWords("Plain") == "Plain")
        let long = MailMessage.encodedWords(String(repeating: "👩‍👩‍👧 Müller & Söhne — ", count: 10))
        for word in long.components(separatedBy: "\r\n ") { #expect(word.utf8.count <= 75) }
        // No emoji is parted between two words: each decodes by itself.
        let decoded = long.components(separatedBy: "\r\n ").map { word in
            String(decoding: Data(base64Encoded: String(word.dropFirst(10).dropLast(2))) ?? Data(), as: UTF8.self)
        }
        #expect(decoded.joined() == String(repeating: "👩‍👩‍👧 Müller & Söhne — ", count: 10))
        #expect(decoded.allSatisfy { !$0.contains("\u{FFFD}") })
    }

    @Test(arguments: [
        ("a@b.example\r\nBcc: c@d.example", "S", "m@x"), ("a@b.example", "S\nBcc: c@d.example", "m@x"), ("a@b.example", "S\0", "m@x"),
        ("a@b.example", "S\u{2028}T", "m@x"), ("a@b.example", "S", "m@x\r\nX: y"), ("not an address", "S", "m@x"),
    ])
    func `a line break in a header is refused, not cleaned`(to: String, subject: String, id: String) {
        #expect(throws: MailMessage.HeaderError.self) { try message(.init(to: to, subject: subject, body: "B", messageID: id)) }
    }

    @Test func `a letter has the headers of an automatic one, and text before HTML`() throws {
        let text = try message(.init(to: "dana@acme.example", subject: "⚠️ Data Drift Detected", body: "PSI\n"))
        for header in [
            "Date: Sun, 07 Dec 2025 12:00:00 +0000\r\n", "From: AI Bookkeeper <noreply@ai-bookkeeper.com>\r\n",
            "To: <dana@acme.example>\r\n",
            "Message-ID: <1@ai-bookkeeper.com>\r\n", "Auto-Submitted: auto-generated\r\n", "MIME-Version: 1.0\r\n",
        ] {
            #expect(text.contains(header), "\(header)")
        }
        let (plain, html) = (try #require(text.firstRange(of: "text/plain")), try #require(text.firstRange(of: "text/html")))
        #expect(plain.lowerBound < html.lowerBound)
    }

    @Test func `lines end in CR LF, are at most 76 long, and none begins the end of the letter`() throws {
        let body = "a\rb\nc\r\n.\n" + String(repeating: "ü", count: 500) + " \n" + String(repeating: "x", count: 2_000)
        let text = try message(.init(to: "dana@acme.example", subject: "S", body: body))
        #expect(!text.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
        for line in text.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 78, "\(line)") }
        #expect(MailMessage.quotedPrintable("a \nb=") == "a=20\r\nb=3D")
    }

    @Test func `only our own addresses become links, and what comes from a bank stays text`() {
        let html = MailMessage.html(
            "Vendor '<b>' & https://evil.example\n\nhttps://books.example/review\nhttps://books.example.evil/x",
            linkPrefix: "https://books.example")
        #expect(html.contains("&lt;b&gt;"))
        #expect(html.contains("<a href=\"https://books.example/review\">"))
        #expect(!html.contains("href=\"https://books.example.evil"))
        #expect(!html.contains("href=\"https://evil"))
    }

    @Test func `the same letter again is the same to the byte`() throws {
        let letter = Mailer.Letter(to: "dana@acme.example", subject: "S", body: "B", messageID: "7@x")
        #expect(try message(letter) == message(letter))
    }
}
