/// Text as a person would read it out: white space of any kind folded to single spaces, none at the ends.
enum FoldedText {
    /// - Parameter isQuoted: whether two quotation marks stand for one
    static func string(_ bytes: borrowing Span<UInt8>, isQuoted: Bool = false) -> String {
        isPlain(bytes, isQuoted: isQuoted) ? String(bytes) : String(decoding: folded(bytes, isQuoted: isQuoted), as: UTF8.self)
    }

    /// Whether folding would change nothing: ASCII without control characters, without spaces at the ends or side by side.
    ///
    /// Eight bytes at a time, with a bit set at the top of each byte sought. Where a borrow sets one too many, the text is
    /// folded for nothing, which is slower but not wrong. Other characters than ASCII are looked at one by one.
    private static func isPlain(_ bytes: borrowing Span<UInt8>, isQuoted: Bool) -> Bool {
        let count = bytes.count
        guard count > 0 else { return true }
        guard bytes[0] != .space, bytes[0] != .apostrophe, bytes[count - 1] != .space else { return false }
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        return bytes.withUnsafeBytes { raw in
            var index = 0
            var wasSpace = false
            while index + 8 <= count {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                if word & tops != 0 { break }
                let controls = (word &- ones &* 0x20) & ~word & tops
                let (fromSpace, fromQuote) = (word ^ ones &* 0x20, word ^ ones &* 0x22)
                let spaces = (fromSpace &- ones) & ~fromSpace & tops
                let quotes = isQuoted ? (fromQuote &- ones) & ~fromQuote & tops : 0
                if controls | quotes | spaces & spaces << 8 != 0 || wasSpace && spaces & 0x80 != 0 { return false }
                wasSpace = spaces >> 63 != 0
                index += 8
            }
            while index < count {
                let byte = raw[index]
                if byte < .space || (byte == .space && wasSpace) || (byte == .quote && isQuoted) || byte == 0xC2 || byte == 0xE2 {
                    return false
                }
                wasSpace = byte == .space
                index += 1
            }
            return true
        }
    }

    /// Also for pieces that are put together.
    static func folded(_ bytes: borrowing Span<UInt8>, isQuoted: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = marksText(bytes) ? 1 : 0
        // Some close it as they opened it: `'320251790012345678'`.
        let end = index == 1 && bytes[bytes.count - 1] == .apostrophe ? bytes.count - 1 : bytes.count
        var needsSpace = false
        while index < end {
            let byte = bytes[index]
            let blank = blankLength(bytes, at: index)
            if blank > 0 {
                needsSpace = !result.isEmpty
                index += blank
                continue
            }
            if needsSpace { result.append(.space) }
            needsSpace = false
            result.append(byte)
            index += isQuoted && byte == .quote && index + 1 < bytes.count && bytes[index + 1] == .quote ? 2 : 1
        }
        return result
    }

    /// Whether an apostrophe in front keeps a spreadsheet from taking the cell for a number: before a figure or a capital, but not
    /// as in `'T HOEKJE`.
    private static func marksText(_ bytes: borrowing Span<UInt8>) -> Bool {
        guard bytes.count > 2, bytes[0] == .apostrophe, bytes[1].isDigit || (0x41...0x5A).contains(bytes[1]) else { return false }
        return bytes[1].isDigit || bytes[2] != .space && bytes[2] != UInt8(ascii: "-")
    }

    /// Length of a space or control character at `index`; 0 when there is none. U+00A0, U+2000 to U+200A, U+202F are spaces.
    private static func blankLength(_ bytes: borrowing Span<UInt8>, at index: Int) -> Int {
        switch bytes[index] {
        case 0...0x20, 0x7F: return 1
        case 0xC2 where index + 1 < bytes.count && bytes[index + 1] == 0xA0: return 2
        case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80:
            return (0x80...0x8A).contains(bytes[index + 2]) || bytes[index + 2] == 0xAF ? 3 : 0
        default: return 0
        }
    }
}

extension String {
    /// White space folded.
    var folded: String { FoldedText.string(Array(utf8).span) }
}
