/// The latest amounts answered under each masked text: accounts whose amounts were near vote.
///
/// S(k) = Σ 0.95^age / (1 + (Δ / 0.15)²) over the last 64 lines with the text, Δ the distance of the signed binary logarithms of the
/// amounts; an account votes with ln(1 + S(k) / 0.02).
struct AmountNeighbors: Sendable {
    struct Line: Sendable {
        let account: Int32
        let logarithm: Float
    }

    static let most = 64
    private static let fading: Float = 0.95
    private static let width: Float = 0.15
    private static let prior: Float = 0.02

    private(set) var index = HashIndex()
    private(set) var pool = RowPool<Line>()
    /// By entry: where the next line goes once `most` are kept.
    private(set) var next: [UInt8] = []

    private var sums: [Float] = []
    private var touched: [Int32] = []

    init() {}

    init(index: HashIndex, pool: RowPool<Line>, next: [UInt8]) { (self.index, self.pool, self.next) = (index, pool, next) }

    /// Adds the votes as one more table.
    mutating func read(_ keys: LineKeys, into votes: inout Votes) {
        var entry = index.find(keys.maskedKey)
        if entry < 0 { entry = index.find(keys.nameKey) }
        guard entry >= 0 else {
            votes.addAbsentTable()
            return
        }
        let range = pool.range(entry)
        var weight: Float = 1
        var last: Int32 = -1
        for age in 0..<range.count {
            // The newest first: behind `next` the ring goes backwards.
            let offset = (Int(next[entry]) + range.count - 1 - age) % range.count
            let line = pool.elements[range.lowerBound + offset]
            if age == 0 { last = line.account }
            while sums.count <= Int(line.account) { sums.append(0) }
            if sums[Int(line.account)] == 0 { touched.append(line.account) }
            let distance = (line.logarithm - keys.signedLogarithm) / Self.width
            sums[Int(line.account)] += weight / (1 + distance * distance)
            weight *= Self.fading
        }
        for account in touched {
            votes.add(account: account, FastMath.log(1 + sums[Int(account)] / Self.prior))
            sums[Int(account)] = 0
        }
        votes.endTable(bucket: CountTables.bucket(updates: Int32(range.count), accounts: touched.count), last: last)
        touched.removeAll(keepingCapacity: true)
    }

    mutating func learn(_ keys: LineKeys, account: Int) {
        add(keys.maskedKey, keys, account)
        if keys.nameKey != keys.maskedKey { add(keys.nameKey, keys, account) }
    }

    mutating func forget(_ account: Int) {
        for entry in next.indices {
            // In order of age first, so that the ring begins at its start again.
            let range = pool.range(entry)
            pool.elements[range].rotate(by: Int(next[entry]))
            next[entry] = 0
            pool.removeAll(in: entry) { $0.account == account }
        }
    }

    private mutating func add(_ key: UInt64, _ keys: LineKeys, _ account: Int) {
        let entry = index.number(for: key)
        if entry == next.count {
            next.append(0)
            pool.addRow()
        }
        let line = Line(account: Int32(account), logarithm: keys.signedLogarithm)
        let range = pool.range(entry)
        if range.count < Self.most {
            pool.append(line, to: entry)
        } else {
            pool.elements[range.lowerBound + Int(next[entry])] = line
            next[entry] = (next[entry] + 1) % UInt8(Self.most)
        }
    }
}

extension ArraySlice {
    /// Moves the first `count` elements to the end.
    fileprivate mutating func rotate(by count: Int) {
        guard count > 0 else { return }
        let head = Array(prefix(count))
        let tail = Array(dropFirst(count))
        for (offset, element) in (tail + head).enumerated() { self[startIndex + offset] = element }
    }
}
