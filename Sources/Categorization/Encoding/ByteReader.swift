/// Reads what `ByteWriter` wrote; refuses bytes that end early or claim more than there are.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func read<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(CategorizerDecodingError) -> Number {
        let size = MemoryLayout<Number>.size
        guard bytes.count - position >= size else { throw .damaged }
        defer { position += size }
        return bytes.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Number.self)) }
    }

    /// - Throws: `damaged` for what no model computes: infinity and not-a-number.
    mutating func readFloat() throws(CategorizerDecodingError) -> Float {
        let value = Float(bitPattern: try read())
        guard value.isFinite else { throw .damaged }
        return value
    }

    mutating func readText() throws(CategorizerDecodingError) -> String {
        let count = Int(try read(UInt32.self))
        guard bytes.count - position >= count else { throw .damaged }
        defer { position += count }
        return String(decoding: bytes[position..<(position + count)], as: UTF8.self)
    }

    mutating func readNumbers<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(CategorizerDecodingError) -> [Number] {
        let count = try readCount(elementSize: MemoryLayout<Number>.size)
        let start = position
        position += count * MemoryLayout<Number>.size
        return bytes.withUnsafeBytes { bytes in
            (0..<count).map { index in
                Number(littleEndian: bytes.loadUnaligned(fromByteOffset: start + index * MemoryLayout<Number>.size, as: Number.self))
            }
        }
    }

    mutating func readFloats() throws(CategorizerDecodingError) -> [Float] {
        let values = try readNumbers(UInt32.self).map { Float(bitPattern: $0) }
        guard values.allSatisfy(\.isFinite) else { throw .damaged }
        return values
    }

    private mutating func readCount(elementSize: Int) throws(CategorizerDecodingError) -> Int {
        let count = Int(try read(UInt32.self))
        guard (bytes.count - position) / elementSize >= count else { throw .damaged }
        return count
    }
}
