package import Bookkeeping

extension EntryStore {
    /// Who posted an entry and when, and the statement line that it books.
    package struct Facts: Hashable, Sendable {
        package let postedAt: Instant
        /// An address, or `machine:rule`.
        package let postedBy: String
        package let line: LineID?
    }

    package func facts(of id: EntryID) throws(StorageError) -> Facts? {
        try db.first("SELECT posted_at, posted_by, line_id FROM entry WHERE tenant_id = \(tenant) AND id = \(id)") {
            (row) throws(StorageError) in
            Facts(postedAt: try row[0], postedBy: try row[1], line: try row[2])
        }
    }
}

extension EntryStore.LedgerPosition {
    /// As a page's address carries it; nil where the first number is no day.
    package init?(packedDate: Int64, entry: Int64, ordinal: Int64) {
        guard let date = CalendarDate(packed: Int(clamping: packedDate)) else { return nil }
        self.init(date: date, entry: EntryID(entry), ordinal: Int(clamping: ordinal))
    }

    package var numbers: (date: Int64, entry: Int64, ordinal: Int64) { (Int64(date.packed), entry.rawValue, Int64(ordinal)) }
}
