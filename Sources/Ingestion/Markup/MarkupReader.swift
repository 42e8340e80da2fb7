/// Parts SGML and XML into tags and text, one at a time.
///
/// There are no external entities and no declared ones: a document type stops the reading, so nothing can be expanded or fetched.
/// What is not quite a tag is text, since OFX writers leave `<` and `&` as they are.
struct MarkupReader: Sendable {
    enum Token: Equatable, Sendable {
        /// `isClosed` for `<NAME/>`. Names are without their namespace prefix.
        case open(String, attributes: String, isClosed: Bool)
        case close(String)
        /// References decoded, white space folded; never empty.
        case text(String)
    }

    private var stream: TextStream
    /// The line of text where the next token begins.
    private(set) var row = 1
    /// The line of text where the last token began.
    private(set) var tokenRow = 1

    init(_ stream: TextStream) { self.stream = stream }

    /// The next token; nil at the end of the file.
    mutating func next() throws(IngestionError) -> Token? {
        while true {
            switch scan() {
            case .token(let token, let end):
                tokenRow = row
                consume(to: end)
                if let token { return token }
            case .documentType:
                throw .documentType(file: stream.file, row: row)
            case .needsMore:
                if try stream.extend(within: row) { continue }
                // The end may have come while something was cut off: it is text, or nothing.
                guard stream.start < stream.bytes.count else { return nil }
                if case .token(let token, let end) = scan() {
                    tokenRow = row
                    consume(to: end)
                    if let token { return token }
                } else {
                    consume(to: stream.bytes.count)
                }
            }
        }
    }

    private enum Scan {
        /// Nil for what is no token: comments, processing instructions, blanks.
        case token(Token?, end: Int)
        case needsMore
        case documentType
    }

    private func scan() -> Scan {
        let window = stream.bytes
        let bytes = window.span
        let start = stream.start
        guard start < bytes.count else { return .needsMore }
        guard bytes[start] == UInt8(ascii: "<"), let kind = Self.kind(bytes, at: start, isAtEnd: stream.isAtEnd) else {
            return text(bytes, from: start)
        }
        switch kind {
        case .undecided: return .needsMore
        case .declaration: return .documentType
        case .comment: return skip(bytes, from: start, until: "-->")
        case .instruction: return skip(bytes, from: start, until: "?>")
        case .characterData: return characterData(bytes, from: start)
        case .tag: return tag(bytes, from: start)
        }
    }

    private enum Kind { case tag, comment, instruction, characterData, declaration, undecided }

    /// What the `<` at `index` begins; nil when it is text.
    private static func kind(_ bytes: borrowing Span<UInt8>, at index: Int, isAtEnd: Bool) -> Kind? {
        guard index + 1 < bytes.count else { return isAtEnd ? nil : .undecided }
        switch bytes[index + 1] {
        case UInt8(ascii: "?"): return .instruction
        case UInt8(ascii: "!"):
            if starts(bytes, at: index, with: "<!--") { return .comment }
            if starts(bytes, at: index, with: "<![CDATA[") { return .characterData }
            return index + 9 > bytes.count && !isAtEnd ? .undecided : .declaration
        case UInt8(ascii: "/"): return .tag
        case let byte where byte.isLetter || byte == UInt8(ascii: "_"): return .tag
        default: return nil
        }
    }

    private func tag(_ bytes: borrowing Span<UInt8>, from start: Int) -> Scan {
        var end = start + 1
        var quote: UInt8 = 0
        while end < bytes.count {
            let byte = bytes[end]
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == UInt8(ascii: ">") {
                break
            } else if byte == UInt8(ascii: "<") {
                // Another tag begins: this one was text.
                return text(bytes, from: start)
            } else if byte == .quote || byte == UInt8(ascii: "'"), bytes[end - 1] == UInt8(ascii: "=") {
                quote = byte
            }
            end += 1
        }
        guard end < bytes.count else { return stream.isAtEnd ? text(bytes, from: start) : .needsMore }
        if bytes[start + 1] == UInt8(ascii: "/") {
            return .token(.close(Self.name(bytes, from: start + 2, to: end).name), end: end + 1)
        }
        let isClosed = bytes[end - 1] == UInt8(ascii: "/")
        let (name, next) = Self.name(bytes, from: start + 1, to: isClosed ? end - 1 : end)
        let attributes = next < (isClosed ? end - 1 : end) ? String(bytes.extracting(next..<(isClosed ? end - 1 : end))) : ""
        return .token(.open(name, attributes: attributes, isClosed: isClosed), end: end + 1)
    }

    /// The local name, and where it ends.
    private static func name(_ bytes: borrowing Span<UInt8>, from start: Int, to end: Int) -> (name: String, end: Int) {
        var first = start
        var index = start
        while index < end, !bytes[index].isASCIIWhitespace {
            if bytes[index] == UInt8(ascii: ":") { first = index + 1 }
            index += 1
        }
        return (String(bytes.extracting(first..<index)), index)
    }

    private func text(_ bytes: borrowing Span<UInt8>, from start: Int) -> Scan {
        // The first byte is text whatever it is; a `<` later begins something else.
        var end = start + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "<") { end += 1 }
        guard end < bytes.count || stream.isAtEnd else { return .needsMore }
        let value = FoldedText.string(bytes.extracting(start..<end))
        return .token(value.isEmpty ? nil : .text(CharacterReferences.decoded(value)), end: end)
    }

    private func characterData(_ bytes: borrowing Span<UInt8>, from start: Int) -> Scan {
        let first = start + 9
        guard let end = Self.find("]]>", in: bytes, from: first) else { return stream.isAtEnd ? .token(nil, end: bytes.count) : .needsMore }
        let value = FoldedText.string(bytes.extracting(first..<end))
        return .token(value.isEmpty ? nil : .text(value), end: end + 3)
    }

    private func skip(_ bytes: borrowing Span<UInt8>, from start: Int, until mark: StaticString) -> Scan {
        guard let end = Self.find(mark, in: bytes, from: start) else { return stream.isAtEnd ? .token(nil, end: bytes.count) : .needsMore }
        return .token(nil, end: end + mark.utf8CodeUnitCount)
    }

    private static func find(_ mark: StaticString, in bytes: borrowing Span<UInt8>, from start: Int) -> Int? {
        var index = start
        while index + mark.utf8CodeUnitCount <= bytes.count {
            if starts(bytes, at: index, with: mark) { return index }
            index += 1
        }
        return nil
    }

    private static func starts(_ bytes: borrowing Span<UInt8>, at index: Int, with mark: StaticString) -> Bool {
        guard index + mark.utf8CodeUnitCount <= bytes.count else { return false }
        return mark.withUTF8Buffer { mark in
            for offset in mark.indices where bytes[index + offset] != mark[offset] { return false }
            return true
        }
    }

    private mutating func consume(to end: Int) {
        let window = stream.bytes
        for index in stream.start..<end {
            if window[index] == .lineFeed
                || (window[index] == .carriageReturn && !(index + 1 < window.count && window[index + 1] == .lineFeed))
            {
                row += 1
            }
        }
        stream.start = end
    }
}
