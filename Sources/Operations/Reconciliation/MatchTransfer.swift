package import Bookkeeping
package import Storage

/// Makes two lines one transfer: one entry books both, where two would count the money twice.
package struct MatchTransfer: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// The same pair again is the same match.
    package func callAsFunction(
        for tenant: TenantID, _ key: TransferPairing.Key, by person: String
    ) async throws -> (id: TransferPairID, entry: PostedEntry) {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            if let earlier = try books.transfers.match(of: key.out), earlier.into == key.into {
                guard let posted = try books.entries.entry(earlier.entry) else { throw OperationError.noSuchEntry("\(earlier.entry)") }
                return (earlier.id, posted)
            }
            return try TransferSides(key, books).tie(by: person, at: now)
        }
    }
}
