package import Bookkeeping
package import Storage

/// A person's word that lines are known ones once more: they are left out of the books.
package struct DropDuplicates: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    package func callAsFunction(for tenant: TenantID, _ ids: [DuplicateID], by person: String) async throws -> DecideLines.Summary {
        let lines = try await office.database.read(for: tenant) { books in
            try ids.map { id in
                guard let line = try books.duplicates.record(id)?.line else { throw OperationError.noSuchDuplicate("\(id)") }
                return line
            }
        }
        return try await DecideLines(office)(for: tenant, lines.map { .init($0, .exclude) }, by: person)
    }
}
