import Bookkeeping

/// Which accounts are named like a line: by the same word, `Software` for `SOFTWAREONE UK`, or by the same trade, `Travel: Taxis` for
/// `UBER TRIP`.
///
/// Words of four letters and more are compared by their first five, so that plural and singular meet. What many accounts share says
/// less of each: a vote is divided by the square root of their number.
struct AccountNames: Sendable {
    private struct Name {
        let beginnings: [UInt64]
        let trades: [UInt8]
    }

    private var names: [AccountID: Name] = [:]
    /// Numbers of the accounts by a beginning of a word of their name.
    private var numbersByBeginning: [UInt64: [Int32]] = [:]
    private var numbersByTrade: [UInt8: [Int32]] = [:]
    /// A shared word votes like a common key of the count tables does.
    private static let vote: Float = 4

    private var sums: [Float] = []
    private var touched: [Int32] = []

    mutating func introduce(_ account: AccountID, name: String, number: Int?) {
        if let number { forget(account, number: number) }
        names[account] = Name(
            beginnings: Array(Set(LineKeys.wordBeginnings(of: name))).sorted(), trades: Array(Set(LineKeys.trades(of: name))).sorted())
        if let number { use(account, number: number) }
    }

    /// From now on the account has a number.
    mutating func use(_ account: AccountID, number: Int) {
        guard let name = names[account] else { return }
        for beginning in name.beginnings { numbersByBeginning[beginning, default: []].append(Int32(number)) }
        for trade in name.trades { numbersByTrade[trade, default: []].append(Int32(number)) }
    }

    mutating func forget(_ account: AccountID, number: Int) {
        guard let name = names[account] else { return }
        for beginning in name.beginnings { numbersByBeginning[beginning]?.removeAll { $0 == number } }
        for trade in name.trades { numbersByTrade[trade]?.removeAll { $0 == number } }
    }

    /// Adds the votes as two more tables: words, then trades.
    mutating func read(_ keys: LineKeys, into votes: inout Votes) {
        for beginning in keys.wordBeginnings { count(numbersByBeginning[beginning] ?? []) }
        endTable(&votes)
        for trade in keys.trades { count(numbersByTrade[trade] ?? []) }
        endTable(&votes)
    }

    private mutating func count(_ numbers: [Int32]) {
        let vote = Self.vote / Float(numbers.count).squareRoot()
        for number in numbers {
            while sums.count <= Int(number) { sums.append(0) }
            if sums[Int(number)] == 0 { touched.append(number) }
            sums[Int(number)] += vote
        }
    }

    /// The bucket is how many accounts share the vote.
    private mutating func endTable(_ votes: inout Votes) {
        guard !touched.isEmpty else { return votes.addAbsentTable() }
        for number in touched {
            votes.add(account: number, sums[Int(number)])
            sums[Int(number)] = 0
        }
        votes.endTable(bucket: min(touched.count, CountTables.bucketCount / 2) * 2 - 2, last: -1)
        touched.removeAll(keepingCapacity: true)
    }
}
