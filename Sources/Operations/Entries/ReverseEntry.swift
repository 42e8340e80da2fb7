package import Bookkeeping
import Storage

/// Cancels a posted entry by its opposite on a day of the person's choice; its statement line waits for a new answer.
package struct ReverseEntry: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Parameter date: nil means the day of the entry itself.
    package func callAsFunction(for tenant: TenantID, _ id: EntryID, on date: CalendarDate? = nil, by person: String) async throws
        -> PostedEntry
    {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            guard let posted = try books.entries.entry(id) else { throw OperationError.noSuchEntry("\(id)") }
            guard posted.source != .reversal else { throw OperationError.reversalStays(posted.number) }
            if let date, date < posted.entry.date { throw OperationError.reversalBeforeEntry(posted.number, posted.entry.date) }
            guard try books.entries.reversal(of: id) == nil else { throw OperationError.alreadyReversed(posted.number) }
            let reversal = try books.reverse(posted, on: date, by: person, at: now)
            try books.lines.reopen(entry: id, reason: "entry \(posted.number) was reversed by \(person)")
            try books.audit.append(.init(actor: person, action: "entry.reversed", subject: "entry \(posted.number)"), at: now)
            guard let result = try books.entries.entry(reversal) else { throw OperationError.noSuchEntry("\(reversal)") }
            return result
        }
    }
}
