extension Vendor {
    /// Reads the vendor from what the bank wrote: `SQ *BLUE BOTTLE #1234 SF CA` is `blue bottle`.
    ///
    /// Taken off, in this order: the bank's opening words and the processor's mark, codes (store numbers, dates, phones,
    /// references), web addresses behind the name, state and city at the end, the legal form. The last word is never taken off,
    /// so every line has a vendor; two lines of one vendor may still differ where a bank cuts a name short.
    package init(text: String, counterparty: String? = nil) {
        var source = FoldedText(counterparty ?? "")
        if source.bytes.isEmpty { source = FoldedText(text) }
        var words = VendorWords(source.bytes)
        words.dropOpenings()
        words.dropCodes()
        words.dropRegionAndCity()
        words.dropLoneLetters()
        words.dropLegalForms()
        let kept = words.remaining.isEmpty ? VendorWords.letters(of: source.bytes) : words.remaining
        let key = Self.text(kept) { word, text in text += word.filter { !VendorWords.isInnerMark($0) } }
        if let merge = VendorTables.merges.first(where: { $0.matches(key) }) {
            self = merge.vendor
        } else {
            self.init(key: String(decoding: key, as: UTF8.self), name: String(decoding: Self.text(kept, Self.capitalize), as: UTF8.self))
        }
    }

    /// The words with a space between, each written by `write`.
    private static func text(_ words: [ArraySlice<UInt8>], _ write: (ArraySlice<UInt8>, inout [UInt8]) -> Void) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(words.reduce(0) { $0 + $1.count + 1 })
        for word in words {
            if !text.isEmpty { text.append(0x20) }
            write(word, &text)
        }
        return text
    }

    private static func capitalize(_ word: ArraySlice<UInt8>, into text: inout [UInt8]) {
        guard let first = word.first, first >= 0x61, first <= 0x7A else {
            text += word
            return
        }
        // `ups`, `bp`, `kfc`: words nobody could say are abbreviations.
        let hasVowel = word.contains { "aeiouy".utf8.contains($0) || $0 >= 0x80 }
        for (offset, byte) in word.enumerated() {
            text.append((offset == 0 || !hasVowel) && byte >= 0x61 && byte <= 0x7A ? byte & 0xDF : byte)
        }
    }
}

/// The words of a bank's text, on their way to a name.
struct VendorWords {
    private(set) var remaining: [ArraySlice<UInt8>] = []
    private var bytes: ArraySlice<UInt8>
    /// Whether the last word stood behind a code: a region there belongs to no name.
    private var lastIsBehindCode = false

    /// - Parameter folded: lower case, single spaces.
    init(_ folded: [UInt8]) {
        bytes = folded[...]
        for field in VendorTables.fields where folded.starts(with: field.beginning) {
            guard let opening = Self.range(of: field.opening, in: folded) else { continue }
            let closing = field.closing.map { Self.range(of: $0, in: folded)?.lowerBound ?? 0 } ?? folded.count
            guard opening.upperBound < closing else { continue }
            bytes = folded[opening.upperBound..<closing]
            break
        }
    }

    mutating func dropOpenings() {
        var changed = true
        while changed {
            changed = false
            while bytes.first == 0x20 || bytes.first == UInt8(ascii: "*") { bytes = bytes.dropFirst() }
            if let first = bytes.first, let opening = VendorTables.openings[Int(first)].first(where: opens) {
                bytes = bytes.dropFirst(opening.count)
                changed = true
            } else if let space = bytes.firstIndex(of: 0x20), Self.isCode(bytes[..<space]), bytes[..<space].contains(where: Self.isDigit),
                !bytes[..<space].contains(UInt8(ascii: "*"))
            {
                bytes = bytes[(space + 1)...]
                changed = true
            }
        }
    }

    /// An opening must end where a word ends, and must leave something.
    private func opens(_ opening: [UInt8]) -> Bool {
        guard bytes.count > opening.count, bytes.starts(with: opening) else { return false }
        let last = opening[opening.count - 1]
        return last == UInt8(ascii: "*") || last == UInt8(ascii: "-") || bytes[bytes.startIndex + opening.count] == 0x20
    }

    mutating func dropCodes() {
        let all = words()
        var names: [ArraySlice<UInt8>] = []
        for (index, word) in all.enumerated() {
            if !names.isEmpty, Self.endsName(word) { break }
            let isBehindCode = index > 0 && Self.isCodeOrAddress(all[index - 1])
            if isBehindCode, !names.isEmpty, VendorTables.currencies.contains(word.bytes) { continue }
            lastIsBehindCode = isBehindCode
            let isBeforeCode = index + 1 < all.count && Self.isCode(all[index + 1].bytes)
            if Self.isCode(word.bytes) {
                if isShortNumber(word, before: index + 1 < all.count ? all[index + 1] : nil), !names.isEmpty { names.append(word.bytes) }
            } else if let address = Self.host(word.bytes) {
                // As the first word an address is the whole name; later it only tells where to complain.
                guard names.isEmpty else { continue }
                names.append(address)
                break
            } else if word.isBehindAddress || isBeforeCode && !names.isEmpty && VendorTables.labels.contains(word.bytes) {
                continue
            } else if !VendorTables.months.contains(word.bytes) || !isNumber(all, index - 1) && !isNumber(all, index + 1) {
                names.append(word.bytes)
            }
        }
        let kept = names.filter { !VendorTables.noise.contains($0) }
        remaining = kept.isEmpty ? names : kept
        if remaining.count > 1, remaining[0].elementsEqual("the".utf8) { remaining.removeFirst() }
    }

    private static func isCodeOrAddress(_ word: Word) -> Bool { isCode(word.bytes) || word.isBehindAddress || host(word.bytes) != nil }

    private static func endsName(_ word: Word) -> Bool {
        VendorTables.tails.contains(word.bytes) || word.next == UInt8(ascii: ":") && VendorTables.fieldNames.contains(word.bytes)
    }

    private struct Word {
        let bytes: ArraySlice<UInt8>
        /// The byte before it; a space for the first.
        let separator: UInt8
        /// The byte behind it; a space for the last.
        let next: UInt8
        /// The path of a web address: `bill` of `amzn.com/bill`.
        let isBehindAddress: Bool
    }

    private func words() -> [Word] {
        var words: [Word] = []
        var start = bytes.startIndex
        var isBehindAddress = false
        for index in bytes.startIndex...bytes.endIndex {
            let separator = index < bytes.endIndex ? bytes[index] : 0x20
            guard Self.isSeparator(separator) else { continue }
            let before = start > bytes.startIndex ? bytes[start - 1] : 0x20
            let word = Self.trimmed(bytes[start..<index])
            if !word.isEmpty { words.append(Word(bytes: word, separator: before, next: separator, isBehindAddress: isBehindAddress)) }
            isBehindAddress = separator != 0x20 && (isBehindAddress || Self.host(word) != nil)
            start = index + 1
        }
        return words
    }

    /// A number of one or two digits that belongs to a name, `studio 54`, and is no day of a month.
    private func isShortNumber(_ word: Word, before next: Word?) -> Bool {
        guard word.bytes.count <= 2, word.bytes.allSatisfy(Self.isDigit), word.separator == 0x20, word.next == 0x20 else { return false }
        return next.map { !VendorTables.months.contains($0.bytes) } ?? true
    }

    private func isNumber(_ words: [Word], _ index: Int) -> Bool {
        words.indices.contains(index) && words[index].bytes.allSatisfy(Self.isDigit)
    }

    /// Without `www.` and marks at either end.
    private static func trimmed(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var word = word.starts(with: Array("www.".utf8)) ? word.dropFirst(4) : word
        while let last = word.last, last == UInt8(ascii: ".") || last == UInt8(ascii: "-") { word = word.dropLast() }
        while let first = word.first, first == UInt8(ascii: ".") || first == UInt8(ascii: "-") { word = word.dropFirst() }
        return word
    }

    /// `netflix` of `netflix.com`; nil for what has no dot behind at least two characters.
    private static func host(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let dot = word.firstIndex(of: UInt8(ascii: ".")), dot - word.startIndex > 1 else { return nil }
        return word[..<dot]
    }

    mutating func dropRegionAndCity() {
        guard remaining.count >= 2, VendorTables.regions.contains(remaining[remaining.count - 1]) else { return }
        let withoutRegion = remaining.dropLast()
        for length in [3, 2, 1] where withoutRegion.count > length {
            let city = Array(withoutRegion.suffix(length).joined(separator: CollectionOfOne(0x20)))
            if VendorTables.cities.contains(city) {
                remaining = Array(withoutRegion.dropLast(length))
                return
            }
        }
        if withoutRegion.count >= 2 || lastIsBehindCode { remaining = Array(withoutRegion) }
    }

    /// What a bank leaves of a cut word.
    mutating func dropLoneLetters() {
        while remaining.count > 1, let last = remaining.last, last.count == 1 { remaining.removeLast() }
    }

    mutating func dropLegalForms() {
        while remaining.count > 1, VendorTables.legalForms.contains(remaining[remaining.count - 1]) { remaining.removeLast() }
    }

    /// Marks that are written or left out at will: `mcdonald's`, `wal-mart`.
    static func isInnerMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") }

    /// What stands in for a name when everything looks like a code: the words without digits, else the text with `#` for digits.
    static func letters(of folded: [UInt8]) -> [ArraySlice<UInt8>] {
        let words = folded.split(whereSeparator: isSeparator)
        let letters = words.filter { !$0.contains(where: isDigit) }
        return letters.isEmpty ? words.map { $0.map { isDigit($0) ? UInt8(ascii: "#") : $0 }[...] } : letters
    }

    /// A store number, date, phone, reference or masked card: anything with digits but a short number at one end of a name
    /// (`7-eleven`, `1password`, `o2`).
    private static func isCode(_ word: ArraySlice<UInt8>) -> Bool {
        let digits = word.filter(isDigit).count
        guard digits > 0 else { return !word.contains(where: isLetter) || (word.count >= 4 && word.allSatisfy { $0 == UInt8(ascii: "x") }) }
        guard digits <= 2, word.count - digits >= 1, word.contains(where: isLetter) else { return true }
        let atFront = word.prefix(digits).allSatisfy(isDigit)
        let atBack = word.suffix(digits).allSatisfy(isDigit)
        return !atFront && !atBack
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A || byte >= 0x80 }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == 0x20 || "*#/,:;()[]\"_+|\\".utf8.contains(byte)
    }

    private static func range(of needle: [UInt8], in bytes: [UInt8]) -> Range<Int>? {
        guard bytes.count >= needle.count else { return nil }
        for start in 0...(bytes.count - needle.count) where bytes[start] == needle[0] {
            if bytes[start..<(start + needle.count)].elementsEqual(needle) { return start..<(start + needle.count) }
        }
        return nil
    }
}
