/// Rows of comma-separated values whose layout is known (RFC 4180): this program's own inputs, not a bank's, which Ingestion reads.
package struct DelimitedRows: Sendable {
    package struct Row: Sendable {
        /// Line of the text on which it begins, from 1.
        package let number: Int
        package let fields: [String]
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    package init(_ text: String) { bytes = Array(text.utf8) }

    package mutating func next() -> Row? {
        guard position < bytes.count else { return nil }
        let number = line
        var fields: [String] = []
        while true {
            fields.append(field())
            guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { break }
            position += 1
        }
        endLine()
        return Row(number: number, fields: fields)
    }

    private mutating func field() -> String {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return bareField() }
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
                position += 1
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            content.append(byte)
        }
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func bareField() -> String {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: ","), bytes[position] != UInt8(ascii: "\n") { position += 1 }
        var end = position
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func endLine() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        position += 1
        line += 1
    }
}
