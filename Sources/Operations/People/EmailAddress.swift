/// An e-mail address as it is kept: in lower case, and in ASCII, as a name in another script is written in mail too.
enum EmailAddress {
    /// What someone typed, brought into that form; it need not be an address.
    static func folded(_ text: String) -> String { String(text.prefix(1_000)).trimmed.lowercased() }

    /// - Throws: `.unfitEmail` for what no letter can be sent to, and for what could smuggle a second line into its head.
    static func checked(_ text: String) throws(PeopleError) -> String {
        let address = folded(text)
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let isFit =
            parts.count == 2 && (1...64).contains(parts[0].utf8.count) && (1...253).contains(parts[1].utf8.count)
            && address.utf8.count <= 254 && address.utf8.allSatisfy { $0 > 32 && $0 < 127 && !forbidden.contains($0) }
            && !parts[1].split(separator: ".", omittingEmptySubsequences: false).contains { $0.isEmpty }
        guard isFit else { throw .unfitEmail(String(address.prefix(60)).replacing("\n", with: " ").replacing("\r", with: " ")) }
        return address
    }

    private static let forbidden = Set("\"(),:;<>[\\]".utf8)
}

extension String {
    /// Without white space at either end.
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}
