/// 64-bit hashes that are the same on every machine and in every run, as saved models need them.
///
/// FNV-1a over bytes (Fowler, Noll, Vo), finished by the mixer of MurmurHash3 (Appleby), which spreads every bit over all.
enum Hash {
    static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    static func adding(_ byte: UInt8, to hash: UInt64) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

    @inline(__always)
    static func finished(_ hash: UInt64) -> UInt64 {
        var h = hash
        h = (h ^ h >> 33) &* 0xFF51_AFD7_ED55_8CCD
        h = (h ^ h >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return h ^ h >> 33
    }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 { finished(bytes.reduce(seed) { adding($1, to: $0) }) }

    /// Order matters: `joined(a, b)` is not `joined(b, a)`.
    @inline(__always)
    static func joined(_ left: UInt64, _ right: UInt64) -> UInt64 {
        finished(left &* 0x9E37_79B9_7F4A_7C15 ^ right &+ 0x1656_67B1_9E37_79F9)
    }

    @inline(__always)
    static func joined(_ left: UInt64, _ right: Int) -> UInt64 { joined(left, UInt64(bitPattern: Int64(right))) }
}
