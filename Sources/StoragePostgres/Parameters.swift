import Storage

/// A statement's arguments in one buffer, so that binding them copies each once: text as the server reads it, arrays in binary.
struct Parameters: Sendable {
    private var buffer: [UInt8] = []
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    var count: Int { starts.count }

    mutating func append(_ value: SQLValue) {
        switch value {
        case .null:
            starts.append(nil)
            lengths.append(0)
            formats.append(0)
        case .integer(let number): append(bytes: String(number).utf8, format: 0)
        // PostgreSQL's text holds no zero byte, and would end there unsaid.
        case .text(let text): append(bytes: text.utf8.lazy.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, format: 0)
        case .blob(let bytes): append(bytes: bytes, format: 1)
        }
    }

    mutating func append(_ binary: [UInt8]) { append(bytes: binary, format: 1) }

    private mutating func append(bytes: some Sequence<UInt8>, format: Int32) {
        starts.append(buffer.count)
        let before = buffer.count
        buffer.append(contentsOf: bytes)
        lengths.append(Int32(buffer.count - before))
        formats.append(format)
        // Text ends where a zero byte says so; binary by its length.
        buffer.append(0)
    }

    func withPointers<Answer>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Answer
    ) -> Answer {
        buffer.withUnsafeBytes { bytes in
            let base = bytes.bindMemory(to: CChar.self).baseAddress
            let values = starts.map { start in start.flatMap { start in base.map { $0 + start } } }
            return body(values, lengths, formats)
        }
    }
}

extension BulkRows {
    /// What stands in `column` of every row of a range, if it is the same: it travels once then. Each combination of such columns is
    /// a statement of its own, so it is only looked for where that pays: one row, or very many.
    func valueOfAll(_ column: Int, in range: Range<Int>) -> SQLValue? {
        guard range.count == 1 || range.count >= Self.fewestWorthALook else { return nil }
        let width = columns.count
        let first = cells[range.lowerBound * width + column]
        guard range.dropFirst().allSatisfy({ row in isSame(cells[row * width + column], as: first) }) else { return nil }
        switch first {
        case .null: return .null
        case .integer(let number): return .integer(number)
        case .text(let start, let count): return .text(String(decoding: bytes[Int(start)..<Int(start + count)], as: UTF8.self))
        case .blob(let start, let count): return .blob(Array(bytes[Int(start)..<Int(start + count)]))
        }
    }

    static var fewestWorthALook: Int { 1_000 }

    private func isSame(_ cell: Cell, as other: Cell) -> Bool {
        switch (cell, other) {
        case (.null, .null): true
        case (.integer(let one), .integer(let two)): one == two
        case (.text(let one, let count), .text(let two, let otherCount)), (.blob(let one, let count), .blob(let two, let otherCount)):
            count == otherCount && bytes[Int(one)..<Int(one + count)] == bytes[Int(two)..<Int(two + count)]
        default: false
        }
    }
}

/// One column of bulk rows as PostgreSQL's binary array: dimensions, whether there are nulls, element type, length, lower bound, then each
/// element behind its length (array_recv in the server's arrayfuncs.c).
struct BinaryArray {
    private(set) var bytes: [UInt8] = []

    init(_ rows: BulkRows, column: Int, _ range: Range<Int>) {
        let width = rows.columns.count
        bytes.reserveCapacity(20 + range.count * 16)
        append(1)
        append(1)
        append(Int32(bitPattern: rows.columns[column].kind.elementType))
        append(Int32(range.count))
        append(1)
        for row in range {
            switch rows.cells[row * width + column] {
            case .null: append(-1)
            case .integer(let number):
                append(8)
                withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
            case .text(let start, let count):
                append(Int32(count))
                let text = rows.bytes[Int(start)..<Int(start + count)]
                // PostgreSQL's text holds no zero byte.
                if text.contains(0) { bytes.append(contentsOf: text.map { $0 == 0 ? 0x20 : $0 }) } else { bytes.append(contentsOf: text) }
            case .blob(let start, let count):
                append(Int32(count))
                bytes.append(contentsOf: rows.bytes[Int(start)..<Int(start + count)])
            }
        }
    }

    private mutating func append(_ number: Int32) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
