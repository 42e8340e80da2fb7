package import Bookkeeping
import Storage

/// Begins a new set of books with a chart of accounts.
package struct CreateTenant: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Parameter accounts: instead of the template's own
    @discardableResult
    package func callAsFunction(
        name: String, chart: ChartTemplate, currency: Currency? = nil, accounts: [ChartTemplate.Line]? = nil, by actor: String
    ) async throws -> TenantID {
        guard name.contains(where: { !$0.isWhitespace }) else { throw OperationError.emptyName }
        let now = office.now()
        let tenant = try await TenantStore(office.database).add(
            name: name, baseCurrency: currency ?? chart.baseCurrency, chart: chart.identifier, at: now)
        try await office.database.write(for: tenant) { books in
            for line in accounts ?? chart.accounts { try books.accounts.add(code: line.code, name: line.name, kind: line.kind) }
            try books.settings.save(.initial, by: actor, at: now)
            try books.audit.append(.init(actor: actor, action: "tenant.created", subject: name, detail: chart.identifier), at: now)
        }
        return tenant
    }
}
