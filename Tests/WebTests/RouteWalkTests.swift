import Bookkeeping
import Foundation
import HTTPTypes
import Operations
import Storage
import TestSupport
import Testing

@testable import Web

/// What holds for every route there is: the list is walked, so a new route cannot slip past.
struct RouteWalkTests {
    /// The path with its placeholders filled in.
    private func path(_ route: Route, id: String = "1") -> String {
        route.path.replacing("{id}", with: id).replacing("{period}", with: "2024-01").replacing("{name}", with: "app.css")
    }

    /// As a client sends it that means well: with the content type that the route takes.
    private func call(_ browser: Browser, _ route: Route, _ path: String, token: String?) async throws -> Answer {
        var headers = HTTPFields()
        headers[.csrfToken] = token
        switch route.body {
        case .none: return try await browser.send(route.method, path, headers)
        case .json: return try await browser.send(route.method, path, headers, type: "application/json", body: #"{"role":"staff"}"#)
        case .yaml: return try await browser.send(route.method, path, headers, type: "application/yaml", body: "rules: 1")
        case .form:
            return try await browser.send(
                route.method, path, headers, type: "application/x-www-form-urlencoded", body: "x=1&role=staff")
        case .raw, .upload:
            return try await browser.send(route.method, path, headers, type: "application/octet-stream", body: "no statement")
        }
    }

    @Test(arguments: Engine.available)
    func `no route that changes something passes without a token`(on engine: Engine) async throws {
        let house = try await House(on: engine)
        try await house.open { street in
            let dana = try await street.owner()
            let unsafe = house.site.routes.filter { !$0.isSafe && $0.proof == .token }
            #expect(unsafe.count > 20)
            for route in unsafe {
                let answer = try await call(dana, route, path(route), token: nil)
                #expect(answer.status == .forbidden, "\(route.method) \(route.path)")
                let stranger = try await call(street.browser(), route, path(route), token: nil)
                #expect([.forbidden, .unauthorized].contains(stranger.status), "\(route.method) \(route.path)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func `no GET writes anything`(on engine: Engine) async throws {
        let database = CountingDatabase(try await engine.emptyDatabase())
        let house = try await House(in: database)
        try await house.open { street in
            let dana = try await street.owner()
            let before = database.writes
            // A file that goes out is noted and told, as a line in a log is; nothing in the books changes.
            for route in house.site.routes where route.isSafe && !route.path.hasPrefix("/api/exports/") {
                _ = try await dana.get(path(route))
                _ = try await dana.send(.head, path(route))
            }
            // The link of an invitation costs a guess of the address that asks, so that links cannot be tried out.
            #expect(database.writes - before <= 2)
        }
    }

    @Test func `every answer carries the security headers, errors too`() async throws {
        let house = try await House(at: "https://books.example")
        try await house.open { street in
            let dana = try await street.owner()
            var answers: [Answer] = []
            for route in house.site.routes { answers.append(try await call(dana, route, path(route), token: nil)) }
            answers.append(try await dana.get("/nowhere"))
            answers.append(try await dana.get("/api/nowhere"))
            answers.append(try await dana.send(.options, "/review"))
            for answer in answers {
                let policy = answer.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"))
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[.referrerPolicy] == "same-origin")
                #expect(answer.headers[.strictTransportSecurity]?.hasPrefix("max-age=") == true)
                #expect(answer.headers[.requestID]?.isEmpty == false)
                #expect(answer.headers[.cacheControl] != nil)
            }
        }
    }

    @Test func `without https nothing promises it`() async throws {
        try await House().open { street in
            let answer = try await street.browser().get("/login")
            #expect(answer.headers[.strictTransportSecurity] == nil)
        }
    }

    @Test func `pages hold no inline script, style or handler`() async throws {
        let house = try await House()
        let paths = house.site.routes.filter { $0.isSafe && !$0.isAPI }.map { path($0) }
        try await house.open { street in
            let dana = try await street.owner()
            for path in paths {
                let page = try await dana.get(path)
                #expect(Self.inlineCode(in: page).isEmpty, "\(path)")
            }
        }
    }

    /// What the Content-Security-Policy would refuse.
    private static func inlineCode(in page: Answer) -> [String] {
        let text = page.html
        let handlers = text.split(separator: " ").filter { $0.hasPrefix("on") && $0.contains("=") }.map(String.init)
        return ["<script", "<style", " style=", "javascript:"].filter { text.contains($0) } + handlers
    }

    @Test func `a method that a path does not know is told which it knows`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            for (path, group) in Dictionary(grouping: house.site.routes, by: \.path) {
                for method: HTTPRequest.Method in [.trace, .options, .put, .patch] where !group.contains(where: { $0.method == method }) {
                    let answer = try await dana.send(method, self.path(group[0]))
                    #expect(answer.status == .methodNotAllowed, "\(method) \(path)")
                    #expect(answer.headers[.allow]?.contains(group[0].method.rawValue) == true)
                }
            }
        }
    }

    @Test(arguments: ["PROPFIND", "PURGE", "LINK"])
    func `a method that no address knows is none of this service`(_ name: String) async throws {
        try await House().open { street in
            let dana = try await street.owner()
            for path in ["/review", "/api/lines", "/nowhere"] {
                #expect(try await dana.send(#require(HTTPRequest.Method(name)), path).status == .notImplemented, "\(path)")
            }
        }
    }

    // MARK: Walls between tenants

    @Test(arguments: Engine.available)
    func `another tenant's things are not there, whatever is asked of them`(on engine: Engine) async throws {
        let house = try await House(on: engine)
        try await house.open { street in
            let dana = try await street.owner()
            let eve = try await street.owner("eve@example.com", company: "Elsewhere")
            let things = try await Things(of: dana, in: house.database)
            let isolated = house.site.routes.filter { $0.path.contains("{id}") }
            #expect(isolated.count >= 15)
            for route in isolated {
                let path = self.path(route, id: things.id(for: route.path))
                let answer = try await call(eve, route, path, token: eve.token)
                #expect(answer.status == .notFound, "\(route.method) \(path): \(answer.status) \(answer.text.prefix(200))")
            }
            for route in house.site.routes {
                guard case .member = route.access else { continue }
                let answer = try await call(eve, route, path(route) + "?tenant_id=\(dana.tenant)", token: eve.token)
                #expect(answer.status == .notFound, "\(route.method) \(route.path)?tenant_id")
            }
            #expect(try await Things.count(of: dana) == things.count)
        }
    }

    /// One thing of each kind in somebody's books.
    private struct Things {
        let ids: [(prefix: String, id: String)]
        let count: [Int]

        init(of owner: Browser, in database: any Database) async throws {
            // Four lines of one vendor: three equal answers are a suggestion.
            let csv = "Date,Description,Amount\n" + (1...4).map { "2025-03-0\($0),COFFEE CORNER,-\($0).50\n" }.joined()
            let statement = try await owner.send(
                .post, "/api/statements?filename=bank.csv", [.csrfToken: owner.token ?? ""], type: "text/csv", body: csv)
            let entry = try await owner.post(
                "/api/entries",
                json:
                    #"{"date":"2025-01-02","narration":"n","lines":[{"account":"1000","debit":"1.00"},{"account":"3000","credit":"1.00"}]}"#
            )
            let token = try await owner.post("/api/tokens", json: #"{"name":"t"}"#)
            let rule = try await owner.post(
                "/api/rules",
                json: #"{"name":"r","condition":{"text":{"contains":"zzz"}},"action":{"file":\#(try await Self.accountID(owner))}}"#)
            #expect([statement.status, entry.status, token.status, rule.status].allSatisfy { $0 == .created })
            let off = try await owner.post(
                "/api/entries",
                json:
                    #"{"date":"2025-01-02","narration":"n","lines":[{"account":"1000","debit":"1.00"},{"account":"3000","credit":"2.00"}]}"#
            )
            #expect(off.status == .unprocessableContent)
            let aside = try await owner.get("/api/entries/kept_aside").json().items.first?.id ?? ""
            let webhook = try await owner.post("/api/webhooks", json: #"{"url":"https://hooks.example.com/x","events":["entry.posted"]}"#)
            #expect(webhook.status == .created)
            let rules = try await owner.get("/api/rules").json().items
            let queue = try await owner.get("/api/lines").json().items
            let answers = queue.prefix(3).map { #"{"line":\#($0.id),"account":"6000"}"# }.joined(separator: ",")
            let decided = try await owner.post("/api/lines/decisions", json: #"{"decisions":[\#(answers)]}"#)
            let decision = try decided.json()["decision"]?.number.map { "\($0)" } ?? ""
            let suggestions = try await owner.get("/api/rules/suggestions").json().items
            let accounts = try await owner.get("/api/accounts").json().items
            let lines = try await owner.get("/api/lines").json().items
            let sessions = try await owner.get("/api/auth/sessions").json().items
            let user = try await owner.get("/api/auth/me").json()["user"]
            let tenant = TenantID(text: owner.tenant)
            try await database.writeBilling { records in
                let event = BillingEventStore.Delivery(
                    id: "evt_1", type: "x", payload: "{}", isLive: nil, occurredAt: nil, apiVersion: nil, object: nil)
                _ = try records.events.receive(event, at: .testNow)
                try records.events.finish("evt_1", .ignored, of: tenant, note: nil, at: .testNow)
            }
            let proof = try await Self.proof(owner)
            _ = try await owner.post("/api/team/invitations", json: #"{"email":"ivy@example.com","role":"staff"}"#)
            let invitation = try await owner.get("/api/team").json()["invitations"]?.items.first?.id ?? ""
            let receipt = try await owner.send(
                .post, "/api/entries/\(try entry.json().id)/attachments?filename=r.pdf", [.csrfToken: owner.token ?? ""],
                type: "application/pdf", body: "%PDF-1.4")
            let receiptID = try receipt.json().id
            let run = try await Self.export(of: tenant, in: database)
            ids =
                proof + [
                    ("/exports/quickbooks/runs", run), ("/exports/quickbooks/entries", try entry.json().id),
                    ("/api/attachments", receiptID), ("/attachments", receiptID),
                    ("/billing/events", "evt_1"),
                    ("/api/statements", try statement.json().id), ("/import", try statement.json().id),
                    ("/api/entries", try entry.json().id),
                    ("/entries", try entry.json().id), ("/api/tokens", try token.json().id),
                    ("/settings/security/tokens", try token.json().id),
                    ("/api/rules", rules.first?.id ?? ""), ("/rules", rules.first?.id ?? ""), ("/api/lines", lines.first?.id ?? ""),
                    ("/review/lines", lines.first?.id ?? ""), ("/api/decisions", decision),
                    ("/api/auth/sessions", sessions.first?.id ?? ""), ("/settings/security/sessions", sessions.first?.id ?? ""),
                    ("/api/webhooks", try webhook.json().id), ("/settings/webhooks", try webhook.json().id),
                    ("/api/rules/suggestions", suggestions.first?["suggestion"]?.number.map { "\($0)" } ?? ""),
                    ("/rules/suggestions", suggestions.first?["suggestion"]?.number.map { "\($0)" } ?? ""),
                    ("/api/entries/kept_aside", aside), ("/entries/kept-aside", aside), ("/api/accounts", accounts.first?.id ?? ""),
                    ("/api/team", user?.id ?? ""), ("/settings/team", user?.id ?? ""),
                    ("/api/team/invitations", invitation), ("/settings/team/invitations", invitation),
                ]
            for (prefix, id) in ids { #expect(!id.isEmpty, "\(prefix)") }
            count = try await Self.count(of: owner)
        }

        /// A transfer between two accounts, the statements it stood on, and a certificate.
        private static func proof(_ owner: Browser) async throws -> [(prefix: String, id: String)] {
            for (account, row) in [("1010", "2025-03-20,Move,-77.00"), ("1000", "2025-03-21,Move,77.00")] {
                _ = try await owner.send(
                    .post, "/api/statements?filename=move.csv&account=\(account)", [.csrfToken: owner.token ?? ""], type: "text/csv",
                    body: "Date,Description,Amount\n\(row)\n")
            }
            let pair = try await owner.get("/api/transfers?through=2025-03").json()["proposed"]?.items.first
            let transfer = try await owner.post(
                "/api/transfers", json: #"{"out":\#(pair?["out"]?.number ?? 0),"in":\#(pair?["in"]?.number ?? 0)}"#)
            let certificate = try await owner.send(
                .post, "/api/periods/2025-03/certificates", [.csrfToken: owner.token ?? ""])
            let statement = try await owner.get("/api/reconciliation?through=2025-03").json()["statements"]?.items.first
            let statementID = statement?["id"]?.number.map { "\($0)" } ?? ""
            return [
                ("/api/transfers", try transfer.json().id), ("/reconcile/transfers", try transfer.json().id),
                ("/api/certificates", try certificate.json().id), ("/reconcile/certificates", try certificate.json().id),
                ("/api/reconciliation/statements", statementID), ("/reconcile/statements", statementID),
            ]
        }

        /// To QuickBooks, begun and no more.
        private static func export(of tenant: TenantID?, in database: any Database) async throws -> String {
            let (tenant, realm) = (try #require(tenant), try #require(RealmID("9130")))
            return try await database.write(for: tenant) { books in
                try books.quickBooks.connect(
                    realm, .sandbox, .init(name: "Acme", homeCurrency: .usd, takesForeignCurrencies: false, closedThrough: nil),
                    .init(sealedAccess: [1], sealedRefresh: [2], accessExpiresAt: .testNow, refreshExpiresAt: .testNow, version: 1),
                    by: "test", at: .testNow)
                return "\(try books.quickBooksRuns.add(realm, total: 1, claimedUntil: .testNow, by: "test", at: .testNow))"
            }
        }

        private static func accountID(_ owner: Browser) async throws -> String {
            try await owner.get("/api/accounts").json().items.last?.id ?? ""
        }

        /// A route for a new kind of thing needs one here.
        func id(for path: String) -> String {
            guard let found = ids.filter({ path.hasPrefix($0.prefix + "/") }).max(by: { $0.prefix.count < $1.prefix.count }) else {
                Issue.record("there is no thing for \(path) in this test")
                return "1"
            }
            return found.id
        }

        static func count(of owner: Browser) async throws -> [Int] {
            try await [
                "lines?state=all", "entries", "rules", "rules/suggestions", "tokens", "statements", "accounts", "webhooks",
                "entries/kept_aside",
            ].asyncMap {
                try await owner.get("/api/\($0)").json().items.count
            }
        }
    }

    // MARK: Roles

    @Test(arguments: Engine.available)
    func `each role is let in where the matrix says so, and nowhere else`(on engine: Engine) async throws {
        let house = try await House(on: engine)
        try await house.open { street in
            let dana = try await street.owner()
            let people: [(Role, Browser)] = [
                (.owner, dana), (.staff, try await street.member(.staff, of: dana, email: "sam@example.com")),
                (.accountant, try await street.member(.accountant, of: dana, email: "ann@example.com")),
            ]
            for route in house.site.routes {
                guard case .member(let permission) = route.access else { continue }
                for (role, browser) in people {
                    let answer = try await call(browser, route, path(route, id: "999999999"), token: browser.token)
                    let isForbidden = answer.status == .forbidden
                    #expect(
                        isForbidden == !role.may(permission),
                        "\(role) \(route.method) \(route.path): \(answer.status) \(answer.text.prefix(120))")
                    #expect(
                        answer.status != .unauthorized && answer.status.code < 500,
                        "\(role) \(route.method) \(route.path): \(answer.status)")
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a token that reads reads, and changes nothing`(on engine: Engine) async throws {
        let house = try await House(on: engine)
        try await house.open { street in
            let dana = try await street.owner()
            let made = try await dana.post("/api/tokens", json: #"{"name":"script","scope":"read"}"#).json()
            let headers: HTTPFields = [.authorization: "Bearer \(made["token"]?.string ?? "")"]
            let script = street.browser()
            for route in house.site.routes where route.isAPI {
                guard case .member(let permission) = route.access else { continue }
                var sent = headers
                if route.body.contentTypes != [] { sent[.contentType] = route.body.contentTypes?.first ?? "application/octet-stream" }
                let body = route.body == .none ? nil : "{}"
                let answer = try await script.send(route.method, path(route, id: "999999999"), sent, body: body)
                #expect((answer.status == .forbidden) == !permission.isReading, "\(route.method) \(route.path): \(answer.status)")
                // Nobody is sent to look for a fault in their role.
                if !permission.isReading { #expect(answer.text.contains("This API token does not reach that far."), "\(route.path)") }
            }
        }
    }

    @Test func `a token that writes does what its maker may, but lets nobody in`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            let made = try await dana.post("/api/tokens", json: #"{"name":"script","scope":"write"}"#).json()
            let headers: HTTPFields = [.authorization: "Bearer \(made["token"]?.string ?? "")", .contentType: "application/json"]
            let script = street.browser()
            for (path, body) in [
                ("tokens", #"{"name":"next","scope":"write"}"#), ("team/invitations", #"{"email":"eve@example.com","role":"owner"}"#),
            ] {
                let answer = try await script.send(.post, "/api/\(path)", headers, body: body)
                #expect(answer.status == .forbidden && answer.message?.contains("for people to say") == true, "\(path)")
            }
            let closing = try await script.send(.post, "/api/periods/2025-01/closing", headers, body: "{}")
            #expect(closing.status == .noContent)
            #expect(try await dana.get("/api/team").json()["invitations"]?.items.isEmpty == true)
        }
    }

    @Test(arguments: Engine.available)
    func `whoever is not signed in is let in nowhere that needs it`(on engine: Engine) async throws {
        let house = try await House(on: engine)
        try await house.open { street in
            for route in house.site.routes where route.access != .everyone && route.isSafe {
                let answer = try await street.browser().get(path(route))
                #expect(answer.status == (route.isAPI ? .unauthorized : .seeOther), "\(route.path)")
                if !route.isAPI { #expect(answer.headers[.location]?.hasPrefix("/login?back=") == true) }
            }
        }
    }

    // MARK: Documents

    @Test func `the page of permissions is what the routes say`() async throws {
        let made = try await ServiceDescription(version: "test").permissions()
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/PERMISSIONS.md")
        #expect(try String(contentsOf: file, encoding: .utf8) == made, "run: bookkeeper openapi --permissions > docs/PERMISSIONS.md")
    }

    @Test func `every route of the API is described, and nothing else`() async throws {
        let house = try await House()
        try await house.open { street in
            let document = try await street.browser().get("/openapi.json").json()
            guard case .object(let paths)? = document["paths"] else { throw Missing() }
            let described = paths.flatMap { path, value -> [String] in
                guard case .object(let methods) = value else { return [] }
                return methods.keys.map { "\($0.uppercased()) \(path)" }
            }
            let routes = house.site.routes.filter(\.isAPI).map { "\($0.method.rawValue) \($0.path)" }
            #expect(described.sorted() == routes.sorted())
        }
    }

    private struct Missing: Error {}
}
