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
        guard wanted.first <= wanted.last else { return [:] }
        var found: [LineStore.Occurrence: LineID] = [:]
        for missing in Self.missing(wanted.first, wanted.last, loaded) {
            found.merge(try books.lines.occurrences(in: account, during: missing)) { first, _ in first }
        }
        let start = min(wanted.first, loaded?.first ?? wanted.first)
        loaded = Period(from: start, through: max(wanted.last, loaded?.last ?? wanted.last))
        return found
    }

    /// The parts of the days from `first` to `last`, with any gap to what is loaded, that still have to be read.
    private static func missing(_ first: CalendarDate, _ last: CalendarDate, _ loaded: Period?) -> [Period] {
        guard let loaded else { return [Period(from: first, through: last)].compactMap(\.self) }
        let before = loaded.first.previous.flatMap { Period(from: first, through: $0) }
        let after = loaded.last.next.flatMap { Period(from: $0, through: last) }
        return [before, after].compactMap(\.self)
    }
}
