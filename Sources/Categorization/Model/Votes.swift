/// What the count tables say of one line: for each table the accounts it knows with a value, kept flat.
struct Votes: Sendable {
    /// Account and value of each vote, table after table; longer than needed, so that a line writes without growing them.
    private(set) var accounts: [Int32] = []
    private(set) var values: [Float] = []
    private var count = 0
    /// Where each table's votes end.
    private(set) var ends: [Int] = []
    /// By table: how well its entry is filled, -1 when it has none.
    private(set) var buckets: [Int] = []
    /// By table: the account last answered under the key, -1 for none.
    private(set) var lasts: [Int32] = []

    func range(_ table: Int) -> Range<Int> { (table == 0 ? 0 : ends[table - 1])..<ends[table] }

    mutating func removeAll() {
        count = 0
        ends.removeAll(keepingCapacity: true)
        buckets.removeAll(keepingCapacity: true)
        lasts.removeAll(keepingCapacity: true)
    }

    mutating func add(account: Int32, _ value: Float) {
        makeRoom(for: 1)
        accounts[count] = account
        values[count] = value
        count += 1
    }

    /// Adds a vote of ln(1 + share) for each count that is worth one.
    mutating func add(_ counts: UnsafeBufferPointer<CountTables.Count>, scale: Float) {
        makeRoom(for: counts.count)
        let first = count
        var end = first
        accounts.withUnsafeMutableBufferPointer { accounts in
            values.withUnsafeMutableBufferPointer { values in
                for element in counts {
                    let share = element.count * scale
                    accounts[end] = element.account
                    values[end] = 1 + share
                    end += share > Self.leastShare ? 1 : 0
                }
                // Apart, so that the compiler can make vector instructions of it.
                for vote in first..<end { values[vote] = FastMath.log(values[vote]) }
            }
        }
        count = end
    }

    private static let leastShare: Float = 0.02

    private mutating func makeRoom(for more: Int) {
        while accounts.count < count + more {
            accounts.append(0)
            values.append(0)
        }
    }

    mutating func endTable(bucket: Int, last: Int32) {
        ends.append(count)
        buckets.append(bucket)
        lasts.append(last)
    }

    mutating func addAbsentTable() { endTable(bucket: -1, last: -1) }
}
