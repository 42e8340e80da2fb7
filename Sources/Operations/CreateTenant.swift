package import Bookkeeping
package import Storage

/// Begins a new set of books with a chart of accounts: all of it, or nothing.
package struct CreateTenant: Sendable {
    let office: Office

    package init(_ office: Office) { self.office = office }

    /// - Parameter accounts: instead of the template's own
    /// - Returns: nil when `condition` did not hold.
    @discardableResult
    package func callAsFunction(
        name: String, chart: ChartTemplate, currency: Currency? = nil, accounts: [ChartTemplate.Line]? = nil,
        _ condition: TenantStore.Condition = .always, by actor: String
    ) async throws -> TenantID? {
        let lines = accounts ?? chart.accounts
        try Name.check(name)
        for line in lines { try Name.check(line.code, line.name) }
        let now = office.now()
        return try await TenantStore(office.database).add(
            name: name, baseCurrency: currency ?? chart.baseCurrency, chart: chart.identifier, at: now, condition
        ) { books in
            for line in lines { try books.accounts.add(code: line.code, name: line.name, kind: line.kind) }
            try books.settings.save(.initial, by: actor, at: now)
            try books.audit.append(.init(actor: actor, action: "tenant.created", subject: name, detail: chart.identifier), at: now)
        }
    }
}
