/// Parts text into rows and fields.
///
/// RFC 4180, and what banks do besides: CR, LF or CRLF end a row; spaces may stand around quotes, and tabs behind; a quotation mark within a
/// field that is not quoted is text; one within a quoted field is text too unless a delimiter or the end of the row follows.
enum CSVScanner {
    /// Where a field lies in the window, without its quotes.
    struct Field {
        var start: Int
        var end: Int
        /// Two quotation marks in it stand for one.
        var isQuoted: Bool

        var isEmpty: Bool { start == end }
    }

    /// The fields of one row. Room once made is kept, so that a row costs no allocation.
    struct Fields: Sendable {
        private var storage: [Field] = []
        private(set) var count = 0

        var indices: Range<Int> { 0..<count }

        @inline(__always)
        subscript(index: Int) -> Field {
            precondition(index < count, "a field of the row")
            return storage[index]
        }

        mutating func removeAll() { count = 0 }

        @inline(__always)
        mutating func append(_ field: Field) {
            if count < storage.count { storage[count] = field } else { storage.append(field) }
            count += 1
        }
    }

    enum RowEnd {
        /// `lines` is how many lines of text the row takes up.
        case complete(next: Int, lines: Int)
        case needsMore
        /// A quotation mark opens a field that nothing closes.
        case unclosedQuote
    }

    /// A quoted field that goes over lines is at most so long, in bytes; beyond that its quotation mark was never closed.
    private static let multilineLimit = 8 << 10

    /// Finds the fields of the row that begins at `start`.
    /// - Parameter isAtEnd: whether the file ends where `bytes` end
    @inline(__always)
    static func scan(
        _ bytes: borrowing Span<UInt8>, from start: Int, delimiter: UInt8, isAtEnd: Bool, into fields: inout Fields
    ) -> RowEnd {
        fields.removeAll()
        let count = bytes.count
        var lines = 1
        var index = start
        while true {
            let fieldStart = index
            // Spaces before a quotation mark do not belong to the field.
            while index < count, bytes[index] == .space { index += 1 }
            // `="text"` tells spreadsheets to leave the text alone.
            if index + 1 < count, bytes[index] == UInt8(ascii: "="), bytes[index + 1] == .quote { index += 1 }
            if index < count, bytes[index] == .quote {
                switch quoted(bytes, from: index + 1, delimiter: delimiter, isAtEnd: isAtEnd) {
                case .field(let end, let next, let breaks):
                    fields.append(Field(start: index + 1, end: end, isQuoted: true))
                    index = next
                    lines += breaks
                case .needsMore: return .needsMore
                case .unclosed: return .unclosedQuote
                }
            } else {
                index = endOfField(bytes, from: index, delimiter: delimiter)
                fields.append(Field(start: fieldStart, end: index, isQuoted: false))
            }
            guard index < count else { return isAtEnd ? .complete(next: index, lines: lines) : .needsMore }
            switch bytes[index] {
            case .lineFeed: return .complete(next: index + 1, lines: lines)
            case .carriageReturn:
                guard index + 1 < count else { return isAtEnd ? .complete(next: index + 1, lines: lines) : .needsMore }
                return .complete(next: bytes[index + 1] == .lineFeed ? index + 2 : index + 1, lines: lines)
            default: index += 1
            }
        }
    }

    /// The first delimiter or line end at or after `start`, or the end: eight bytes at a time.
    ///
    /// A byte of `x ^ pattern` is zero where `x` has the byte sought; `(v - 01…) & ~v & 80…` marks the lowest zero byte of v.
    @inline(__always)
    private static func endOfField(_ bytes: borrowing Span<UInt8>, from start: Int, delimiter: UInt8) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let sought = (ones &* UInt64(delimiter), ones &* UInt64(UInt8.lineFeed), ones &* UInt64(UInt8.carriageReturn))
        return bytes.withUnsafeBytes { raw in
            var index = start
            while index + 8 <= raw.count {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                let (a, b, c) = (word ^ sought.0, word ^ sought.1, word ^ sought.2)
                let found = ((a &- ones) & ~a | (b &- ones) & ~b | (c &- ones) & ~c) & (ones << 7)
                if found != 0 { return index + found.trailingZeroBitCount / 8 }
                index += 8
            }
            while index < raw.count, raw[index] != delimiter, raw[index] != .lineFeed, raw[index] != .carriageReturn { index += 1 }
            return index
        }
    }

    private enum QuotedEnd {
        case field(end: Int, next: Int, breaks: Int)
        case needsMore
        case unclosed
    }

    private static func quoted(_ bytes: borrowing Span<UInt8>, from start: Int, delimiter: UInt8, isAtEnd: Bool) -> QuotedEnd {
        var index = start
        var breaks = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == .lineFeed || (byte == .carriageReturn && !(index + 1 < bytes.count && bytes[index + 1] == .lineFeed)) {
                breaks += 1
            }
            if breaks > 0, index - start > multilineLimit { return .unclosed }
            guard byte == .quote else {
                index += 1
                continue
            }
            if index + 1 < bytes.count, bytes[index + 1] == .quote {
                index += 2
                continue
            }
            var next = index + 1
            while next < bytes.count, bytes[next] == .space || bytes[next] == .tab && delimiter != .tab { next += 1 }
            guard next < bytes.count else { return isAtEnd ? .field(end: index, next: next, breaks: breaks) : .needsMore }
            if bytes[next] == delimiter || bytes[next] == .lineFeed || bytes[next] == .carriageReturn {
                return .field(end: index, next: next, breaks: breaks)
            }
            // A quotation mark that opens another field: the one that opened this field was never closed.
            if breaks > 0 { return .unclosed }
            index += 1
        }
        return isAtEnd ? .unclosed : .needsMore
    }

    /// The line that begins at `start`, quotation marks or not: the end of its text, and where the next one begins.
    /// Nil when the window ends before it does.
    static func line(_ bytes: borrowing Span<UInt8>, from start: Int, isAtEnd: Bool) -> (end: Int, next: Int)? {
        var index = start
        while index < bytes.count, bytes[index] != .lineFeed, bytes[index] != .carriageReturn { index += 1 }
        guard index < bytes.count else { return isAtEnd ? (index, index) : nil }
        if bytes[index] == .lineFeed { return (index, index + 1) }
        guard index + 1 < bytes.count else { return isAtEnd ? (index, index + 1) : nil }
        return (index, bytes[index + 1] == .lineFeed ? index + 2 : index + 1)
    }
}
