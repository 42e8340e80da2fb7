package import Bookkeeping
package import Storage

/// Another company for somebody who has a login: books with a chart of accounts, and the person as their Owner. All of it, or nothing.
package struct OpenCompany: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    /// - Parameter accounts: instead of the template's own
    package func callAsFunction(
        name: String, chart: ChartTemplate, accounts: [ChartTemplate.Line]? = nil, for user: User, from caller: Caller
    ) async throws -> TenantID {
        try Name.check(name)
        try await front.charge(Allowance.signUpsOfAddress.charge(caller.network))
        let (now, lines) = (front.now(), accounts ?? chart.accounts)
        let tenant = try await TenantStore(front.database.from(caller.address)).add(
            name: name, baseCurrency: chart.baseCurrency, chart: chart.identifier, at: now
        ) { books in
            try books.open(name: name, with: lines, chart: chart.identifier, by: user.email, at: now)
            try books.members.add(user.id, as: .owner, at: now)
            return books.tenant
        }
        guard let tenant else { throw PeopleError.busy }
        return tenant
    }
}
