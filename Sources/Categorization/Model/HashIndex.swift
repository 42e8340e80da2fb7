/// Numbers 64-bit keys 0, 1, 2, … in order of arrival: an open-addressing table with linear probing, flat and without strings.
///
/// Keys are hashes already; two features that share one (about 1 in 10^8 for a million features) share their weights.
struct HashIndex: Sendable {
    /// By number.
    private(set) var keys: [UInt64] = []
    /// Number + 1; 0 for an empty place. The size is a power of two.
    private var places = [Int32](repeating: 0, count: 1 << 10)

    var count: Int { keys.count }

    /// - Returns: -1 when the key has not arrived.
    @inline(__always)
    func find(_ key: UInt64) -> Int {
        places.withUnsafeBufferPointer { places in
            keys.withUnsafeBufferPointer { keys in
                let mask = places.count - 1
                var place = Int(truncatingIfNeeded: key) & mask
                while true {
                    let number = Int(places[place]) - 1
                    if number < 0 || keys[number] == key { return number }
                    place = (place + 1) & mask
                }
            }
        }
    }

    /// The key's number, a new one when it has not arrived before.
    mutating func number(for key: UInt64) -> Int {
        let known = find(key)
        if known >= 0 { return known }
        keys.append(key)
        if keys.count * 2 > places.count { rebuild(size: places.count * 2) } else { place(key, number: keys.count - 1) }
        return keys.count - 1
    }

    init() {}

    /// From the keys of another, in order; nil when a key comes twice.
    init?(keys: [UInt64]) {
        self.keys = keys
        var size = 1 << 10
        while size < keys.count * 2 { size *= 2 }
        rebuild(size: size)
        for (number, key) in keys.enumerated() where find(key) != number { return nil }
    }

    private mutating func rebuild(size: Int) {
        places = [Int32](repeating: 0, count: size)
        for (number, key) in keys.enumerated() { place(key, number: number) }
    }

    private mutating func place(_ key: UInt64, number: Int) {
        let mask = places.count - 1
        var place = Int(truncatingIfNeeded: key) & mask
        while places[place] != 0 { place = (place + 1) & mask }
        places[place] = Int32(number + 1)
    }
}
