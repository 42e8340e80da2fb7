/// How a file writes characters as bytes.
package enum TextEncoding: String, CaseIterable, Codable, Sendable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    case windows1252 = "Windows-1252"
    case windows1250 = "Windows-1250"
    case windows1251 = "Windows-1251"
    case windows1253 = "Windows-1253"
    case windows1254 = "Windows-1254"
    case windows1257 = "Windows-1257"
    case iso8859part2 = "ISO-8859-2"
    case iso8859part7 = "ISO-8859-7"
    case iso8859part15 = "ISO-8859-15"
    case codePage850 = "IBM850"

    /// The characters of the bytes 80 to FF in UTF-8; nil for the Unicode encodings.
    var upperHalf: [[UInt8]]? {
        switch self {
        case .utf8, .utf16LittleEndian, .utf16BigEndian: nil
        case .windows1252: CodePage.windows1252
        case .windows1250: CodePage.windows1250
        case .windows1251: CodePage.windows1251
        case .windows1253: CodePage.windows1253
        case .windows1254: CodePage.windows1254
        case .windows1257: CodePage.windows1257
        case .iso8859part2: CodePage.iso8859part2
        case .iso8859part7: CodePage.iso8859part7
        case .iso8859part15: CodePage.iso8859part15
        case .codePage850: CodePage.codePage850
        }
    }

    /// From the name a file declares: `ISO-8859-1`, `1252`, `windows-1250`. ISO-8859-1 is read as its superset Windows-1252, and
    /// ISO-8859-9 as Windows-1254; the letters of ISO-8859-13 are those of Windows-1257.
    init?(declared name: some StringProtocol) {
        let known = name.lowercased().filter { $0.isLetter || $0.isNumber }
        switch known {
        case "utf8", "unicode": self = .utf8
        case "usascii", "ascii", "iso88591", "88591", "latin1", "1252", "windows1252", "cp1252": self = .windows1252
        case "1250", "windows1250", "cp1250": self = .windows1250
        case "1251", "windows1251", "cp1251": self = .windows1251
        case "1253", "windows1253", "cp1253": self = .windows1253
        case "iso88599", "88599", "latin5", "1254", "windows1254", "cp1254": self = .windows1254
        case "iso885913", "885913", "latin7", "1257", "windows1257", "cp1257": self = .windows1257
        case "iso88597", "88597", "greek": self = .iso8859part7
        case "iso88592", "88592", "latin2": self = .iso8859part2
        case "iso885915", "885915", "latin9": self = .iso8859part15
        case "850", "ibm850", "cp850": self = .codePage850
        default: return nil
        }
    }
}
