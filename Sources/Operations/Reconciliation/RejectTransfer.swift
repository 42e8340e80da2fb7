package import Bookkeeping
import Storage

/// Remembers that two lines are no transfer, so that nobody is asked again.
package struct RejectTransfer: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, _ key: TransferPairing.Key, by person: String) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            for line in [key.out, key.into] {
                guard try books.lines.line(line) != nil else { throw OperationError.noSuchLine(line) }
                if let match = try books.transfers.match(of: line), TransferPairing.Key(out: match.out, into: match.into) == key {
                    throw ReconciliationError.alreadyMatched(line)
                }
            }
            guard try books.transfers.reject(key, by: person, at: now) else { return }
            try books.audit.append(
                .init(actor: person, action: "transfer.rejected", subject: "lines \(key.out) and \(key.into)"), at: now)
        }
    }

    /// The two may be proposed again.
    package func undo(for tenant: TenantID, _ key: TransferPairing.Key, by person: String) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            guard try books.transfers.forgetRejection(key) else { throw ReconciliationError.notRejected }
            try books.audit.append(
                .init(actor: person, action: "transfer.rejection_undone", subject: "lines \(key.out) and \(key.into)"), at: now)
        }
    }
}
