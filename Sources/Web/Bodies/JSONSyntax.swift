/// Whether bytes are JSON (RFC 8259), and where they stop being it.
struct JSONSyntax {
    struct Fault: Error, Equatable {
        /// From 1, counted in bytes.
        let line: Int
        let column: Int
        let reason: String
    }

    /// Nesting that nobody needs would exhaust a decoder's stack.
    private static let deepest = 64

    private let bytes: [UInt8]
    private var position = 0

    static func firstFault(in bytes: [UInt8]) -> Fault? {
        var syntax = JSONSyntax(bytes: bytes)
        do throws(Fault) {
            try syntax.passBlanks()
            try syntax.passValue(depth: 0)
            try syntax.passBlanks()
            if syntax.position < bytes.count { throw syntax.fault("something follows the value") }
            return String(validating: bytes, as: UTF8.self) == nil ? syntax.fault("the text is not UTF-8") : nil
        } catch {
            return error
        }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func fault(_ reason: String) -> Fault {
        let before = bytes[..<position]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return Fault(line: line, column: position - lineStart + 1, reason: reason)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func passBlanks() throws(Fault) {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func passValue(depth: Int) throws(Fault) {
        guard depth <= Self.deepest else { throw fault("it is nested too deeply") }
        switch current {
        case nil: throw fault("it ends where a value is expected")
        case UInt8(ascii: "{"): try passList(closing: UInt8(ascii: "}"), depth: depth, named: true)
        case UInt8(ascii: "["): try passList(closing: UInt8(ascii: "]"), depth: depth, named: false)
        case UInt8(ascii: "\""): try passText()
        case UInt8(ascii: "t"): try passWord("true")
        case UInt8(ascii: "f"): try passWord("false")
        case UInt8(ascii: "n"): try passWord("null")
        default: try passNumber()
        }
    }

    private mutating func passList(closing: UInt8, depth: Int, named: Bool) throws(Fault) {
        position += 1
        try passBlanks()
        if current == closing {
            position += 1
            return
        }
        while true {
            if named {
                guard current == UInt8(ascii: "\"") else { throw fault("a name in quotation marks is expected") }
                try passText()
                try passBlanks()
                guard current == UInt8(ascii: ":") else { throw fault("a colon is expected") }
                position += 1
                try passBlanks()
            }
            try passValue(depth: depth + 1)
            try passBlanks()
            if current == closing {
                position += 1
                return
            }
            guard current == UInt8(ascii: ",") else { throw fault("a comma or the end of the \(named ? "object" : "list") is expected") }
            position += 1
            try passBlanks()
        }
    }

    private mutating func passText() throws(Fault) {
        position += 1
        while let byte = current {
            if byte == UInt8(ascii: "\"") {
                position += 1
                return
            }
            guard byte >= 0x20 else { throw fault("a text holds a control character") }
            position += 1
            if byte == UInt8(ascii: "\\") { try passEscape() }
        }
        throw fault("a text has no end")
    }

    private mutating func passEscape() throws(Fault) {
        guard let byte = current, "\"\\/bfnrtu".utf8.contains(byte) else { throw fault("a backslash begins nothing that JSON knows") }
        position += 1
        guard byte == UInt8(ascii: "u") else { return }
        switch try passFourDigits() {
        case 0xDC00...0xDFFF: throw fault("\\u is the second half of a character")
        case 0xD800...0xDBFF:
            guard bytes[position...].starts(with: "\\u".utf8) else { throw fault("\\u is half a character") }
            position += 2
            guard (0xDC00...0xDFFF).contains(try passFourDigits()) else { throw fault("\\u is half a character") }
        default: break
        }
    }

    /// A UTF-16 code unit: characters beyond the first 65,536 are two of them.
    private mutating func passFourDigits() throws(Fault) -> Int {
        let digits = bytes[position...].prefix(4).prefix { "0123456789abcdefABCDEF".utf8.contains($0) }
        position += digits.count
        guard digits.count == 4, let unit = Int(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw fault("\\u needs four digits")
        }
        return unit
    }

    private mutating func passWord(_ word: String) throws(Fault) {
        for byte in word.utf8 {
            guard current == byte else { throw fault("a value is expected") }
            position += 1
        }
    }

    private mutating func passNumber() throws(Fault) {
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") { position += 1 } else { try passDigits() }
        if current == UInt8(ascii: ".") {
            position += 1
            try passDigits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try passDigits()
        }
    }

    private mutating func passDigits() throws(Fault) {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        if position == start { throw fault("a value is expected") }
    }
}
