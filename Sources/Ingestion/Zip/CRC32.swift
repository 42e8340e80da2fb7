/// The checksum of zip archives (ISO 3309, reflected polynomial EDB88320).
package struct CRC32: Sendable {
    private var remainder: UInt32 = 0xFFFF_FFFF

    package init() {}

    package mutating func add(_ bytes: [UInt8]) {
        var value = remainder
        for byte in bytes { value = value >> 8 ^ Self.table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] }
        remainder = value
    }

    package var value: UInt32 { ~remainder }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
}
