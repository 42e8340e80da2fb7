import Bookkeeping

/// Which accounts are named like words of a line: `Software` for `SOFTWAREONE UK`.
///
/// Words of four letters and more are compared by their first five, so that plural and singular meet.
struct AccountNames: Sendable {
    private var beginnings: [AccountID: [UInt64]] = [:]
    /// Numbers of the accounts by a beginning of a word of their name.
    private var numbers: [UInt64: [Int32]] = [:]
    /// A shared word votes like a common key of the count tables does.
    private static let vote: Float = 4

    mutating func introduce(_ account: AccountID, name: String, number: Int?) {
        if let number { forget(account, number: number) }
        beginnings[account] = Array(Set(LineKeys.wordBeginnings(of: name))).sorted()
        if let number { use(account, number: number) }
    }

    /// From now on the account has a number.
    mutating func use(_ account: AccountID, number: Int) {
        for beginning in beginnings[account] ?? [] { numbers[beginning, default: []].append(Int32(number)) }
    }

    mutating func forget(_ account: AccountID, number: Int) {
        for beginning in beginnings[account] ?? [] { numbers[beginning]?.removeAll { $0 == number } }
    }

    /// Adds the votes as one more table.
    func read(_ keys: LineKeys, into votes: inout Votes) {
        var isFound = false
        for beginning in keys.wordBeginnings {
            for number in numbers[beginning] ?? [] {
                votes.add(account: number, Self.vote)
                isFound = true
            }
        }
        if isFound { votes.endTable(bucket: 0, last: -1) } else { votes.addAbsentTable() }
    }
}
