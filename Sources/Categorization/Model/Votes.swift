/// What the count tables say of one line: for each table the accounts it knows with a value, kept flat.
struct Votes: Sendable {
    struct Vote: Sendable {
        let account: Int32
        let value: Float
    }

    private(set) var votes: [Vote] = []
    /// Where each table's votes end.
    private(set) var ends: [Int] = []
    /// By table: how well its entry is filled, -1 when it has none.
    private(set) var buckets: [Int] = []
    /// By table: the account last answered under the key, -1 for none.
    private(set) var lasts: [Int32] = []

    func range(_ table: Int) -> Range<Int> { (table == 0 ? 0 : ends[table - 1])..<ends[table] }

    mutating func removeAll() {
        votes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        buckets.removeAll(keepingCapacity: true)
        lasts.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    mutating func add(account: Int32, _ value: Float) { votes.append(Vote(account: account, value: value)) }

    mutating func endTable(bucket: Int, last: Int32) {
        ends.append(votes.count)
        buckets.append(bucket)
        lasts.append(last)
    }

    mutating func addAbsentTable() { endTable(bucket: -1, last: -1) }
}
