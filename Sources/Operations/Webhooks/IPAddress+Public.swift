extension IPAddress {
    /// Whether it leads to the public Internet, and not to this machine, its network, or the data of the cloud it runs in.
    ///
    /// By IANA's registries of special-purpose addresses (2025) and RFC 6890. Of IPv6 only 2000::/3 is given out; within it, what carries
    /// an IPv4 address inside is refused, since a router may unpack it.
    package var isPublic: Bool { bytes.count == 4 ? isPublic4 : isPublic6 }

    private var isPublic4: Bool { !Self.reserved4.contains { $0.contains(bytes) } }

    private var isPublic6: Bool {
        // NAT64 (RFC 6052): how a host without IPv4 reaches the IPv4 Internet.
        if Self.nat64.contains(bytes) { return IPAddress(bytes: Array(bytes.suffix(4)))?.isPublic ?? false }
        return Self.global6.contains(bytes) && !Self.reserved6.contains { $0.contains(bytes) }
    }

    private struct Block {
        let prefix: [UInt8]
        let bits: Int

        init(_ bits: Int, _ prefix: UInt8...) { (self.bits, self.prefix) = (bits, prefix) }

        func contains(_ bytes: [UInt8]) -> Bool {
            for index in 0..<((bits + 7) / 8) {
                let mask = UInt8(truncatingIfNeeded: 0xFF00 >> min(8, bits - index * 8))
                if bytes[index] & mask != (index < prefix.count ? prefix[index] : 0) & mask { return false }
            }
            return true
        }
    }

    private static let reserved4 = [
        Block(8, 0), Block(8, 10), Block(10, 100, 64), Block(8, 127), Block(16, 169, 254), Block(12, 172, 16), Block(24, 192, 0, 0),
        Block(24, 192, 0, 2), Block(24, 192, 88, 99), Block(16, 192, 168), Block(15, 198, 18), Block(24, 198, 51, 100),
        Block(24, 203, 0, 113), Block(4, 224), Block(4, 240),
        // Azure's own services answer a virtual machine here.
        Block(32, 168, 63, 129, 16),
    ]

    private static let nat64 = Block(96, 0x00, 0x64, 0xFF, 0x9B)
    private static let global6 = Block(3, 0x20)
    private static let reserved6 = [
        // 2001::/23: Teredo, ORCHID, benchmarking. 2001:db8::/32 and 3fff::/20: documentation. 2002::/16: 6to4.
        Block(23, 0x20, 0x01, 0x00), Block(32, 0x20, 0x01, 0x0D, 0xB8), Block(16, 0x20, 0x02), Block(20, 0x3F, 0xFF, 0x00),
    ]
}
