/// Tells well-formed UTF-8 from other bytes (RFC 3629: shortest forms, no surrogates, nothing beyond U+10FFFF).
enum UTF8Check {
    enum Sequence: Equatable {
        case wellFormed(length: Int)
        case malformed
        /// The bytes end within a character that is well-formed so far.
        case cutOff
    }

    /// Where ASCII ends: the first byte at or after `index` that is 80 or more, or the end.
    static func endOfASCII(_ bytes: borrowing Span<UInt8>, from index: Int) -> Int {
        bytes.withUnsafeBytes { raw in
            var index = index
            while index + 8 <= raw.count {
                if raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { break }
                index += 8
            }
            while index < raw.count, raw[index] < 0x80 { index += 1 }
            return index
        }
    }

    /// The character that begins at `index` with a byte of 80 or more.
    static func sequence(_ bytes: borrowing Span<UInt8>, at index: Int) -> Sequence {
        let length: Int
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch bytes[index] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, low) = (3, 0xA0)
        case 0xED: (length, high) = (3, 0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, low) = (4, 0x90)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, high) = (4, 0x8F)
        default: return .malformed
        }
        for offset in 1..<length {
            guard index + offset < bytes.count else { return .cutOff }
            let byte = bytes[index + offset]
            guard byte >= low, byte <= high else { return .malformed }
            (low, high) = (0x80, 0xBF)
        }
        return .wellFormed(length: length)
    }

    static func malformedBytes(in bytes: borrowing Span<UInt8>) -> Int {
        var index = 0
        var count = 0
        while true {
            index = endOfASCII(bytes, from: index)
            guard index < bytes.count else { return count }
            switch sequence(bytes, at: index) {
            case .wellFormed(let length): index += length
            case .malformed: (index, count) = (index + 1, count + 1)
            case .cutOff: return count
            }
        }
    }
}
