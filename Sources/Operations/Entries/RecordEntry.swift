package import Bookkeeping
package import Storage

/// Posts an entry that a person wrote, once per key.
package struct RecordEntry: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(
        for tenant: TenantID, _ entry: JournalEntry, source: EntrySource = .manual, key: IdempotencyKey? = nil, by person: String
    ) async throws -> PostedEntry {
        let now = office.now()
        return try await office.database.write(for: tenant) { books in
            let known = Set(try books.accounts.all().map(\.id))
            if let missing = entry.postings.first(where: { !known.contains($0.account) }) {
                throw OperationError.noSuchAccount("\(missing.account)")
            }
            if try key.map({ try books.entries.id(of: $0) == nil }) ?? true { try books.closings.closedPeriods().check(entry.date) }
            let (id, isNew) = try books.entries.postOnce(.init(entry, source: source, key: key), by: person, at: now)
            guard let posted = try books.entries.entry(id) else { throw OperationError.noSuchEntry("\(id)") }
            guard isNew else { return posted }
            try books.audit.append(
                .init(actor: person, action: "entry.posted", subject: "entry \(posted.number)", detail: entry.narration), at: now)
            return posted
        }
    }
}
