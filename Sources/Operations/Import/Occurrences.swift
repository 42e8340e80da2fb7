import Bookkeeping
import Storage

/// Tells new lines of one account from those the books hold already, by counting: the second equal line of a day is new if the books have
/// only one.
struct Occurrences: Sendable {
    private var known: [LineStore.Occurrence: LineID] = [:]
    private var counts: [Key: Int32] = [:]

    private struct Key: Hashable {
        let date: CalendarDate
        let fingerprint: Int64
    }

    /// Takes in lines that the books hold.
    mutating func add(_ lines: [LineStore.Occurrence: LineID]) { known.merge(lines) { first, _ in first } }

    /// The line's place among its equals in this file.
    mutating func next(of line: StatementLine) -> LineStore.Occurrence {
        let key = Key(date: line.date, fingerprint: line.fingerprint)
        let number = counts[key, default: 0] + 1
        counts[key] = number
        return LineStore.Occurrence(date: line.date, fingerprint: key.fingerprint, number: Int(number))
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
