/// What `:86:` tells about a movement, in the layouts that banks agreed on among themselves.
struct MT940Details: Sendable {
    private(set) var text = ""
    private(set) var counterparty: String?

    /// The lines of one `:86:`; some banks write several of them for a movement.
    mutating func take(_ lines: [String]) {
        if !takeSubfields(lines.joined()), !takeWords(lines.joined()) { append(lines.joined(separator: " ").folded) }
    }

    private mutating func append(_ more: String) {
        guard !more.isEmpty else { return }
        text = text.isEmpty ? more : "\(text) \(more)"
    }

    /// The German layout (DFÜ agreement, appendix 3): `166?00booking text?20…?29 purpose?30 bank?31 account?32?33 name?60…?63 purpose`,
    /// with another character in place of the question mark at some banks. Lines are cut at 65 characters, also within words.
    /// - Returns: false when the text is not laid out so.
    private mutating func takeSubfields(_ joined: String) -> Bool {
        let coded = joined.prefix(3).allSatisfy(\.isWholeNumber) ? joined.dropFirst(3) : joined[...]
        guard let mark = coded.first, !mark.isWholeNumber, !mark.isLetter, !mark.isWhitespace, Self.beginsSubfield(coded.dropFirst()),
            coded.startIndex != joined.startIndex || "?~^<>".contains(mark)
        else { return false }
        var (booking, purpose, name) = ("", "", "")
        for part in coded.split(separator: mark) {
            guard let code = Int(part.prefix(2)) else {
                // The character stood within the text.
                purpose += String(mark) + part
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
        let folded = (booking: booking.folded, purpose: Self.remittance(purpose.folded), name: name.folded)
        if !folded.name.isEmpty { counterparty = folded.name }
        append([folded.name, folded.purpose.isEmpty ? folded.booking : folded.purpose].filter { !$0.isEmpty }.joined(separator: " "))
        return true
    }

    private static func beginsSubfield(_ text: Substring) -> Bool {
        text.utf8.count >= 2 && text.prefix(2).allSatisfy { $0.isASCII && $0.isWholeNumber }
    }

    /// Of `EREF+…MREF+…SVWZ+Rent for June ABWA+…` what follows SVWZ: the payer's words. The rest are numbers of the banks.
    private static func remittance(_ purpose: String) -> String {
        guard let found = purpose.firstRange(of: "SVWZ+") else { return purpose }
        let words = purpose[found.upperBound...]
        let end = ["ABWA+", "ABWE+", "EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "COAM+", "OAMT+"].compactMap {
            words.firstRange(of: $0)?.lowerBound
        }
        .min()
        let remittance = String(words[..<(end ?? words.endIndex)]).folded
        return remittance.isEmpty ? purpose : remittance
    }

    /// The layout of Dutch, Belgian and French banks: `/TRTP/SEPA OVERBOEKING/IBAN/…/NAME/J. Jansen/REMI/…`, cut at 65 characters also
    /// within words. A name stands behind `NAME`, or behind `ORDP` and `BENM` themselves, or third behind `CNTP`.
    /// - Returns: false when the text is not laid out so.
    private mutating func takeWords(_ joined: String) -> Bool {
        let parts = joined.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard parts.first?.isEmpty == true, parts.count > 2, Self.words.contains(parts[1]) else { return false }
        var values: [String: [String]] = [:]
        var word = ""
        for part in parts.dropFirst() {
            // `/ORDP//NAME/`: a word may come at once.
            if Self.words.contains(part) {
                word = part
                if values[word] == nil { values[word] = [] }
            } else {
                values[word, default: []].append(part.folded)
            }
        }
        let names = [values["NAME"]?.first, values["ORDP"]?.first, values["BENM"]?.first, values["CNTP"]?.dropFirst(2).first]
        let name = names.compactMap { $0 }.first { !$0.isEmpty }
        let remittance = (values["REMI"] ?? []).filter { !$0.isEmpty && $0 != "USTD" && $0 != "STRD" }.joined(separator: "/")
        if let name { counterparty = name }
        guard !remittance.isEmpty else {
            append(joined.folded)
            return true
        }
        append([name ?? "", remittance].filter { !$0.isEmpty }.joined(separator: " "))
        return true
    }

    private static let words: Set<String> = [
        "ADDR", "BENM", "BIC", "CD", "CDTRREF", "CDTRREFTP", "CNTP", "CREF", "CSID", "EREF", "IBAN", "ID", "ISDT", "KREF", "MARF", "NAME",
        "ORDP", "PREF", "PURP", "REMI",
        "RTRN", "RTYP", "SVCL", "TRCD", "TRTP", "ULTB", "ULTC", "ULTD",
    ]

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
