import Foundation
import HTTPTypes
import Operations
import Storage
import Testing

@testable import Web

/// What the suites of Django, Rails and Go hold their guards to, as far as ours has the thing; and what none of them asks.
struct CSRFListTests {
    private static let account = #"{"code":"6999","name":"Odds and ends","kind":"expense"}"#

    private func post(_ browser: Browser, _ headers: HTTPFields = [:], _ path: String = "/api/accounts") async throws -> Answer {
        try await browser.send(.post, path, headers, type: "application/json", body: Self.account)
    }

    // MARK: Methods

    /// Each of these is asked with no token and from another site: reading is free, all else is refused or unknown.
    @Test(arguments: ["same-origin", "none", "cross-site", "same-site"], ["", "http://localhost:8080", "http://evil.example", "null"])
    func `what only reads is never asked for a proof`(_ site: String, _ origin: String) async throws {
        try await House().open { street in
            let dana = try await street.owner()
            var headers: HTTPFields = [.secFetchSite: site]
            if !origin.isEmpty { headers[.origin] = origin }
            #expect(try await dana.send(.get, "/api/accounts", headers).status == .ok)
            #expect(try await dana.send(.head, "/api/accounts", headers).status == .ok)
        }
    }

    @Test(arguments: ["OPTIONS", "TRACE", "CONNECT", "QUERY", "PUT", "PATCH", "DELETE", "post", "PROPFIND"])
    func `a method that an address does not know does nothing there, with a token or without`(_ name: String) async throws {
        try await House().open { street in
            let dana = try await street.owner()
            guard let method = HTTPRequest.Method(name) else { return }
            for token in [nil, dana.token] {
                var headers = HTTPFields()
                headers[.csrfToken] = token
                let answer = try await dana.send(method, "/api/accounts", headers, type: "application/json", body: Self.account)
                #expect([.methodNotAllowed, .notFound, .notImplemented].contains(answer.status), "\(answer.status)")
            }
            #expect(try await !dana.get("/api/accounts").text.contains("6999"))
        }
    }

    @Test func `every method that changes something passes with a token and not without`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let made = try await dana.post("/api/accounts", json: Self.account).json()["id"]?.number ?? 0
            let rule = #"{"name":"r","condition":{"text":{"contains":"zzz"}},"action":{"file":\#(made)}}"#
            let id = try await dana.post("/api/rules", json: rule).json()["id"]?.number ?? 0
            let sam = try await street.member(.staff, of: dana, email: "sam@example.com")
            let user = try await sam.get("/api/auth/me").json()["user"]?["id"]?.number ?? 0
            let calls: [(HTTPRequest.Method, String, String?)] = [
                (.put, "/api/rules/\(id)", rule), (.patch, "/api/team/\(user)", #"{"role":"accountant"}"#),
                (.delete, "/api/rules/\(id)", nil),
            ]
            for (method, path, body) in calls {
                for token in [nil, dana.token] {
                    var headers = HTTPFields()
                    headers[.csrfToken] = token
                    let answer = try await dana.send(method, path, headers, type: body.map { _ in "application/json" }, body: body)
                    #expect((answer.status == .forbidden) == (token == nil), "\(method) \(path): \(answer.status) \(answer.text)")
                    if token != nil { #expect(answer.status.kind == .successful, "\(method) \(path): \(answer.text)") }
                }
            }
        }
    }

    @Test func `a form's field makes no other method of a POST`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            for method in ["get", "DELETE", "query"] {
                let fields = [("_method", method), ("code", "6998"), ("name", "Odds"), ("kind", "expense")]
                #expect(try await dana.post("/accounts", form: fields).status == .forbidden)
            }
            #expect(try await !dana.get("/api/accounts").text.contains("6998"))
        }
    }

    // MARK: What is exempt

    @Test(arguments: [
        "/api/auth/login/", "/api/auth/login/../../accounts", "/api/auth/login/..%2f..%2faccounts", "//api/auth/login", "/API/AUTH/LOGIN",
        "/api/auth/login;/api/accounts", "/api/auth/login%2f", "/./api/auth/login", "/api/accounts?/api/auth/login",
        "/api/accounts#/api/auth/login",
    ])
    func `an address that only looks like an exempt one is none`(_ path: String) async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let answer = try await post(dana, [:], path)
            // To the router a slash too many is the same address.
            #expect([.forbidden, .notFound, .badRequest].contains(answer.status), "\(answer.status) \(answer.text)")
            #expect(try await !dana.get("/api/accounts").text.contains("6999"))
        }
    }

    @Test func `the exempt routes look at no session, so they cannot misuse one`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let answer = try await dana.send(.post, "/api/billing/stripe_webhook", type: "application/json", body: "{}")
            #expect(answer.status == .serviceUnavailable && answer.errorCode == "billing_not_configured")
            #expect(try await dana.send(.get, "/api/billing/stripe_webhook").status == .methodNotAllowed)
        }
    }

    // MARK: The token

    @Test(arguments: [
        "csrf_token[]", "csrf_token[0]", "CSRF_TOKEN", "csrf-token", "csrfmiddlewaretoken", "authenticity_token", "_csrf", "_token",
    ])
    func `a field of another name is no token`(_ name: String) async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let fields = [(name, dana.token ?? ""), ("code", "6998"), ("name", "Odds"), ("kind", "expense")]
            #expect(try await dana.post("/accounts", form: fields).status == .forbidden)
        }
    }

    @Test func `the header's name counts in any case, and no script's mark counts instead of it`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            guard let script = HTTPField.Name("X-Requested-With"), let lower = HTTPField.Name("x-csrf-token") else { return }
            #expect(try await post(dana, [script: "XMLHttpRequest"]).reason == "csrf_missing")
            #expect(try await post(dana, [lower: dana.token ?? ""]).status == .created)
        }
    }

    @Test func `a cookie that is no session is nobody's, whatever token comes with it`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            for session in ["", "x", String(repeating: "A", count: 43), String(repeating: "A", count: 8_000), "\"quoted\"", "%00", "é"] {
                let other = street.browser()
                other.set("session", to: session)
                #expect(try await post(other, [.csrfToken: dana.token ?? ""]).status == .unauthorized, "\(session.prefix(20))")
            }
        }
    }

    @Test func `the readable cookie alone proves nothing: it comes by itself`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            #expect(dana.cookie("csrf_token")?.isEmpty == false)
            #expect(try await post(dana).reason == "csrf_missing")
        }
    }

    @Test func `a token in a form of several parts counts where it comes before the file, which is not read otherwise`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let token = try await dana.get("/import").formToken
            let file =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nDate,Description,Amount\n2025-01-02,A,1\n\r\n"
            let field = "--b\r\nContent-Disposition: form-data; name=\"csrf_token\"\r\n\r\n\(token)\r\n"
            for (body, status) in [(file, HTTPResponse.Status.forbidden), (field + file, .seeOther), (file + field, .forbidden)] {
                let answer = try await dana.send(.post, "/import", type: "multipart/form-data; boundary=b", body: body + "--b--\r\n")
                #expect(answer.status == status, "\(answer.text)")
            }
        }
    }

    @Test func `two tabs, the page from before and the newest page all work`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let (first, second) = (try await dana.get("/accounts").formToken, try await dana.get("/rules").formToken)
            for (index, token) in [second, first, first].enumerated() {
                let fields = [("csrf_token", token), ("code", "69\(index)9"), ("name", "Odds \(index)"), ("kind", "expense")]
                #expect(try await dana.post("/accounts", form: fields).status == .seeOther)
            }
        }
    }

    @Test func `a change of role ends the tokens of before, and the next page has a right one`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let sam = try await street.member(.staff, of: dana, email: "sam@example.com")
            let (before, id) = (sam.token ?? "", try await sam.get("/api/auth/me").json()["user"]?["id"]?.number ?? 0)
            #expect(
                try await dana.send(.patch, "/api/team/\(id)", json: #"{"role":"owner"}"#).status.kind == .successful)
            // This request takes the new session; what was rendered for the old one is refused from then on.
            try sam.remember(try await sam.get("/api/auth/me"))
            #expect(try await post(sam, [.csrfToken: before]).reason == "csrf_mismatch")
            #expect(try await post(sam, [.csrfToken: sam.token ?? ""]).status == .created)
        }
    }

    // MARK: What is told

    @Test func `a refusal is logged with its reason and its route, and never with a token`() async throws {
        let house = try await House()
        try await house.open { street in
            let (dana, eve) = (try await street.owner(), try await street.owner("eve@example.com", company: "Evil"))
            let token = eve.token ?? ""
            let answer = try await post(dana, [.csrfToken: token])
            #expect(answer.status == .forbidden && !answer.text.contains(token))
            let line = house.log.text.split(separator: "\n").first { $0.contains("csrf refused") } ?? ""
            #expect(line.hasPrefix("warning") && line.contains("reason=csrf_mismatch") && line.contains("route=/api/accounts"))
            for secret in [token, dana.session ?? "", eve.session ?? ""] { #expect(!house.log.text.contains(secret)) }
        }
    }

    @Test func `a page says that it differs by cookie, and no answer can be taken for a script by another site`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            #expect(try await dana.get("/accounts").headers[values: .vary].joined().contains("Cookie"))
            for route in house.site.routes where route.isSafe && !route.path.contains("{") {
                let answer = try await dana.get(route.path)
                #expect(answer.headers[.contentType]?.contains("javascript") != true, "\(route.path)")
                #expect(answer.headers[.resourcePolicy] == "same-origin")
            }
        }
    }

    @Test func `each address of a machine of one's own is its own, and a proxy's Host changes nothing`() async throws {
        try await House(at: "https://books.example").open { street in
            let dana = try await street.owner()
            guard let forwarded = HTTPField.Name("X-Forwarded-Host") else { return }
            let own: HTTPFields = [.csrfToken: dana.token ?? "", .origin: "https://books.example", forwarded: "evil.example"]
            #expect(try await post(dana, own).status == .created)
            let foreign: HTTPFields = [.csrfToken: dana.token ?? "", .origin: "https://evil.example", forwarded: "evil.example"]
            #expect(try await post(dana, foreign).reason == "csrf_origin")
        }
    }
}
