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
                // The first name is the party's; a further one is of whom it acts for.
                word = part == "NAME" && values["NAME"] != nil ? "" : part
                if values[word] == nil { values[word] = [] }
            } else {
                values[word, default: []].append(part.folded)
            }
        }
        let name = Self.name(in: values)
        if let name { counterparty = name }
        let remittance = Self.remittance(in: values)
        let pieces = [name, remittance].compactMap(\.self)
        if !pieces.isEmpty, remittance != nil || !Self.holdsMoreThanName(values) {
            append(pieces.joined(separator: " "))
        } else {
            append(values["TRTP"]?.first { !$0.isEmpty } ?? joined.folded)
        }
        return true
    }

    private static func name(in values: [String: [String]]) -> String? {
        let parties = [values["ORDP"], values["BENM"]].map { party in party?.first { !isAccountNumber($0) } }
        let names = [values["NAME"].flatMap(wholeName)] + parties + [values["CNTP"]?.dropFirst(2).first]
        return names.compactMap { $0 }.first { !$0.isEmpty }
    }

    /// `A. Jansen en/of B. Jansen` has a slash of its own; behind it a code has neither blanks nor small letters.
    private static func wholeName(_ parts: [String]) -> String? {
        guard let first = parts.first else { return nil }
        let rest = parts.dropFirst().prefix { $0.contains { $0.isLowercase } && $0.contains(" ") }
        return ([first] + rest).joined(separator: "/")
    }

    /// What the payer says, or else the number that the payee has asked to be named.
    private static func remittance(in values: [String: [String]]) -> String? {
        for word in ["REMI", "CDTRREF"] {
            let said = (values[word] ?? []).filter { !$0.isEmpty && $0 != "USTD" && $0 != "STRD" }
            if !said.isEmpty { return said.joined(separator: "/") }
        }
        return nil
    }

    /// Whether the purpose may stand behind the party without a word of its own: `/BENM/100200300/ACME/0//Monthly fee`.
    private static func holdsMoreThanName(_ values: [String: [String]]) -> Bool {
        [values["ORDP"], values["BENM"]].contains { party in (party ?? []).count { !$0.isEmpty && !isAccountNumber($0) } > 1 }
    }

    private static func isAccountNumber(_ text: String) -> Bool { text.utf8.count > 7 && text.utf8.allSatisfy(\.isDigit) }

    private static let words: Set<String> = [
        "ACCW", "ADDR", "BBAN", "BENM", "BIC", "CD", "CDTRREF", "CDTRREFTP", "CNTP", "CREF", "CSID", "EREF", "IBAN", "ID", "ISDT",
        "KREF", "MARF", "NAME", "NRTX", "ORDP", "PIND", "PREF", "PURP", "REMI", "RTRN", "RTYP", "SVCL", "TRCD", "TRTP", "ULTB", "ULTC",
        "ULTD",
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
