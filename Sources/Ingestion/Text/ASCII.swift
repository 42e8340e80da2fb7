/// Names for the bytes that formats are made of.
extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let tab = UInt8(ascii: "\t")
    static let space = UInt8(ascii: " ")
    static let apostrophe = UInt8(ascii: "'")
    static let quote = UInt8(ascii: "\"")

    var isDigit: Bool { self &- 0x30 < 10 }
    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
    /// Space, tab, line ends, form feed.
    var isASCIIWhitespace: Bool { self == .space || (self >= 0x09 && self <= 0x0D) }
    var uppercased: UInt8 { self &- 0x61 < 26 ? self & 0xDF : self }
}

extension String {
    init(_ span: borrowing Span<UInt8>) {
        self = span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
