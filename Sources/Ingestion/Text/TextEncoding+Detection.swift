extension TextEncoding {
    /// What the bytes at the beginning of a file are encoded in, and why.
    ///
    /// In this order: a byte-order mark; the zero bytes of UTF-16; what is valid UTF-8 is UTF-8, since text in another
    /// encoding hardly ever is so by chance; what the file declares; the characters that make sense of the bytes.
    static func detect(_ head: [UInt8]) -> (encoding: TextEncoding, finding: Detection.Finding) {
        let (encoding, why) = decide(head)
        return (encoding, Detection.Finding(.encoding, encoding.rawValue, why))
    }

    private static func decide(_ head: [UInt8]) -> (TextEncoding, String) {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, "The file begins with the byte-order mark of UTF-8.") }
        if head.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, "The file begins with a byte-order mark of UTF-16.") }
        if head.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, "The file begins with a byte-order mark of UTF-16.") }
        if let order = utf16Order(head) { return (order, "Every other byte at the beginning is zero, as in UTF-16.") }
        let high = head.filter { $0 >= 0x80 }
        if high.isEmpty { return (.utf8, "Only ASCII characters at the beginning.") }
        let malformed = UTF8Check.malformedBytes(in: head.span)
        if malformed == 0 { return (.utf8, "Letters beyond ASCII are valid UTF-8.") }
        if malformed * 2 < high.count {
            return (.utf8, "Most letters beyond ASCII are valid UTF-8; the others are read as Windows-1252.")
        }
        if let declared = declared(head), declared.upperHalf != nil { return (declared, "The file declares it, and it is not UTF-8.") }
        return guess(head, high: high)
    }

    /// Text of Latin letters in UTF-16 without a mark: zeros at even or at odd places alone.
    private static func utf16Order(_ head: [UInt8]) -> TextEncoding? {
        let probe = head.prefix(512)
        guard probe.count >= 4 else { return nil }
        var zeros = [0, 0]
        for (index, byte) in probe.enumerated() where byte == 0 { zeros[index & 1] += 1 }
        let half = probe.count / 2
        if zeros[0] == 0, zeros[1] * 10 > half * 7 { return .utf16LittleEndian }
        if zeros[1] == 0, zeros[0] * 10 > half * 7 { return .utf16BigEndian }
        return nil
    }

    /// The name in `<?xml … encoding="…"?>` or in the OFX header's `CHARSET:`.
    private static func declared(_ head: [UInt8]) -> TextEncoding? {
        let text = String(decoding: head.prefix(1024).map { $0 < 0x80 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
        for (key, stops) in [("encoding=", "\"'"), ("CHARSET:", " \r\n<")] {
            guard let found = text.firstRange(of: key) else { continue }
            let value = text[found.upperBound...].drop { "\"'".contains($0) }
            if let encoding = TextEncoding(declared: value.prefix { !stops.contains($0) && !$0.isNewline }) { return encoding }
        }
        return nil
    }

    private static func guess(_ head: [UInt8], high: [UInt8]) -> (TextEncoding, String) {
        // Accented letters sit at 80–A5 in the code pages of DOS and nowhere else.
        let dosLetters: Set<UInt8> = [0x81, 0x82, 0x84, 0x8E, 0x94, 0x99, 0x9A, 0xA0, 0xA1, 0xA2, 0xA3, 0xE1]
        if high.count(where: dosLetters.contains) * 10 > high.count * 8, high.contains(where: { $0 < 0xA0 }) {
            return (.codePage850, "The bytes beyond ASCII are the accented letters of the DOS code page.")
        }
        // Whole words of letters beyond ASCII: Cyrillic or Greek.
        let longRuns = head.split { $0 < 0xC0 }.filter { $0.count >= 3 }.reduce(0) { $0 + $1.count }
        if longRuns * 10 > high.count * 6 { return script(head, high: high) }
        let (encoding, why) = latin(head)
        // The sign for any currency, which no bank writes, has the place of the euro.
        if encoding == .windows1252, euros(head) > 0, !high.contains(where: { $0 < 0xA0 }) {
            return (.iso8859part15, "The byte A4 stands where a currency does: read so it is the euro sign.")
        }
        return (encoding, why)
    }

    private static func script(_ head: [UInt8], high: [UInt8]) -> (TextEncoding, String) {
        switch Script(head) {
        case .cyrillic: return (.windows1251, "Whole words are written in letters beyond ASCII, as in Cyrillic.")
        case .greek:
            let why = "Whole words are written in letters beyond ASCII, and their vowels are those of Greek."
            // The two differ in Ά, in the euro sign and in quotation marks.
            return (high.contains { $0 < 0xA0 || $0 == 0xA2 } ? .windows1253 : .iso8859part7, why)
        }
    }

    /// Of the encodings of Latin letters the one that makes words of headings, or else the one whose letters are those of one language.
    private static func latin(_ head: [UInt8]) -> (TextEncoding, String) {
        let beginning = head.prefix(8 << 10)
        let candidates = [TextEncoding.windows1252, .windows1250, .iso8859part2, .iso8859part15, .windows1257, .windows1254].map {
            encoding in
            let upperHalf = encoding.upperHalf ?? []
            let text = String(decoding: beginning.flatMap { $0 < 0x80 ? [$0] : upperHalf[Int($0) - 0x80] }, as: UTF8.self)
            return (encoding: encoding, headings: ColumnNames.knownWords(in: text), letters: LetterEvidence(head, as: encoding))
        }
        var best = candidates[0]
        for candidate in candidates
        where (candidate.headings, -candidate.letters.misfits) > (best.headings, -best.letters.misfits) { best = candidate }
        let usual = candidates[0]
        if best.headings > usual.headings {
            return (best.encoding, "Read so, the headings are words of a statement; read as Windows-1252 they are not.")
        }
        // One name from abroad proves nothing, unless there are few others.
        let (misfits, letters) = (usual.letters.misfits, usual.letters.letters)
        if best.letters.misfits + 2 <= misfits || best.letters.misfits < misfits && letters >= 4 && misfits * 5 >= letters {
            return (
                best.encoding, "Read so, its letters are those of \(best.letters.language); read as Windows-1252 they are of no language."
            )
        }
        return (.windows1252, "The letters beyond ASCII are not UTF-8; Windows-1252 is the usual other choice.")
    }

    /// How often A4 stands beside a figure, a space or a parenthesis, and not in a word.
    private static func euros(_ head: [UInt8]) -> Int {
        head.indices.count { index in
            guard head[index] == 0xA4 else { return false }
            let sides = [index > 0 ? head[index - 1] : .space, index + 1 < head.count ? head[index + 1] : .space]
            return sides.allSatisfy { $0 < 0x80 && !$0.isLetter }
        }
    }
}
