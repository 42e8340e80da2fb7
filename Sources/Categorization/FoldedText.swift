/// A text as rules and vendors compare it: lower case, runs of white space as one space, none at the ends; UTF-8 bytes.
struct FoldedText: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ text: String) {
        // Most bank text is ASCII; the rest takes the slower way through Unicode's own lower case.
        if let folded = text.utf8.withContiguousStorageIfAvailable(Self.foldASCII) ?? nil {
            bytes = folded
        } else {
            var lower = text.lowercased()
            bytes = lower.withUTF8 { Self.fold($0) }
        }
    }

    /// - Returns: nil when the text is not ASCII.
    private static func foldASCII(_ utf8: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var bits: UInt8 = 0
        for byte in utf8 { bits |= byte }
        return bits < 0x80 ? fold(utf8) : nil
    }

    private static func fold(_ utf8: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: utf8.count) { folded, count in
            for byte in utf8 {
                if byte <= 0x20 {
                    guard count > 0, folded[count - 1] != 0x20 else { continue }
                    folded[count] = 0x20
                } else {
                    folded[count] = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
                }
                count += 1
            }
            if count > 0, folded[count - 1] == 0x20 { count -= 1 }
        }
    }
}
