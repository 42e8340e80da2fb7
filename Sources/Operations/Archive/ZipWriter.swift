import Bookkeeping
import Ingestion

/// Writes a zip archive from front to back (APPNOTE 6.3, section 4.3), its members stored as they are: archives are kept whole, and what is in them
/// stays readable by every tool. Sizes come before the data, so each member is known whole before it is written.
struct ZipWriter {
    private let write: @Sendable ([UInt8]) throws -> Void
    private var offset = 0
    private var directory: [UInt8] = []
    private var count = 0

    /// Without the 64-bit extension, which not every program reads.
    static let sizeLimit = Int(UInt32.max)
    static let memberLimit = Int(UInt16.max)

    init(write: @escaping @Sendable ([UInt8]) throws -> Void) { self.write = write }

    mutating func add(_ name: String, _ bytes: [UInt8]) throws(ArchiveError) {
        let path = Array(name.utf8)
        guard count < Self.memberLimit, offset + bytes.count + 30 + path.count + directory.count < Self.sizeLimit else { throw .tooLarge }
        var sum = CRC32()
        sum.add(bytes)
        // Version 2.0, names in UTF-8, stored, 1 January 1980: the same books are the same archive, whenever it is written.
        var common: [UInt8] = []
        common.append(20 as UInt16, 0x0800 as UInt16, 0 as UInt16, 0 as UInt16, 0x0021 as UInt16)
        common.append(sum.value, UInt32(bytes.count), UInt32(bytes.count))
        common.append(UInt16(path.count), 0 as UInt16)
        var header: [UInt8] = [0x50, 0x4B, 0x03, 0x04]
        header += common + path
        directory += [0x50, 0x4B, 0x01, 0x02, 20, 0] + common
        directory.append(0 as UInt16, 0 as UInt16, 0 as UInt16)
        directory.append(0 as UInt32, UInt32(offset))
        directory += path
        try put(header)
        try put(bytes)
        count += 1
    }

    mutating func finish() throws(ArchiveError) {
        let start = offset
        var end: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
        end.append(0 as UInt16, 0 as UInt16, UInt16(count), UInt16(count))
        end.append(UInt32(directory.count), UInt32(start))
        end.append(0 as UInt16)
        try put(directory)
        try put(end)
    }

    private mutating func put(_ bytes: [UInt8]) throws(ArchiveError) {
        do { try write(bytes) } catch { throw .unwritable("\(error)") }
        offset += bytes.count
    }
}

extension [UInt8] {
    /// The least significant byte first.
    fileprivate mutating func append<Number: FixedWidthInteger>(_ numbers: Number...) {
        for number in numbers {
            for shift in stride(from: 0, to: Number.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: number >> Number(shift))) }
        }
    }
}
