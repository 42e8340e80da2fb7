import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// All companies of a person, the one with most work first; a new one, and the demo company.
struct CompanyPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/companies", may: .readBooks) { call in try await page(call) },
            .person(.post, "/companies", .form(limit: 4 << 10), page: { call in try await page(call) }, use: create),
            .person(.post, "/companies/demo", .form(limit: 4 << 10), use: makeDemo),
        ]
    }

    private struct Content: Sendable {
        let companies: [Company]
        let query: String
        let charts: [Choice]
        let mayMakeDemo: Bool

        struct Company: Sendable {
            let id: String
            let name: String
            let isOpen: Bool
            let waiting: String
            let oldest: String
            let missing: String
            let closed: String
        }
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        guard let signedIn = call.party.signedIn else { throw Refusal.forbidden("Pages are for people who are signed in.") }
        let query = call.query.text("q") ?? ""
        var companies: [(waiting: Int, row: Content.Company)] = []
        for membership in signedIn.memberships where query.isEmpty || membership.tenantName.lowercased().contains(query.lowercased()) {
            companies.append(try await company(call, membership))
        }
        let sorted = companies.sorted { $0.waiting > $1.waiting }.map(\.row)
        let content = Content(
            companies: sorted, query: query,
            charts: ChartTemplate.all.map { Choice($0.identifier, "\($0.title), \($0.baseCurrency)") }, mayMakeDemo: site.demo != nil)
        return try await site.page(
            call, "companies", title: "Companies",
            facts: "\(counted(signedIn.memberships.count, "company", "companies")), the one with most work first.", content)
    }

    private func company(_ call: Call<Seat>, _ membership: Membership) async throws -> (waiting: Int, row: Content.Company) {
        let today = call.office.today
        let missing = try await ReadReconciliation(call.office)(for: membership.tenant).count(.missing)
        return try await call.office.database.read(for: membership.tenant) { books in
            let waiting = try books.lines.waitingCount()
            let row = Content.Company(
                id: "\(membership.tenant)", name: membership.tenantName, isOpen: membership.tenant == call.tenant,
                waiting: waiting == 0 ? "up to date" : waiting.grouped,
                oldest: try books.lines.oldestWaiting()?.short(today) ?? "", missing: missing == 0 ? "" : "\(missing)",
                closed: try books.closings.closedPeriods().periods.last?.spelled ?? "none")
            return (waiting, row)
        }
    }

    private func create(_ call: Call<Person>) async throws -> Response {
        let name = try call.form.filled("name", "A name")
        guard let template = ChartTemplate(identifier: call.form["chart"] ?? "") else {
            throw Refusal.invalid("Choose one of the charts of accounts.", field: "chart")
        }
        let tenant = try await about("name") {
            try await OpenCompany(site.front)(name: name, chart: template, for: call.party.user, from: call.caller)
        }
        return open(tenant, call, said: "\(name) is open, with a chart of accounts to begin with.")
    }

    /// A company of the person's own with the demo's books in it, so that nothing done there touches anybody else's.
    private func makeDemo(_ call: Call<Person>) async throws -> Response {
        guard let demo = site.demo else { throw Refusal.notFound("demo company") }
        let tenant = try await OpenCompany(site.front)(
            name: DemoBooks.name, chart: DemoBooks.chart, accounts: demo.accounts(), for: call.party.user, from: call.caller)
        let office = call.office
        try await demo.open(tenant, in: office)
        _ = try await demo.fileHistory(of: tenant, in: office)
        let new = try await demo.importNewStatement(of: tenant, in: office)
        let waiting = try await office.database.read(for: tenant) { books in try books.lines.waitingCount() }
        return open(tenant, call, said: "The demo company is open: of \(new.lines - new.duplicates) new lines \(waiting) wait for you.")
    }

    private func open(_ tenant: TenantID, _ call: Call<Person>, said sentence: String) -> Response {
        var response = site.seeOther("/dashboard", said: sentence)
        site.cookies.setTenant("\(tenant)", on: &response)
        site.cookies.setRecent(RecentCompanies(call.cookie(CookieNames.recent)).opening(tenant), on: &response)
        return response
    }
}
