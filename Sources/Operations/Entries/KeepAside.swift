package import Bookkeeping
package import Storage

/// Keeps an entry that does not balance where people find it, instead of posting it. The same once more is the same one.
package struct KeepAside: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, _ entry: UnbalancedEntry, by person: String) async throws -> KeptAsideID {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let (id, isNew) = try books.keptAside.keep(
                fingerprint: entry.fingerprint(), date: entry.date, narration: entry.narration, postings: entry.linesText(),
                difference: entry.difference, by: person, at: now)
            guard isNew else { return id }
            try books.audit.append(
                .init(
                    actor: person, action: "entry.kept_aside", subject: "kept aside \(id)",
                    detail: "debits and credits differ by \(entry.difference)"), at: now)
            try books.raise(.unbalancedEntries(count: 1), at: now)
            return id
        }
    }
}
