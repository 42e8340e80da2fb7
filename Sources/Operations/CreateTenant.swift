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
            try books.open(name: name, with: lines, chart: chart.identifier, by: actor, at: now)
            return books.tenant
        }
    }
}

extension Books {
    /// Fills new books: accounts, the first settings, the first row of the audit log.
    func open(name: String, with lines: [ChartTemplate.Line], chart: String, by actor: String, at now: Instant) throws {
        for line in lines { try accounts.add(code: line.code, name: line.name, kind: line.kind) }
        try settings.save(.initial, by: actor, at: now)
        try audit.append(.init(actor: actor, action: "tenant.created", subject: name, detail: chart), at: now)
    }
}
