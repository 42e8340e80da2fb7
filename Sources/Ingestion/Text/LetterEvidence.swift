/// What speaks for an encoding of one byte a character: whether its letters beyond ASCII are those that one language writes.
///
/// The same bytes are letters in nearly all of these encodings: FE is `þ`, `ţ`, `ž` and `ş`. But hardly a file has þ and no other
/// letter of Icelandic.
struct LetterEvidence {
    /// Characters that no language has there: letters of another one, signs within words, places without a character.
    let misfits: Int
    let letters: Int
    /// The one that fits best.
    let language: String

    /// - Parameter head: the beginning of a file; what lies beyond 64 KiB is not looked at
    init(_ head: [UInt8], as encoding: TextEncoding) {
        let table = (encoding.upperHalf ?? []).map { String(decoding: $0, as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}" }
        func isLetter(_ byte: UInt8) -> Bool {
            byte.isLetter || byte >= 0x80 && !table.isEmpty && Self.isLetter(table[Int(byte) - 0x80])
        }
        func isSignInWord(_ scalar: Unicode.Scalar, before: UInt8, after: UInt8) -> Bool {
            !Self.marks.contains(scalar) && isLetter(after) && (isLetter(before) || !Self.openers.contains(scalar))
        }
        var letters: [Unicode.Scalar: Int] = [:]
        var signs = 0
        let bytes = head.prefix(64 << 10)
        for (index, byte) in bytes.enumerated() where byte >= 0x80 && !table.isEmpty {
            let scalar = table[Int(byte) - 0x80]
            if Self.isLetter(scalar) {
                letters[scalar, default: 0] += 1
            } else if scalar == "\u{FFFD}" {
                signs += 1
            } else if isSignInWord(scalar, before: index > 0 ? bytes[index - 1] : 0, after: index + 1 < bytes.count ? bytes[index + 1] : 0)
            {
                signs += 1
            }
        }
        self.letters = letters.values.reduce(0, +)
        let found = Self.alphabets.filter { $0.encodings.contains(encoding) && $0.isPlausible(letters) }.map { alphabet in
            (alphabet.language, letters.reduce(signs) { alphabet.letters.contains($1.key) ? $0 : $0 + $1.value })
        }
        (language, misfits) = found.min { $0.1 < $1.1 } ?? ("", bytes.count)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic && !marks.contains(scalar) }

    /// What stands between letters in any language, and what is a letter by its name alone.
    private static let marks = Set("’‘´`·•–—-…ªºµ°&\u{A0}\u{AD}".unicodeScalars)
    /// What a word may begin after.
    private static let openers = Set("“”„‘‚«»¿¡€£¥§".unicodeScalars)

    private struct Alphabet {
        let language: String
        let encodings: [TextEncoding]
        let letters: Set<Unicode.Scalar>
        /// Of these some text has at least one; empty: of any.
        let usual: Set<Unicode.Scalar>

        init(_ language: String, _ encodings: [TextEncoding], _ letters: String, usual: String = "") {
            (self.language, self.encodings) = (language, encodings)
            self.letters = Set((letters + letters.uppercased()).unicodeScalars)
            self.usual = Set((usual + usual.uppercased()).unicodeScalars)
        }

        func isPlausible(_ found: [Unicode.Scalar: Int]) -> Bool { usual.isEmpty || found.keys.contains(where: usual.contains) }
    }

    /// The languages of Western Europe share one, since their files name shops of all of them. It has no œ, which is ś in files from
    /// Poland, no õ, which is ő in files from Hungary, and no ý, which Windows-1250 has in the same place.
    private static let alphabets = [
        Alphabet("Western Europe", [.windows1252], "àáâãäåæçèéêëìíîïñòóôöøùúûüßšž"),
        Alphabet("Portuguese", [.windows1252], "àáâãçéêíóôõúü"),
        Alphabet("Estonian", [.windows1252], "äõöüšž"),
        Alphabet("Icelandic", [.windows1252], "áéíóúýðþæøö", usual: "áéíóúæ"),
        Alphabet("Western Europe", [.iso8859part15], "àáâãäåæçèéêëìíîïñòóôõöøùúûüßšžœÿ"),
        Alphabet("Polish", [.windows1250, .iso8859part2], "ąćęłńóśźż"),
        Alphabet("Czech and Slovak", [.windows1250, .iso8859part2], "áäčďéěíĺľňóôöŕřšťúůýž"),
        Alphabet("Hungarian", [.windows1250, .iso8859part2], "áéíóöőúüű"),
        Alphabet("Romanian", [.windows1250, .iso8859part2], "ăâîşţ"),
        Alphabet("Croatian and Slovene", [.windows1250, .iso8859part2], "čćđšž"),
        Alphabet("Lithuanian", [.windows1257], "ąčęėįšųūž"),
        Alphabet("Latvian", [.windows1257], "āčēģīķļņōŗšūž"),
        Alphabet("Estonian", [.windows1257], "äõöüšž"),
        Alphabet("Turkish", [.windows1254], "çğıöşüâîûİ"),
    ]
}

/// Which script the bytes C0 to FF are in, where whole words are written in them.
enum Script {
    case cyrillic, greek

    /// By the vowels: read in the wrong script, a text has few. ΐ and ΰ, which stand where Cyrillic has а, are not counted.
    init(_ head: [UInt8]) {
        var (cyrillic, greek) = (0, 0)
        for byte in head.prefix(64 << 10) where byte >= 0xB5 {
            if Self.cyrillicVowels.contains(byte) { cyrillic += 1 }
            if Self.greekVowels.contains(byte) { greek += 1 }
        }
        self = greek > cyrillic ? .greek : .cyrillic
    }

    /// А Е И О У Ы Э Ю Я in Windows-1251, capital and small.
    private static let cyrillicVowels: Set<UInt8> = [
        0xC0, 0xC5, 0xC8, 0xCE, 0xD3, 0xDB, 0xDD, 0xDE, 0xDF, 0xE0, 0xE5, 0xE8, 0xEE, 0xF3, 0xFB, 0xFD, 0xFE, 0xFF,
    ]
    /// Α Ε Η Ι Ο Υ Ω, capital, small and with an accent, in ISO-8859-7 and Windows-1253.
    private static let greekVowels: Set<UInt8> = [
        0xB6, 0xB8, 0xB9, 0xBA, 0xBC, 0xBE, 0xBF, 0xC1, 0xC5, 0xC7, 0xC9, 0xCF, 0xD5, 0xD9, 0xDC, 0xDD, 0xDE, 0xDF, 0xE1, 0xE5, 0xE7,
        0xE9, 0xEF, 0xF5, 0xF9, 0xFC, 0xFD, 0xFE,
    ]
}
