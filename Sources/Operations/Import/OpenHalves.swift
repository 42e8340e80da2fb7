import Bookkeeping
import Storage

/// Transfers whose line on another account is booked, for an import to find their other line in the file: that one is not booked once more.
///
/// Each is given out once, so that two equal transfers of a week are told apart.
struct OpenHalves: Sendable {
    private var halves: [Key: [TransferStore.Half]] = [:]
    /// Lines that were told of before: one that this import booked comes from the books as well.
    private var told: Set<LineID> = []

    private struct Key: Hashable {
        let account: AccountID
        let amount: Money
    }

    mutating func add(_ half: TransferStore.Half) {
        guard let amount = try? half.amount.negated(), told.insert(half.line).inserted else { return }
        halves[Key(account: half.other, amount: amount), default: []].append(half)
    }

    /// The one nearest to the day of `line`, which stands on `account`.
    mutating func take(for line: StatementLine, on account: AccountID) -> TransferStore.Half? {
        let key = Key(account: account, amount: line.amount)
        guard let found = halves[key] else { return nil }
        func days(_ index: Int) -> Int32 { abs(found[index].date.dayNumber - line.date.dayNumber) }
        guard let nearest = found.indices.min(by: { days($0) < days($1) }), days(nearest) <= TransferPairing.askedDays else { return nil }
        return halves[key]?.remove(at: nearest)
    }
}

/// Reads those halves from the books, for the days that a file turns out to be about.
struct BookedHalves {
    private let account: AccountID
    private var loaded: Period?

    init(account: AccountID) { self.account = account }

    /// What was not read before.
    mutating func more(_ books: Books, for lines: [StatementLine]) throws -> [TransferStore.Half] {
        guard let first = lines.map(\.date).min(), let last = lines.map(\.date).max(), let days = Period(from: first, through: last)
        else { return [] }
        let wanted = days.widened(by: TransferPairing.askedDays)
        let missing = wanted.missing(from: loaded)
        loaded = wanted.joined(with: loaded)
        return try missing.flatMap { try books.transfers.halves(into: account, during: $0) }
    }
}
