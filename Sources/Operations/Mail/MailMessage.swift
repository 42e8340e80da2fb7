import Crypto
import Foundation
package import Storage

/// A letter as it travels: RFC 5322 headers, plain text first and HTML last, both quoted-printable in UTF-8.
package struct MailMessage: Sendable {
    package let sender: String
    package let recipient: String
    package let bytes: [UInt8]

    package enum HeaderError: Error, Equatable { case unfit(String) }

    /// - Parameters:
    ///   - linkPrefix: addresses in the text that begin with it become links in the HTML; nothing else does
    ///   - date: of the letter, to the second
    package init(_ letter: Mailer.Letter, from sender: String, messageID: String, linkPrefix: String, date: Instant) throws(HeaderError) {
        for value in [letter.to, letter.subject, sender, messageID] {
            // Whoever can put a line break into a header can add headers, and recipients.
            guard !value.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 || $0.value == 0x2028 || $0.value == 0x2029 })
            else { throw .unfit(String(value.prefix(40)).filter { !$0.isNewline }) }
        }
        for address in [letter.to, sender] where (try? EmailAddress.checked(address)) == nil { throw .unfit(address) }
        (self.sender, recipient) = (sender, letter.to)
        // Of the content, so that a letter that is sent again is the same letter to the byte.
        let boundary =
            "=_" + SHA256.hash(data: Data("\(messageID)\n\(letter.body)".utf8)).prefix(12).map { String(format: "%02x", $0) }.joined()
        let lines =
            [
                "Date: \(Self.dateText(date))", "From: AI Bookkeeper <\(sender)>", "To: <\(letter.to)>",
                "Subject: \(Self.encodedWords(letter.subject))", "Message-ID: <\(messageID)>", "MIME-Version: 1.0",
                "Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All",
                "Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "", "--\(boundary)",
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
                Self.quotedPrintable(letter.body), "--\(boundary)",
                "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
                Self.quotedPrintable(Self.html(letter.body, linkPrefix: linkPrefix)), "--\(boundary)--", "",
            ]
        bytes = Array(lines.joined(separator: "\r\n").utf8)
    }

    /// RFC 5322: `Sun, 07 Dec 2025 12:00:00 +0000`.
    private static func dateText(_ instant: Instant) -> String {
        let iso = instant.iso
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = iso.prefix(10).split(separator: "-").compactMap { Int($0) }
        let (year, month, day) = (parts[0], parts[1], parts[2])
        // The first of January 1970 was a Thursday.
        let weekday = days[Int(((instant.milliseconds / 86_400_000) % 7 + 7) % 7)]
        return "\(weekday), \(day < 10 ? "0" : "")\(day) \(months[month - 1]) \(year) \(iso.dropFirst(11).prefix(8)) +0000"
    }

    /// RFC 2047. Plain where plain will do; else words of at most 75 characters that break no character, an emoji of several scalars included.
    static func encodedWords(_ text: String) -> String {
        if text.utf8.count <= 60, text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }), !text.contains("=?") { return text }
        let mostBytes = 39
        var words: [[UInt8]] = [[]]
        for character in text {
            let bytes = Array(character.utf8)
            // Only a heap of accents is longer than a word: that one is parted between its scalars.
            let pieces = bytes.count <= mostBytes ? [bytes] : character.unicodeScalars.map { Array(String($0).utf8) }
            for piece in pieces {
                if words[words.count - 1].count + piece.count > mostBytes { words.append([]) }
                words[words.count - 1] += piece
            }
        }
        return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// RFC 2045, lines of at most 76 characters ended by CR LF, whatever ended them before.
    static func quotedPrintable(_ text: String) -> String {
        let unified = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        return unified.split(separator: "\n", omittingEmptySubsequences: false).map { quotedLine($0) }.joined(separator: "\r\n")
    }

    private static func quotedLine(_ line: Substring) -> String {
        var (result, length) = ("", 0)
        let bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated() {
            let isBlankAtEnd = (byte == 32 || byte == 9) && index == bytes.count - 1
            let isPlain = ((33...126).contains(byte) && byte != 61 || byte == 32 || byte == 9) && !isBlankAtEnd
            let piece = isPlain ? String(UnicodeScalar(byte)) : String(format: "=%02X", byte)
            if length + piece.utf8.count > 75 { (result, length) = (result + "=\r\n", 0) }
            result += piece
            length += piece.utf8.count
        }
        return result
    }

    /// The same text: paragraphs where blank lines are. What comes from a bank stays text.
    static func html(_ text: String, linkPrefix: String) -> String {
        let paragraphs = text.split(separator: "\n\n").map { paragraph in
            let lines = paragraph.split(separator: "\n").map { line -> String in
                let escaped = Self.escaped(String(line))
                let isLink = line.hasPrefix(linkPrefix + "/") && !line.contains(where: \.isWhitespace)
                return isLink ? "<a href=\"\(escaped)\">\(escaped)</a>" : escaped
            }
            return "<p>\(lines.joined(separator: "<br>\n"))</p>"
        }
        return """
            <!doctype html>
            <html lang="en"><body style="font: 15px/1.5 system-ui, sans-serif; max-width: 36em">
            \(paragraphs.joined(separator: "\n"))
            </body></html>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
