import Bookkeeping

/// The last lines answered, whatever their text: statements come in runs, and neighbors often share the account.
struct RecentLines: Sendable {
    struct Line: Sendable {
        let account: Int32
        let maskedAmountKey: UInt64
        let maskedKey: UInt64
        let nameKey: UInt64
        let firstWordKey: UInt64
        let dayNumber: Int32
    }

    static let most = 20
    /// Distance (7) × relation (5) × whether the day is the same (2).
    static let weightCount = 70

    /// Oldest first.
    private(set) var lines: [Line] = []

    init(lines: [Line] = []) { self.lines = lines }

    /// Whether the line last answered lies within a week: only then does order tell anything.
    func isNear(_ date: CalendarDate) -> Bool {
        lines.last.map { abs($0.dayNumber - date.dayNumber) <= Self.nearDays } ?? false
    }

    private static let nearDays: Int32 = 7
    private static let mostDays: Int32 = 30

    /// For each line kept and not more than a month away, newest first: its account and which learned weight speaks for it.
    func read(_ keys: LineKeys, into votes: inout [(account: Int32, weight: Int32)]) {
        votes.removeAll(keepingCapacity: true)
        for (age, line) in lines.reversed().enumerated() where abs(line.dayNumber - keys.dayNumber) <= Self.mostDays {
            let relation =
                line.maskedAmountKey == keys.maskedAmountKey
                ? 0
                : line.maskedKey == keys.maskedKey ? 1 : line.nameKey == keys.nameKey ? 2 : line.firstWordKey == keys.firstWordKey ? 3 : 4
            let day = line.dayNumber == keys.dayNumber ? 1 : 0
            votes.append((line.account, Int32((Self.distance(age) * 5 + relation) * 2 + day)))
        }
    }

    mutating func learn(_ keys: LineKeys, account: Int) {
        if lines.count == Self.most { lines.removeFirst() }
        lines.append(
            Line(
                account: Int32(account), maskedAmountKey: keys.maskedAmountKey, maskedKey: keys.maskedKey, nameKey: keys.nameKey,
                firstWordKey: keys.firstWordKey, dayNumber: keys.dayNumber))
    }

    mutating func forget(_ account: Int) { lines.removeAll { $0.account == account } }

    private static func distance(_ age: Int) -> Int {
        switch age {
        case 0...2: age
        case 3...4: 3
        case 5...7: 4
        case 8...11: 5
        default: 6
        }
    }
}
