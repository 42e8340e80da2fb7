package import Bookkeeping
package import Storage

/// Undoes the match of two lines: the entry posted for it is reversed, and what it booked waits again.
package struct TakeTransferApart: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, _ id: TransferPairID, by person: String) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            guard let match = try books.transfers.match(id) else { throw ReconciliationError.noSuchMatch("\(id)") }
            guard let posted = try books.entries.entry(match.entry) else { throw OperationError.noSuchEntry("\(match.entry)") }
            if match.madeEntry {
                _ = try books.reverse(posted, because: "transfer taken apart", by: person, at: now)
            } else {
                // The entry was there before, for one of the lines: it stays with that one.
                let own = try books.entries.line(of: match.entry)
                let other = [match.out, match.into].filter { $0 != own }
                try books.lines.reopen(other, bookedBy: match.entry, reason: "the transfer was taken apart by \(person)")
                try books.transfers.remove(match.id)
            }
            try books.audit.append(
                .init(
                    actor: person, action: "transfer.taken_apart", subject: "transfer \(id)", detail: "lines \(match.out) and \(match.into)"
                ),
                at: now)
        }
    }
}
