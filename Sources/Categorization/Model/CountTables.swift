/// Counts of answers under many keys of a line: its text, its name, its amount, combinations, and the plain frequency of accounts.
///
/// An entry fades as it is updated, so that what was answered lately counts more. A table votes for the accounts of its entry with
/// f(k) = ln(1 + c(k) / (total + 0.5) / 0.05): the log odds of a share, smoothed toward none.
struct CountTables: Sendable {
    struct Count: Sendable {
        let account: Int32
        var count: Float
    }

    struct Entry: Sendable {
        /// Faded sum of all counts.
        var total: Float = 0
        /// Updates, not faded.
        var updates: Int32 = 0
        /// The account of the last update.
        var last: Int32 = -1
    }

    static let tableCount = 18
    /// The tables whose entries say how well a line is known.
    static let maskedAmountTable = 3
    static let nameTable = 4

    private static let fading: Float = 0.995
    /// The second frequency of accounts remembers a handful of lines only.
    private static let fastTable = 1
    /// So does the count of the day's accounts.
    private static let dayTable = 15
    private static let fastFading: Float = 0.8
    private static let prior: Float = 0.05

    private(set) var index = HashIndex()
    private(set) var entries: [Entry] = []
    private(set) var pool = RowPool<Count>()

    init() {}

    init(index: HashIndex, entries: [Entry], pool: RowPool<Count>) { (self.index, self.entries, self.pool) = (index, entries, pool) }

    /// Entry numbers of the line last read, -1 where a key is new.
    private var tableEntries: [Int32] = []

    /// Looks up the line's entries and writes what they vote.
    mutating func read(_ keys: LineKeys, into votes: inout Votes) {
        tableEntries.removeAll(keepingCapacity: true)
        for key in keys.tables {
            let entry = index.find(key)
            tableEntries.append(Int32(entry))
            guard entry >= 0 else {
                votes.addAbsentTable()
                continue
            }
            let info = entries[entry]
            let range = pool.range(entry)
            let scale = 1 / ((info.total + 0.5) * Self.prior)
            pool.elements.withUnsafeBufferPointer { votes.add(UnsafeBufferPointer(rebasing: $0[range]), scale: scale) }
            votes.endTable(bucket: Self.bucket(updates: info.updates, accounts: range.count), last: info.last)
        }
    }

    func updates(ofTable table: Int) -> Int { tableEntries[table] < 0 ? 0 : Int(entries[Int(tableEntries[table])].updates) }

    /// Counts the line last read for `account`.
    mutating func learn(_ keys: LineKeys, account: Int) {
        for (table, key) in keys.tables.enumerated() {
            count(
                key, known: tableEntries[table], account,
                fading: table == Self.fastTable || table == Self.dayTable ? Self.fastFading : Self.fading)
        }
    }

    private mutating func count(_ key: UInt64, known: Int32, _ account: Int, fading: Float) {
        let entry = known >= 0 ? Int(known) : index.number(for: key)
        if entry == entries.count {
            entries.append(Entry())
            pool.addRow()
        }
        entries[entry].total = entries[entry].total * fading + 1
        entries[entry].updates += 1
        entries[entry].last = Int32(account)
        var isFound = false
        let range = pool.range(entry)
        pool.elements.withUnsafeMutableBufferPointer { elements in
            for element in range {
                elements[element].count *= fading
                guard elements[element].account == account else { continue }
                elements[element].count += 1
                isFound = true
            }
        }
        if !isFound { pool.append(Count(account: Int32(account), count: 1), to: entry) }
    }

    mutating func forget(_ account: Int) {
        for entry in entries.indices {
            pool.removeAll(in: entry) { $0.account == account }
            if entries[entry].last == account { entries[entry].last = -1 }
        }
    }

    /// 0..<16: how often the entry was updated, and whether always with one account.
    static let bucketCount = 16

    static func bucket(updates: Int32, accounts: Int) -> Int {
        let size =
            switch updates {
            case ...1: 0
            case 2: 1
            case 3: 2
            case 4...5: 3
            case 6...10: 4
            case 11...25: 5
            case 26...80: 6
            default: 7
            }
        return size * 2 + (accounts == 1 ? 1 : 0)
    }
}
