/// Numbers 64-bit keys 0, 1, 2, … in order of arrival: an open-addressing table with linear probing, flat and without strings.
///
/// Keys are hashes already; two features that share one (about 1 in 10^8 for a million features) share their weights.
struct HashIndex: Sendable {
    /// By number.
    private(set) var keys: [UInt64] = []
    /// A key beside its number, so that finding one touches memory once.
    private struct Place {
        var key: UInt64 = 0
        /// -1 for an empty place.
        var number: Int32 = -1
    }

    /// The size is a power of two.
    private var places = [Place](repeating: Place(), count: 1 << 10)

    var count: Int { keys.count }

    /// - Returns: -1 when the key has not arrived.
    @inline(__always)
    func find(_ key: UInt64) -> Int {
        places.withUnsafeBufferPointer { places in
            let mask = places.count - 1
            var index = Int(truncatingIfNeeded: key) & mask
            while true {
                let place = places[index]
                if place.number < 0 || place.key == key { return Int(place.number) }
                index = (index + 1) & mask
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
        places = [Place](repeating: Place(), count: size)
        for (number, key) in keys.enumerated() { place(key, number: number) }
    }

    private mutating func place(_ key: UInt64, number: Int) {
        let mask = places.count - 1
        var index = Int(truncatingIfNeeded: key) & mask
        while places[index].number >= 0 { index = (index + 1) & mask }
        places[index] = Place(key: key, number: Int32(number))
    }
}
