/// Takes `multipart/form-data` (RFC 7578, RFC 2046 section 5.1) apart as its bytes come in: bytes in, events out, nothing read and nothing kept
/// but what may still be the beginning of a delimiter.
struct MultipartParser {
    enum Event: Equatable {
        case part(PartHead)
        case bytes([UInt8])
        case end
    }

    struct PartHead: Equatable, Sendable {
        let name: String
        /// Without folders; nil for a plain field.
        let fileName: String?
    }

    private enum State { case preamble, afterDelimiter, head, body, epilogue }

    private var state = State.preamble
    /// A line break before the first byte, so that the first delimiter is like all others.
    private var buffer: [UInt8] = [.carriageReturn, .lineFeed]
    private let delimiter: [UInt8]

    private static let largestHead = 8 << 10

    /// - Throws: `.wrongBoundary` unless it has 1 to 70 characters of those that RFC 2046 allows.
    init(boundary: String) throws(MultipartError) {
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.last != .space, boundary.utf8.allSatisfy(Self.isBoundaryByte) else {
            throw .wrongBoundary
        }
        delimiter = [.carriageReturn, .lineFeed, .hyphen, .hyphen] + Array(boundary.utf8)
    }

    /// From `multipart/form-data; boundary=…`; nil when there is none.
    static func boundary(in contentType: String) -> String? {
        for parameter in contentType.split(separator: ";").dropFirst() {
            let pair = parameter.split(separator: "=", maxSplits: 1).map { $0.trimmingBlanks }
            guard pair.count == 2, pair[0].lowercased() == "boundary" else { continue }
            let isQuoted = pair[1].count >= 2 && pair[1].first == "\"" && pair[1].last == "\""
            return isQuoted ? String(pair[1].dropFirst().dropLast()) : String(pair[1])
        }
        return nil
    }

    mutating func feed(_ bytes: some Collection<UInt8>) throws(MultipartError) -> [Event] {
        buffer.append(contentsOf: bytes)
        var events: [Event] = []
        var start = 0
        while let next = try step(from: start, &events) { start = next }
        buffer.removeFirst(consumed)
        consumed = 0
        return events
    }

    /// No more bytes come.
    func finish() throws(MultipartError) {
        guard state == .epilogue else { throw .truncated }
    }

    /// How much of the buffer is done with.
    private var consumed = 0

    /// - Returns: where to go on; nil when more bytes are needed.
    private mutating func step(from start: Int, _ events: inout [Event]) throws(MultipartError) -> Int? {
        switch state {
        case .preamble, .body: return passDelimiter(from: start, &events)
        case .afterDelimiter: return try passDelimiterLine(from: start)
        case .head: return try passHead(from: start, &events)
        case .epilogue:
            consumed = buffer.count
            return nil
        }
    }

    private mutating func passDelimiter(from start: Int, _ events: inout [Event]) -> Int? {
        let found = Self.position(of: delimiter, in: buffer, from: start)
        // Without a delimiter in sight, its beginning may be the end of what is here.
        let end = found ?? max(start, buffer.count - delimiter.count + 1)
        if state == .body {
            if end > start { events.append(.bytes(Array(buffer[start..<end]))) }
            if found != nil { events.append(.end) }
        }
        consumed = end
        guard let found else { return nil }
        state = .afterDelimiter
        consumed = found + delimiter.count
        return consumed
    }

    /// Two hyphens after the delimiter end it all; blanks and a line break begin a part.
    private mutating func passDelimiterLine(from start: Int) throws(MultipartError) -> Int? {
        guard buffer.count - start >= 2 else { return nil }
        if buffer[start] == .hyphen, buffer[start + 1] == .hyphen {
            state = .epilogue
            return start + 2
        }
        var position = start
        while position < buffer.count, buffer[position] == .space || buffer[position] == .tab { position += 1 }
        guard position - start <= 256 else { throw .malformed }
        guard buffer.count - position >= 2 else { return nil }
        guard buffer[position] == .carriageReturn, buffer[position + 1] == .lineFeed else { throw .malformed }
        state = .head
        // The break stays: the head's end is then always found as two breaks, even where no line comes before.
        consumed = position
        return position
    }

    private mutating func passHead(from start: Int, _ events: inout [Event]) throws(MultipartError) -> Int? {
        let empty: [UInt8] = [.carriageReturn, .lineFeed, .carriageReturn, .lineFeed]
        guard let end = Self.position(of: empty, in: buffer, from: start) else {
            guard buffer.count - start <= Self.largestHead else { throw .headTooLong }
            return nil
        }
        guard end - start <= Self.largestHead else { throw .headTooLong }
        events.append(.part(try Self.head(buffer[start..<end])))
        state = .body
        consumed = end + empty.count
        return consumed
    }

    private static func head(_ bytes: ArraySlice<UInt8>) throws(MultipartError) -> PartHead {
        for line in bytes.split(separator: .lineFeed) {
            let text = String(decoding: line, as: UTF8.self).trimmingBlanks
            guard let colon = text.firstIndex(of: ":"), text[..<colon].lowercased() == "content-disposition" else { continue }
            let parameters = Self.parameters(text[text.index(after: colon)...])
            guard parameters.kind == "form-data", let name = parameters.values["name"] else { throw .malformed }
            // Some browsers once sent the whole path.
            let fileName = parameters.values["filename"].map { String($0.split { $0 == "/" || $0 == "\\" }.last ?? "") }
            return PartHead(name: name, fileName: fileName)
        }
        throw .malformed
    }

    /// `form-data; name="file"; filename="a.csv"`. Browsers write a quotation mark in a name as %22, other programs as \".
    private static func parameters(_ text: Substring) -> (kind: String, values: [String: String]) {
        var rest = text
        let kind = rest.prefix { $0 != ";" }.trimmingBlanks.lowercased()
        rest = rest.drop { $0 != ";" }
        var values: [String: String] = [:]
        while rest.popFirst() != nil {
            let name = rest.prefix { $0 != "=" && $0 != ";" }.trimmingBlanks.lowercased()
            rest = rest.drop { $0 != "=" && $0 != ";" }
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let character = rest.popFirst(), character != "\"" {
                    if character == "\\", rest.first == "\"", let quote = rest.popFirst() {
                        value.append(quote)
                    } else {
                        value.append(character)
                    }
                }
            } else {
                value = String(rest.prefix { $0 != ";" }.trimmingBlanks)
            }
            rest = rest.drop { $0 != ";" }
            if values[name] == nil { values[name] = value.replacing("%22", with: "\"") }
        }
        return (kind, values)
    }

    private static func position(of pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count - start >= pattern.count else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            pattern.withUnsafeBufferPointer { pattern in
                let last = bytes.count - pattern.count
                var position = start
                while position <= last {
                    if bytes[position] == pattern[0] {
                        var length = 1
                        while length < pattern.count, bytes[position + length] == pattern[length] { length += 1 }
                        if length == pattern.count { return position }
                    }
                    position += 1
                }
                return nil
            }
        }
    }

    private static func isBoundaryByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "'()+_,-./:=? ".utf8.contains(byte)
        }
    }
}

enum MultipartError: Error, Equatable {
    case wrongBoundary
    case malformed
    case headTooLong
    case truncated
}

extension UInt8 {
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let hyphen = UInt8(ascii: "-")
    fileprivate static let space = UInt8(ascii: " ")
    fileprivate static let tab = UInt8(ascii: "\t")
}

extension StringProtocol {
    /// Without blanks and line breaks at both ends.
    var trimmingBlanks: SubSequence {
        let head = drop { $0.isWhitespace }
        guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return head }
        return head[...last]
    }
}
