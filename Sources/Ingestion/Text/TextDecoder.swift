/// Turns the bytes of an encoding into UTF-8, piece by piece.
///
/// What is not UTF-8 in a UTF-8 file is read as Windows-1252, byte by byte: files put together from several sources mix the two.
struct TextDecoder: Sendable {
    private let encoding: TextEncoding
    private let upperHalf: [[UInt8]]
    /// The beginning of a character that the last piece cut off.
    private var pending: [UInt8] = []
    private var isAtBeginning = true

    init(_ encoding: TextEncoding) {
        self.encoding = encoding
        upperHalf = encoding.upperHalf ?? CodePage.windows1252
    }

    /// Appends `piece` to `text`; an empty piece is the end of the file.
    mutating func decode(_ piece: [UInt8], into text: inout [UInt8]) {
        var input = piece
        if !pending.isEmpty {
            input = pending + piece
            pending = []
        }
        switch encoding {
        case .utf8: appendUTF8(input, isLast: piece.isEmpty, to: &text)
        case .utf16LittleEndian: appendUTF16(input, isLast: piece.isEmpty, to: &text) { UInt16($0) | UInt16($1) << 8 }
        case .utf16BigEndian: appendUTF16(input, isLast: piece.isEmpty, to: &text) { UInt16($0) << 8 | UInt16($1) }
        default: appendSingleBytes(input, to: &text)
        }
    }

    private mutating func appendUTF8(_ input: [UInt8], isLast: Bool, to text: inout [UInt8]) {
        var index = 0
        if isAtBeginning, input.count < 3, !isLast, [0xEF, 0xBB, 0xBF].starts(with: input) {
            pending = input
            return
        }
        if isAtBeginning, !input.isEmpty {
            if input.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
            isAtBeginning = false
        }
        let span = input.span
        if index == 0, UTF8Check.endOfASCII(span, from: 0) == input.count {
            if text.isEmpty { text = input } else { text.append(contentsOf: input) }
            return
        }
        var runStart = index
        while true {
            index = UTF8Check.endOfASCII(span, from: index)
            guard index < input.count else { break }
            switch UTF8Check.sequence(span, at: index) {
            case .wellFormed(let length):
                index += length
            case .cutOff where !isLast:
                text.append(contentsOf: input[runStart..<index])
                pending = Array(input[index...])
                return
            case .malformed, .cutOff:
                text.append(contentsOf: input[runStart..<index])
                text.append(contentsOf: upperHalf[Int(input[index]) - 0x80])
                index += 1
                runStart = index
            }
        }
        text.append(contentsOf: input[runStart...])
    }

    private mutating func appendUTF16(
        _ input: [UInt8], isLast: Bool, to text: inout [UInt8], unit: (UInt8, UInt8) -> UInt16
    ) {
        var index = 0
        while index + 1 < input.count {
            let first = unit(input[index], input[index + 1])
            index += 2
            if isAtBeginning {
                isAtBeginning = false
                if first == 0xFEFF { continue }
            }
            var scalar = UInt32(first)
            if first & 0xFC00 == 0xD800 {
                if index + 1 >= input.count, !isLast {
                    index -= 2
                    break
                }
                let second = index + 1 < input.count ? unit(input[index], input[index + 1]) : 0
                if second & 0xFC00 == 0xDC00 {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + UInt32(second & 0x3FF)
                    index += 2
                }
            }
            text.append(contentsOf: Array(String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8))
        }
        if !isLast { pending = Array(input[index...]) }
    }

    private func appendSingleBytes(_ input: [UInt8], to text: inout [UInt8]) {
        text.reserveCapacity(text.count + input.count + input.count / 8)
        for byte in input {
            if byte < 0x80 { text.append(byte) } else { text.append(contentsOf: upperHalf[Int(byte) - 0x80]) }
        }
    }
}
