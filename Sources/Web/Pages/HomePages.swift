import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// The first page, the way to another company, what is looked for by name or number, the guide to the API.
struct HomePages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .open(.get, "/") { call in .seeOther(call.party.visitor.session == nil ? "/login" : "/dashboard") },
            .person(.post, "/tenant", .form(limit: 4 << 10), use: open),
            .member(.get, "/find", may: .readBooks, use: find),
            .member(.get, "/keys", may: .readBooks, use: keys),
            .open(.get, "/docs", use: docs),
        ]
    }

    /// Opens another company's books; from Review one comes to Review.
    private func open(_ call: Call<Person>) throws -> Response {
        guard let id = call.form.text("open").flatMap({ TenantID(text: $0) }), let membership = call.party.signedIn.membership(in: id)
        else {
            throw Refusal.notFound("company")
        }
        var response = Response.seeOther(call.form["back"] ?? "/dashboard")
        site.cookies.setTenant("\(membership.tenant)", on: &response)
        site.cookies.setRecent(RecentCompanies(call.cookie(CookieNames.recent)).opening(membership.tenant), on: &response)
        return response
    }

    /// An entry's number leads to the entry; all else is looked for among the lines.
    private func find(_ call: Call<Seat>) async throws -> Response {
        guard let text = call.query.text("q") else { return .seeOther("/lines") }
        if let number = EntryNumber(text: text.trimmingBlanks),
            let id = try await call.office.database.read(for: call.tenant, { books in try books.entries.id(of: number) })
        {
            return .seeOther("/entries/\(id)")
        }
        return .seeOther("/lines?q=" + OwnPath.encoded(text))
    }

    private struct KeysContent: Sendable {
        let isOn: Bool
    }

    private func keys(_ call: Call<Seat>) async throws -> Response {
        let isOn = call.party.user.hasKeys
        return try await site.page(
            call, "keys", title: "Keys",
            facts: isOn
                ? "They act outside of text fields. Each has a control on the page that does the same." : "Single letters are off for you.",
            head: PageHead(isNarrow: true), KeysContent(isOn: isOn))
    }

    private struct DocsContent: Sendable {
        /// By the first word of their path.
        let groups: [Group]

        struct Group: Sendable {
            let name: String
            let operations: [Entry]
        }

        struct Entry: Sendable {
            let method: String
            let path: String
            let summary: String
            let needs: String
        }
    }

    private func docs(_ call: Call<Anyone>) async -> Response {
        let operations = site.routes.compactMap { route in
            route.operation.map {
                DocsContent.Entry(method: route.method.rawValue, path: route.path, summary: $0.summary, needs: route.access.words)
            }
        }
        let groups = Dictionary(grouping: operations) { $0.path.split(separator: "/").dropFirst().first.map(String.init) ?? $0.path }
        let content = DocsContent(
            groups: groups.sorted { $0.key < $1.key }.map { name, operations in
                .init(name: name, operations: operations.sorted { ($0.path, $0.method) < ($1.path, $1.method) })
            })
        return await site.openPage(call, "docs", title: "API", content)
    }
}

extension Route.Access {
    fileprivate var words: String {
        switch self {
        case .everyone: "anyone"
        case .person: "signed in"
        case .member(let permission): permission.rawValue.replacing(#/[A-Z]/#) { " " + $0.output.lowercased() }
        }
    }
}
