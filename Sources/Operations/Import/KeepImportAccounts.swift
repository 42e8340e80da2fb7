package import Bookkeeping
package import Storage

/// Says that an import's statements are on the right accounts, where one of them went to its account by a guess.
package struct KeepImportAccounts: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// Said twice, it counts once.
    package func callAsFunction(for tenant: TenantID, _ id: ImportID, by person: String) async throws {
        let now = office.now()
        try await office.database.write(for: tenant) { books in
            guard try books.imports.record(id) != nil else { throw OperationError.noSuchImport("\(id)") }
            let asking = try books.imports.statements(of: id).filter(\.asksAccount)
            guard !asking.isEmpty else { return }
            try books.imports.settleAccounts(of: id)
            let accounts = Set(asking.map(\.account))
            let labels = try books.accounts.all().filter { accounts.contains($0.id) }.map(\.label).joined(separator: ", ")
            try books.audit.append(.init(actor: person, action: "import.account_kept", subject: "import \(id)", detail: labels), at: now)
        }
    }
}
