/// Comma-separated values as RFC 4180 (October 2005) has them, safe to open in a spreadsheet.
package enum CSV {
    /// One record, ended by CR LF.
    package static func record(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") + "\r\n" }

    /// Quoted where the format asks for it, and defused: see `defused`.
    static func field(_ text: String) -> String {
        let text = defused(text)
        guard text.utf8.contains(where: needsQuotes) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// A spreadsheet runs a cell that begins with one of these characters as a formula (OWASP, "CSV Injection"). A bank text
    /// may hold anything, so such a cell gets an apostrophe in front, unless it is a plain number such as `-15.02`.
    private static func defused(_ text: String) -> String {
        guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first), !isPlainNumber(text) else { return text }
        return "'" + text
    }

    /// An optional minus, digits, at most one point with digits after it.
    private static func isPlainNumber(_ text: String) -> Bool {
        let parts = text.utf8.dropFirst(text.utf8.first == UInt8(ascii: "-") ? 1 : 0)
            .split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
    }
}
