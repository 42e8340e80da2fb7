/// International bank account numbers (ISO 13616): known by their check digits, wherever they stand.
enum IBAN {
    /// Whether `text` is written like one, its spaces aside: right or not, it is an account and no name.
    static func hasShape(_ text: String) -> Bool {
        guard text.utf8.count >= 15, text.utf8.count <= 42 else { return false }
        let characters = text.utf8.filter { $0 != .space }
        return (15...34).contains(characters.count) && characters[..<2].allSatisfy { $0 >= 0x41 && $0 <= 0x5A } && characters[2].isDigit
            && characters[3].isDigit && characters[4...].allSatisfy { $0.isDigit || $0 >= 0x41 && $0 <= 0x5A }
            && characters.count(where: \.isDigit) * 2 >= characters.count
    }

    /// Whether `text`, its spaces aside, is one.
    static func isOne(_ text: String) -> Bool {
        guard text.utf8.count >= 15 else { return false }
        let characters = text.utf8.filter { $0 != .space }
        guard (15...34).contains(characters.count), characters[..<2].allSatisfy({ $0 >= 0x41 && $0 <= 0x5A }),
            characters[2].isDigit, characters[3].isDigit
        else { return false }
        var remainder = 0
        for character in characters[4...] + characters[..<4] {
            switch character {
            case 0x30...0x39: remainder = (remainder * 10 + Int(character - 0x30)) % 97
            case 0x41...0x5A: remainder = (remainder * 100 + Int(character - 0x41) + 10) % 97
            default: return false
            }
        }
        return remainder == 1
    }

    /// The one IBAN in `text`; nil when there is none.
    static func within(_ text: String) -> String? {
        if isOne(text) { return text }
        let words = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        for start in words.indices where words[start].count >= 4 && words[start].prefix(2).allSatisfy(\.isLetter) {
            // Groups of four.
            for end in (start..<min(words.count, start + 9)).reversed() {
                let joined = words[start...end].joined()
                if isOne(joined) { return joined }
            }
        }
        return nil
    }
}
