import Bookkeeping
import Storage

extension Books {
    /// Posts the opposite of an entry; what is posted is never edited. Every way of taking something back comes through here.
    /// - Parameter date: nil means the day of the entry itself.
    /// - Throws: `PeriodError.closed` when that day lies in a closed period.
    func reverse(
        _ posted: PostedEntry, on date: CalendarDate? = nil, because reason: String? = nil, by actor: String, at now: Instant
    ) throws -> EntryID {
        let day = date ?? posted.entry.date
        try closings.closedPeriods().check(day)
        let entry = posted.entry.reversal(on: day, narration: "Reversal of \(posted.number): \(reason ?? posted.entry.narration)")
        let id = try entries.post([.init(entry, source: .reversal, reverses: posted.id)], by: actor, at: now)[0]
        if let transfer = try transfers.match(bookedBy: posted.id) {
            // One entry books both lines of a transfer: with it both are open again.
            try transfers.remove(transfer.id)
            try lines.reopen([transfer.out, transfer.into], bookedBy: posted.id, reason: "the transfer was reversed by \(actor)")
        }
        if posted.source == .statement { try releaseHalves(of: posted.entry) }
        return id
    }
}
