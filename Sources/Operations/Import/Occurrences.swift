import Bookkeeping
import Storage

/// Tells new lines from those the books hold already, by counting: the second equal line of a day is new if the books have only one.
struct Occurrences {
    private let account: AccountID
    /// Days on which the books have lines of this account; outside of them everything is new.
    private let span: Period?
    private var known: [LineStore.Occurrence: LineID] = [:]
    private var loaded: Period?
    private var counts: [Key: Int] = [:]

    private struct Key: Hashable {
        let date: CalendarDate
        let fingerprint: Int64
    }

    init(_ books: Books, account: AccountID) throws {
        self.account = account
        span = try books.lines.span(of: account)
    }

    /// Reads what the books hold for the days of `lines`, as far as it was not read before.
    mutating func load(_ books: Books, for lines: [StatementLine]) throws {
        guard let span, let first = lines.map(\.date).min(), let last = lines.map(\.date).max() else { return }
        let wanted = (first: max(first, span.first), last: min(last, span.last))
        guard wanted.first <= wanted.last else { return }
        for missing in Self.missing(wanted.first, wanted.last, loaded) {
            known.merge(try books.lines.occurrences(in: account, during: missing)) { first, _ in first }
        }
        let start = min(wanted.first, loaded?.first ?? wanted.first)
        loaded = Period(from: start, through: max(wanted.last, loaded?.last ?? wanted.last))
    }

    /// The parts of the days from `first` to `last`, with any gap to what is loaded, that still have to be read.
    private static func missing(_ first: CalendarDate, _ last: CalendarDate, _ loaded: Period?) -> [Period] {
        guard let loaded else { return [Period(from: first, through: last)].compactMap(\.self) }
        let before = loaded.first.previous.flatMap { Period(from: first, through: $0) }
        let after = loaded.last.next.flatMap { Period(from: $0, through: last) }
        return [before, after].compactMap(\.self)
    }

    /// The line's place among its equals in this file.
    mutating func next(of line: StatementLine) -> LineStore.Occurrence {
        let key = Key(date: line.date, fingerprint: line.fingerprint)
        let number = counts[key, default: 0] + 1
        counts[key] = number
        return LineStore.Occurrence(date: line.date, fingerprint: key.fingerprint, number: number)
    }

    /// The line of the books in this place.
    func known(_ occurrence: LineStore.Occurrence) -> LineID? { known[occurrence] }
}

extension StatementLine {
    /// What makes two lines of a day equal: amount and currency, and the bank's own reference or else the text. 64 bits of FNV-1a
    /// (Fowler, Noll, Vo 1991), stored with the line, so it must never change.
    var fingerprint: Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: amount.minorUnits >> shift)) }
        for byte in amount.currency.code.utf8 { mix(byte) }
        mix(reference == nil ? 0 : 1)
        for byte in (reference ?? text).utf8 { mix(byte) }
        return Int64(bitPattern: hash)
    }
}
