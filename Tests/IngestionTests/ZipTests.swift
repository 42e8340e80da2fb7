import Bookkeeping
import Testing

@testable import Ingestion

struct ZipTests {
    static let compressed: [(String, [UInt8])] = [
        ("a stored block", [1, 32, 0, 223, 255] + Array("abcabcabcabc statement statement".utf8)),
        ("fixed codes", [75, 76, 74, 78, 132, 33, 133, 226, 146, 196, 146, 212, 220, 212, 188, 18, 4, 11, 0]),
    ]

    @Test(arguments: compressed)
    func `deflated text is unpacked`(_ kind: String, _ bytes: [UInt8]) throws {
        #expect(try inflated(bytes) == .success(Array("abcabcabcabc statement statement".utf8)))
    }

    @Test(arguments: compressed)
    func `deflated text that is cut off anywhere is truncated`(_ kind: String, _ bytes: [UInt8]) throws {
        for count in bytes.indices { #expect(try inflated(Array(bytes[..<count])) == .failure(.truncated)) }
    }

    @Test(
        arguments: [
            ("a block of no kind", [0x07]),
            ("a stored length that contradicts itself", [0x01, 0x20, 0x00, 0x20, 0x00]),
            ("a copy from before the beginning", [0x03, 0x02]),
            ("too many codes", [0xFD, 0xFF]),
        ] as [(String, [UInt8])])
    func `what no packer writes is malformed`(_ kind: String, _ bytes: [UInt8]) throws {
        guard case .failure(.malformed) = try inflated(bytes + [0, 0, 0, 0]) else {
            Issue.record("\(kind) was taken")
            return
        }
    }

    @Test func `the checksum is that of zip archives`() {
        var sum = CRC32()
        sum.add(Array("123456789".utf8))
        #expect(sum.value == 0xCBF4_3926)
    }

    @Test func `every cut of an archive is refused as damaged or gives fewer bytes than whole`() throws {
        let bytes = try Fixtures.bytes("statements.zip")
        let directory = try #require((0..<bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual([0x50, 0x4B, 0x01, 0x02]) })
        for count in stride(from: 8, to: directory, by: 7) {
            guard case .damagedArchive = refusal(ByteSource(name: "f", bytes: Array(bytes[..<count]))) else {
                Issue.record("cut at \(count): \(refusal(ByteSource(name: "f", bytes: Array(bytes[..<count])))?.userText ?? "read")")
                return
            }
        }
    }

    @Test func `a wrong checksum is found`() throws {
        var bytes = try Fixtures.bytes("statements.zip")
        bytes[14] ^= 1
        guard case .damagedArchive = refusal(ByteSource(name: "f", bytes: bytes)) else {
            Issue.record("a member with a wrong sum was read")
            return
        }
    }

    @Test func `a bomb is refused before it is unpacked`() throws {
        let bomb = Self.archive(zeros: 4 << 20)
        #expect(bomb.count < 40_000)
        #expect(throws: IngestionError.archiveTooLarge(file: "f", limitBytes: 1 << 20)) {
            _ = try ZipArchive(Input(ByteSource(name: "f", bytes: bomb)), sizeLimit: 1 << 20)
        }
    }

    @Test func `a file among statements that is none is a problem that names it`() throws {
        let reading = try read(try Fixtures.bytes("statements.zip"), name: "statements.zip")
        #expect(reading.statements.count == 2)
        #expect(reading.problems.contains { $0.quote == "june/readme.txt" })
    }

    private func inflated(_ bytes: [UInt8]) throws(IngestionError) -> Result<[UInt8], Inflate.Fault> {
        var inflate = Inflate(BitReader(Input(ByteSource(name: "f", bytes: bytes)).open()))
        var all: [UInt8] = []
        while true {
            switch try inflate.next() {
            case .success(let piece) where piece.isEmpty: return .success(all)
            case .success(let piece): all += piece
            case .failure(let fault): return .failure(fault)
            }
        }
    }

    /// A zip archive of one member: so many zeros, one literal and then copies of 258 bytes, 13 bits each.
    private static func archive(zeros count: Int) -> [UInt8] {
        var bytes: [UInt8] =
            [0x50, 0x4B, 0x03, 0x04, 20, 0, 0, 0, 8, 0] + [UInt8](repeating: 0, count: 16) + [1, 0, 0, 0] + [UInt8(ascii: "a")]
        var (bits, bitCount) = (UInt64(0), 0)
        func put(_ value: UInt64, _ count: Int) {
            bits |= value << UInt64(bitCount)
            bitCount += count
            while bitCount >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bits >>= 8
                bitCount -= 8
            }
        }
        put(1, 1)
        put(1, 2)
        // Codes have their first bit first: literal 0 is 00110000, length 285 is 11000101, distance 1 is 00000.
        put(0b0000_1100, 8)
        for _ in 0..<count / 258 {
            put(0b1010_0011, 8)
            put(0, 5)
        }
        put(0, 7)
        put(0, 7)
        return bytes + [0x50, 0x4B, 0x01, 0x02]
    }
}
