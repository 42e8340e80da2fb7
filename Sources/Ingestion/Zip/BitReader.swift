/// Takes bits and bytes from a reader, the least significant bit of each byte first, as DEFLATE has them.
struct BitReader: Sendable {
    private var reader: any ByteReader
    private var piece: [UInt8] = []
    private var index = 0
    private var bits: UInt64 = 0
    private var bitCount = 0
    /// How many bytes have been taken from the reader and used, whole or in part.
    private(set) var offset = 0

    init(_ reader: any ByteReader) { self.reader = reader }

    /// The next `count` bits (at most 32); nil at the end of the bytes.
    @inline(__always)
    mutating func take(_ count: Int) throws(IngestionError) -> Int? {
        while bitCount < count {
            guard let byte = try nextByte() else { return nil }
            bits |= UInt64(byte) << UInt64(bitCount)
            bitCount += 8
        }
        let value = Int(bits & ((1 << UInt64(count)) - 1))
        bits >>= UInt64(count)
        bitCount -= count
        return value
    }

    /// Lets go of the bits up to the next whole byte.
    mutating func alignToByte() {
        let excess = bitCount % 8
        bits >>= UInt64(excess)
        bitCount -= excess
    }

    /// The next `count` whole bytes, fewer at the end of the file. Only when aligned.
    mutating func takeBytes(_ count: Int) throws(IngestionError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, bitCount >= 8, let byte = try take(8) { bytes.append(UInt8(byte)) }
        while bytes.count < count {
            guard try fill() else { break }
            let taken = min(count - bytes.count, piece.count - index)
            bytes.append(contentsOf: piece[index..<index + taken])
            index += taken
            offset += taken
        }
        return bytes
    }

    /// Passes over `count` bytes; false when the file ends before.
    mutating func skip(_ count: Int) throws(IngestionError) -> Bool {
        var rest = count
        while rest > 0 {
            let taken = try takeBytes(min(rest, 1 << 16)).count
            if taken == 0 { return false }
            rest -= taken
        }
        return true
    }

    private mutating func nextByte() throws(IngestionError) -> UInt8? {
        guard try fill() else { return nil }
        defer {
            index += 1
            offset += 1
        }
        return piece[index]
    }

    private mutating func fill() throws(IngestionError) -> Bool {
        if index < piece.count { return true }
        piece = try reader.next()
        index = 0
        return !piece.isEmpty
    }
}
