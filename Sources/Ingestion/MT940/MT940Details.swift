/// What `:86:` tells about a movement, in the layouts that banks agreed on among themselves.
struct MT940Details: Sendable {
    private(set) var text = ""
    private(set) var counterparty: String?

    /// The lines of one `:86:`; some banks write several of them for a movement.
    mutating func take(_ lines: [String]) {
        if !takeSubfields(lines.joined()) {
            let joined = lines.joined(separator: " ").folded
            append(joined)
            if let name = Self.named(lines.joined()) { counterparty = name }
        }
    }

    private mutating func append(_ more: String) {
        guard !more.isEmpty else { return }
        text = text.isEmpty ? more : "\(text) \(more)"
    }

    /// The German layout (DFÜ agreement, appendix 3): `166?00booking text?20…?29 purpose?30 bank?31 account?32?33 name?60…?63 purpose`,
    /// with another character in place of the question mark at some banks. Lines are cut at 65 characters, also within words.
    /// - Returns: false when the text is not laid out so.
    private mutating func takeSubfields(_ joined: String) -> Bool {
        let characters = Array(joined)
        guard characters.count >= 6, characters[..<3].allSatisfy(\.isWholeNumber), !characters[3].isWholeNumber, !characters[3].isLetter,
            !characters[3].isWhitespace, characters[4].isWholeNumber, characters[5].isWholeNumber
        else { return false }
        var (booking, purpose, name) = ("", "", "")
        for part in String(characters[4...]).split(separator: characters[3]) {
            guard let code = Int(part.prefix(2)) else {
                // The character stood within the text.
                purpose += String(characters[3]) + part
                continue
            }
            let value = part.dropFirst(2)
            switch code {
            case 0: booking += value
            case 20...29, 60...63: purpose += value
            case 32, 33: name += value
            default: break
            }
        }
        let folded = (booking: booking.folded, purpose: purpose.folded, name: name.folded)
        if !folded.name.isEmpty { counterparty = folded.name }
        append([folded.name, folded.purpose.isEmpty ? folded.booking : folded.purpose].filter { !$0.isEmpty }.joined(separator: " "))
        return true
    }

    /// The Dutch layout: `/TRTP/SEPA OVERBOEKING/IBAN/…/NAME/J. Jansen/REMI/…`.
    private static func named(_ text: String) -> String? {
        guard let found = text.firstRange(of: "/NAME/") else { return nil }
        let name = String(text[found.upperBound...].prefix { $0 != "/" }).folded
        return name.isEmpty ? nil : name
    }

    /// The layout of German banks from before SEPA: lines begin with a number, 01 to 14 purpose, 15 and 16 name, 17 booking text.
    mutating func takeNonSwift(_ lines: [String]) {
        var (purpose, name) = ([String](), [String]())
        for line in lines {
            guard let code = Int(line.prefix(2)) else { continue }
            let value = String(line.dropFirst(2)).folded
            switch code {
            case 1...14: purpose.append(value)
            case 15, 16: name.append(value)
            default: break
            }
        }
        if !name.isEmpty { counterparty = name.joined(separator: " ") }
        append((name + purpose).joined(separator: " "))
    }
}
