package import Bookkeeping
package import Storage

/// Throws away an entry that was kept aside: the right one was posted, or none is wanted.
package struct RemoveKeptAside: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(_ id: KeptAsideID, for tenant: TenantID, by person: String) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            guard try books.keptAside.remove(id) else { throw OperationError.noSuchEntry("\(id)") }
            try books.audit.append(.init(actor: person, action: "kept_aside.removed", subject: "kept aside \(id)"), at: now)
        }
    }
}
