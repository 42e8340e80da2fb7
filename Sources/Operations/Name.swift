/// What may be called what: names and codes stand in indexes, on one line of a report, and in other programs' files.
enum Name {
    private static let longest = 200

    /// - Throws: `.unfitName` for an empty name, one of over 200 characters or 800 bytes, or one with control characters in it.
    static func check(_ names: String...) throws(OperationError) {
        for name in names {
            let isFit =
                name.contains { !$0.isWhitespace } && name.count <= longest && name.utf8.count <= longest * 4
                && !name.unicodeScalars.contains { $0.properties.generalCategory == .control || $0.properties.generalCategory == .format }
            guard isFit else { throw .unfitName(String(name.prefix(40))) }
        }
    }

    /// As much of a key as an index takes.
    static func fitting(_ key: String) -> String { key.utf8.count <= longest ? key : String(key.prefix(longest / 4)) }
}
