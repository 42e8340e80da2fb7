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
            try books.takeApart(match, because: "transfer taken apart", by: person, at: now)
            try books.audit.append(
                .init(
                    actor: person, action: "transfer.taken_apart", subject: "transfer \(id)", detail: "lines \(match.out) and \(match.into)"
                ),
                at: now)
        }
    }
}
