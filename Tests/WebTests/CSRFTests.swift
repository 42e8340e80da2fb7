import HTTPTypes
import Operations
import Storage
import Testing

@testable import Web

/// The walls around requests that change something.
struct CSRFTests {
    private static let account = #"{"code":"6999","name":"Odds and ends","kind":"expense"}"#

    private func post(_ browser: Browser, _ headers: HTTPFields = [:], body: String = account) async throws -> Answer {
        try await browser.send(.post, "/api/accounts", headers, type: "application/json", body: body)
    }

    // MARK: The five that the specification names

    @Test func `a POST without a token is refused, and changes nothing`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let answer = try await post(dana)
            #expect(answer.status == .forbidden)
            #expect(answer.errorCode == "csrf_failed")
            #expect(answer.reason == "csrf_missing")
            #expect(try await !dana.get("/api/accounts").text.contains("6999"))
        }
    }

    @Test func `a POST with the session's token succeeds, in the header or in the form`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            #expect(try await post(dana, [.csrfToken: dana.token ?? ""]).status == .created)
            let page = try await dana.get("/accounts")
            let fields = [("csrf_token", page.formToken), ("code", "6998"), ("name", "Other odds"), ("kind", "expense")]
            #expect(try await dana.post("/accounts", form: fields).status == .seeOther)
        }
    }

    @Test func `tokens change every day: yesterday's still counts, an older one is expired`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            let token = dana.token ?? ""
            house.clock.advance(hours: 24)
            #expect(try await post(dana, [.csrfToken: token]).status == .created)
            house.clock.advance(hours: 24)
            let answer = try await post(dana, [.csrfToken: token], body: Self.account.replacing("6999", with: "6997"))
            #expect(answer.status == .forbidden)
            #expect(answer.reason == "csrf_expired" || answer.reason == "csrf_mismatch")
            try dana.remember(try await dana.get("/api/auth/me"))
            #expect(
                try await post(dana, [.csrfToken: dana.token ?? ""], body: Self.account.replacing("6999", with: "6997")).status == .created)
        }
    }

    @Test func `each page masks the token anew, and all of a day's are right`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let tokens = try await (0..<3).asyncMap { _ in try await dana.get("/accounts").formToken }
            #expect(Set(tokens).count == 3)
            for (index, token) in tokens.enumerated() {
                #expect(
                    try await post(dana, [.csrfToken: token], body: Self.account.replacing("6999", with: "9\(index)99")).status == .created)
            }
        }
    }

    @Test func `the exempt routes work without a token, and there are exactly these`() async throws {
        let house = try await House()
        let exempt = house.site.routes.filter { $0.proof == .exempt }.map { "\($0.method.rawValue) \($0.path)" }
        #expect(exempt.sorted() == ["POST /api/auth/login", "POST /api/auth/signup", "POST /api/billing/stripe_webhook"])
        try await house.open { street in
            _ = try await street.owner()
            let other = street.browser()
            let answer = try await other.post("/api/auth/login", json: #"{"email":"dana@example.com","password":"\#(House.password)"}"#)
            #expect(answer.status == .ok)
        }
    }

    // MARK: Deny

    struct Provenance: Sendable, CustomTestStringConvertible {
        let site: String?
        let origin: String?
        let reason: String?

        init(_ site: String?, _ origin: String?, _ reason: String?) { (self.site, self.origin, self.reason) = (site, origin, reason) }

        var testDescription: String { "Sec-Fetch-Site \(site ?? "-"), Origin \(origin ?? "-"): \(reason ?? "passes")" }
    }

    private static let own = "http://localhost:8080"

    /// With a right token throughout: what is refused here is refused for where it comes from.
    @Test(arguments: [
        Provenance("same-origin", own, nil), Provenance("same-origin", nil, nil), Provenance("same-origin", "null", nil),
        Provenance("Same-Origin ", own, nil), Provenance("same-origin", "http://evil.example", "csrf_origin"),
        Provenance("same-origin", "https://localhost:8080", "csrf_origin"),
        Provenance("same-origin", "http://localhost:8081", "csrf_origin"),
        Provenance("same-site", own, "csrf_cross_site"), Provenance("cross-site", own, "csrf_cross_site"),
        Provenance("cross-site", nil, "csrf_cross_site"), Provenance("CROSS-SITE", nil, "csrf_cross_site"),
        Provenance("none", nil, nil), Provenance("none", own, nil), Provenance("none", "null", "csrf_origin"),
        Provenance("none", "http://evil.example", "csrf_origin"), Provenance("something-new", "http://evil.example", "csrf_origin"),
        Provenance("something-new", own, nil), Provenance("something-new", nil, nil), Provenance(nil, own, nil), Provenance(nil, nil, nil),
        Provenance(nil, "http://127.0.0.1:8080", nil), Provenance(nil, "null", "csrf_origin"), Provenance(nil, "", "csrf_origin"),
        Provenance(nil, "localhost:8080", "csrf_origin"), Provenance(nil, "http://localhost:8080.evil.example", "csrf_origin"),
        Provenance(nil, "http://localhost:8080/path", "csrf_origin"), Provenance(nil, "http://user@localhost:8080", "csrf_origin"),
        Provenance(nil, "http://LOCALHOST:8080", nil),
    ])
    func `what comes from elsewhere is refused, whatever it carries`(_ case: Provenance) async throws {
        try await House().open { street in
            let dana = try await street.owner()
            var headers: HTTPFields = [.csrfToken: dana.token ?? ""]
            headers[.secFetchSite] = `case`.site
            headers[.origin] = `case`.origin
            let answer = try await post(dana, headers)
            #expect(answer.reason == `case`.reason)
            #expect(answer.status == (`case`.reason == nil ? .created : .forbidden))
        }
    }

    @Test(arguments: ["/api/auth/login", "/api/auth/signup"])
    func `signing in from another site is refused`(_ path: String) async throws {
        try await House().open { street in
            for headers: HTTPFields in [[.secFetchSite: "cross-site"], [.secFetchSite: "same-site"], [.origin: "http://evil.example"]] {
                let answer = try await street.browser().post(path, json: "{}", headers)
                #expect(answer.status == .forbidden)
                #expect(answer.errorCode == "csrf_failed")
            }
        }
    }

    @Test(
        arguments: [
            ("https://books.example/review", true), ("https://books.example", true), ("https://books.example:443/x", true), (nil, false),
            ("http://books.example/", false), ("https://books.example.evil.example/", false),
            ("https://evil.example/https://books.example", false),
            ("//books.example/", false), ("https://", false), ("https://[", false), ("", false),
            ("https://books.example@evil.example/", false),
        ] as [(String?, Bool)])
    func `over https a request without an Origin needs our Referer`(_ referer: String?, passes: Bool) async throws {
        try await House(at: "https://books.example").open { street in
            let dana = try await street.owner()
            var headers: HTTPFields = [.csrfToken: dana.token ?? ""]
            headers[.referer] = referer
            let answer = try await post(dana, headers)
            #expect(answer.reason == (passes ? nil : "csrf_referer"))
        }
    }

    @Test func `a header that is there twice, or another method in a header, is refused`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            for name in ["Sec-Fetch-Site", "Origin", "X-CSRF-Token"] {
                guard let field = HTTPField.Name(name) else { continue }
                var headers: HTTPFields = [.csrfToken: dana.token ?? ""]
                headers.append(HTTPField(name: field, value: name == "Origin" ? Self.own : dana.token ?? ""))
                headers.append(HTTPField(name: field, value: name == "Origin" ? Self.own : "same-origin"))
                #expect(try await post(dana, headers).reason == "csrf_ambiguous", "\(name)")
            }
            for name in ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"] {
                guard let field = HTTPField.Name(name) else { continue }
                #expect(try await post(dana, [.csrfToken: dana.token ?? "", field: "DELETE"]).reason == "csrf_ambiguous")
            }
        }
    }

    // MARK: Prove

    @Test func `another session's token is refused`() async throws {
        try await House().open { street in
            let (dana, eve) = (try await street.owner(), try await street.owner("eve@example.com", company: "Evil"))
            let answer = try await post(dana, [.csrfToken: eve.token ?? ""])
            #expect(answer.reason == "csrf_mismatch")
        }
    }

    @Test func `a token from before signing in is worthless after it, and after signing out there is none`() async throws {
        try await House().open { street in
            _ = try await street.owner()
            let browser = street.browser()
            let before = try await browser.get("/login").formToken
            let fields = [("csrf_token", before), ("email", "dana@example.com"), ("password", House.password)]
            #expect(try await browser.post("/login", form: fields).status == .seeOther)
            #expect(try await post(browser, [.csrfToken: before]).reason == "csrf_mismatch")
            try browser.remember(try await browser.get("/api/auth/me"))
            let session = browser.session
            #expect(try await browser.post("/api/auth/logout", json: "{}").status == .ok)
            browser.set("session", to: session)
            #expect(try await post(browser, [.csrfToken: browser.token ?? ""]).status == .unauthorized)
        }
    }

    @Test(arguments: [
        ("", "csrf_malformed"), ("x", "csrf_malformed"), (String(repeating: "A", count: 86), "csrf_mismatch"),
        (String(repeating: "A", count: 64 << 10), "csrf_malformed"), (String(repeating: "é", count: 43), "csrf_malformed"),
        (String(repeating: "!", count: 86), "csrf_malformed"),
    ])
    func `what is no token is told from a wrong one`(_ token: String, reason: String) async throws {
        try await House().open { street in
            let dana = try await street.owner()
            #expect(try await post(dana, [.csrfToken: token]).reason == reason)
        }
    }

    @Test func `a token in the address counts for nothing`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let token = dana.token ?? ""
            for name in ["csrf_token", "X-CSRF-Token"] {
                let answer = try await dana.send(
                    .post, "/api/accounts?\(name)=\(token)", type: "application/json", body: Self.account)
                #expect(answer.reason == "csrf_missing")
            }
            #expect(!street.house.log.text.contains(token))
        }
    }

    @Test func `where header and form both carry a token, both have to be right`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let fields = [("csrf_token", dana.token ?? ""), ("code", "6998"), ("name", "Odds"), ("kind", "expense")]
            let wrong: HTTPFields = [.csrfToken: String(repeating: "A", count: 86)]
            #expect(try await dana.post("/accounts", form: fields, wrong).status == .forbidden)
            #expect(try await dana.post("/accounts", form: fields, [.csrfToken: dana.token ?? ""]).status == .seeOther)
        }
    }

    @Test func `a form that breaks off is refused and no fault of ours`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let answer = try await dana.send(
                .post, "/import", type: "multipart/form-data; boundary=b", body: "--b\r\nContent-Disposition: form-data; name=\"csrf_tok")
            #expect(answer.status == .badRequest)
        }
    }

    @Test func `a bearer token alone needs no proof, beside a session cookie it does`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let made = try await dana.post("/api/tokens", json: #"{"name":"script","scope":"write"}"#).json()
            let headers: HTTPFields = [.authorization: "Bearer \(made["token"]?.string ?? "")"]
            #expect(try await post(street.browser(), headers).status == .created)
            #expect(try await post(dana, headers, body: Self.account.replacing("6999", with: "6998")).reason == "csrf_missing")
        }
    }

    @Test func `text that is JSON only inside is refused by its type`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let answer = try await dana.send(
                .post, "/api/accounts", [.csrfToken: dana.token ?? ""], type: "text/plain;charset=utf-8", body: Self.account)
            #expect(answer.status == .unsupportedMediaType)
        }
    }

    @Test func `a hundred posts at once with one token all pass`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        let body = #"{"code":"7\#(1_000 + index)","name":"N\#(index)","kind":"expense"}"#
                        return try await post(dana, [.csrfToken: dana.token ?? ""], body: body).status
                    }
                }
                return try await group.reduce(into: [HTTPResponse.Status]()) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == .created })
        }
    }

    // MARK: The page of an expired form

    @Test func `an expired form comes back with what was typed and a token that works`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            let old = try await dana.get("/accounts").formToken
            house.clock.advance(hours: 47)
            try dana.remember(try await dana.get("/api/auth/me"))
            house.clock.advance(hours: 5)
            let typed = [
                ("csrf_token", old), ("tenant_id", dana.tenant), ("code", "6998"), ("name", "\"Odds\" & <ends>"), ("kind", "expense"),
            ]
            let page = try await dana.post("/accounts", form: typed, [.secFetchSite: "same-origin"])
            #expect(page.status == .forbidden)
            #expect(page.text.contains("value=\"&quot;Odds&quot; &amp; &lt;ends&gt;\""))
            let again = [("csrf_token", page.formToken)] + typed.dropFirst()
            let answer = try await dana.post("/accounts", form: again, [.secFetchSite: "same-origin"])
            #expect(answer.status == .seeOther, "\(answer.text)")
        }
    }

    @Test func `whoever was signed out over a form signs in and sends it again, with nothing typed twice`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            let typed = [("code", "6998"), ("name", "Odds"), ("kind", "expense")]
            dana.set("session", to: nil)
            let page = try await dana.post("/accounts", form: typed, [.secFetchSite: "same-origin"])
            #expect(page.status == .forbidden && page.text.contains("no longer signed in") && page.text.contains("value=\"Odds\""))
            let login = try await dana.get("/login")
            let words = [("csrf_token", login.formToken), ("email", "dana@example.com"), ("password", House.password)]
            #expect(try await dana.post("/login", form: words).status == .seeOther)
            let stale = try await dana.post("/accounts", form: [("csrf_token", page.formToken)] + typed, [.secFetchSite: "same-origin"])
            let done = try await dana.post("/accounts", form: [("csrf_token", stale.formToken)] + typed, [.secFetchSite: "same-origin"])
            #expect(done.status == .seeOther)
        }
    }

    @Test func `a form from elsewhere is not offered again, and a password never comes back`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let typed = [("code", "6998"), ("name", "planted"), ("kind", "expense")]
            #expect(try await !dana.post("/accounts", form: typed, [.secFetchSite: "cross-site"]).text.contains("planted"))
            #expect(try await !dana.post("/accounts", form: typed).text.contains("planted"))
            let visitor = street.browser()
            let page = try await visitor.post(
                "/login", form: [("email", "dana@example.com"), ("password", "hunter2hunter2")], [.secFetchSite: "same-origin"])
            #expect(page.text.contains("dana@example.com"))
            #expect(!page.text.contains("hunter2hunter2"))
        }
    }

    @Test func `each refusal is counted by its reason`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            _ = try await post(dana)
            _ = try await post(dana, [.secFetchSite: "cross-site"])
            let metrics = try await dana.get("/metrics").text
            #expect(metrics.contains("csrf_refusals_total{reason=\"csrf_missing\"} 1"))
            #expect(metrics.contains("csrf_refusals_total{reason=\"csrf_cross_site\"} 1"))
        }
    }
}

extension Sequence {
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
