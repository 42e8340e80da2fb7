import Bookkeeping

/// What the many small changes of one transaction add to counts and to the audit log, written once at its end: people's answers come by the
/// dozen, and each would write the same rows of the queue and the totals again.
///
/// Until then these rows are as they were before. Lines, entries and decisions are written at once.
package final class Gathered {
    var queue = QueueChanges()
    var lineTotals = LineTotalChanges()
    var days = DaySums()
    var audit: AuditLinks?
    /// Of the years that entries were posted in.
    var numbers = EntryNumbers()
    var posted: [EntryRows.Posted] = []
    var postedAt: Instant?

    func write(into books: Books) throws(StorageError) {
        try books.queue.apply(queue)
        try books.lineTotals.apply(lineTotals)
        try books.totals.add(days)
        if let audit { try books.audit.insert(audit) }
        if let postedAt { try books.entries.announce(posted, at: postedAt) }
    }
}

extension Books {
    /// Lets `body` change these books and gathers what that adds to counts. Nothing is gathered from a `body` that throws.
    package func gathering<Value>(_ body: (Books) throws -> Value) throws -> Value {
        let gathered = Gathered()
        let value = try body(Books(db: ConnectionInContext(base: db, origin: db.origin, gathered: gathered), tenant: tenant))
        try gathered.write(into: self)
        return value
    }
}
