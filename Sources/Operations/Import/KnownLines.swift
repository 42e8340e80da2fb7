import Bookkeeping
import Storage

/// Reads which lines the books hold of one account, for the days that a file turns out to be about.
struct KnownLines {
    private let account: AccountID
    /// Days on which the books have lines of this account; outside of them everything is new.
    private let span: Period?
    private var loaded: Period?

    init(_ books: Books, account: AccountID) throws {
        self.account = account
        span = try books.lines.span(of: account)
    }

    /// What the books hold for the days of `lines`, as far as it was not read before.
    mutating func more(_ books: Books, for lines: [StatementLine]) throws -> [LineStore.Occurrence: LineID] {
        guard let span, let first = lines.map(\.date).min(), let last = lines.map(\.date).max() else { return [:] }
        let wanted = (first: max(first, span.first), last: min(last, span.last))
        guard let days = Period(from: wanted.first, through: wanted.last) else { return [:] }
        var found: [LineStore.Occurrence: LineID] = [:]
        for missing in days.missing(from: loaded) {
            found.merge(try books.lines.occurrences(in: account, during: missing)) { first, _ in first }
        }
        loaded = days.joined(with: loaded)
        return found
    }
}
