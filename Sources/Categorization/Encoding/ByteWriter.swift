/// Appends numbers and texts as bytes, little-endian.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ value: Float) { write(value.bitPattern) }

    mutating func write(_ text: String) {
        write(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write<Number: FixedWidthInteger>(_ values: [Number]) {
        write(UInt32(values.count))
        bytes.reserveCapacity(bytes.count + values.count * MemoryLayout<Number>.size)
        for value in values { write(value) }
    }

    mutating func write(_ values: [Float]) {
        write(UInt32(values.count))
        bytes.reserveCapacity(bytes.count + values.count * 4)
        for value in values { write(value) }
    }
}
