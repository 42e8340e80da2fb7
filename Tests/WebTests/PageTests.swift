import Foundation
import HTTPTypes
import Operations
import Storage
import Testing

@testable import Web

/// The pages as a browser without script uses them.
struct PageTests {
    @Test func `one signs up, imports, files and reads a report with forms alone`() async throws {
        try await House().open { street in
            let dana = street.browser()
            var page = try await dana.get("/signup")
            let fields = [
                ("csrf_token", page.formToken), ("email", "dana@example.com"), ("password", House.password), ("company", "Acme"),
                ("name", "Dana"),
            ]
            #expect(try await dana.post("/signup", form: fields).headers[.location] == "/dashboard")
            page = try await dana.get("/import")
            let body = """
                --x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n\(page.formToken)\r\n--x\r
                Content-Disposition: form-data; name="account"\r\n\r\n\r\n--x\r
                Content-Disposition: form-data; name="file"; filename="m.csv"\r\n\r\nDate,Description,Amount\n2025-03-01,COFFEE,-3.50\n\r\n--x--\r\n
                """
            let done = try await dana.send(.post, "/import", type: "multipart/form-data; boundary=x", body: body)
            #expect(done.headers[.location] == "/review", "\(done.text)")
            page = try await dana.get("/review")
            #expect(page.text.contains("COFFEE"))
            let line = try await dana.get("/api/lines").json().items[0]["id"]?.number ?? 0
            let filed = try await dana.post(
                "/review", form: [("csrf_token", page.formToken), ("line", "\(line)"), ("account", "6000"), ("do", "file")])
            #expect(filed.status == .seeOther)
            #expect(try await dana.get("/reports/profit-and-loss?from=2025-01-01&to=2025-12-31").text.contains("3.50"))
            #expect(try await dana.get("/entries").text.contains("COFFEE"))
        }
    }

    @Test func `what people and banks write stays text on every page`() async throws {
        let house = try await House()
        let paths = house.site.routes.filter { $0.isSafe && !$0.isAPI && !$0.path.contains("{") }.map(\.path)
        try await house.open { street in
            let evil = "<script>alert('x')</script>\" onload=\"y"
            let dana = try await street.owner(company: "<b>Acme</b>")
            let json = String(decoding: try JSONEncoder().encode(evil), as: UTF8.self)
            _ = try await dana.post("/api/accounts", json: #"{"code":"6999","name":\#(json),"kind":"expense"}"#)
            _ = try await dana.post(
                "/api/entries",
                json:
                    #"{"date":"2025-01-02","narration":\#(json),"lines":[{"account":"6999","debit":"1.00"},{"account":"3000","credit":"1.00"}]}"#
            )
            _ = try await dana.send(
                .post, "/api/statements?filename=x.csv", [.csrfToken: dana.token ?? ""], type: "text/csv",
                body: "Date,Description,Amount\n2025-03-01,<script>alert(1)</script>,-3.50\n")
            var pages: [String] = []
            for path in paths { pages.append(try await dana.get(path + "?from=2025-01-01&to=2025-12-31").html) }
            for forbidden in ["<script>", "<b>acme", "\" onload"] { #expect(!pages.contains { $0.contains(forbidden) }, "\(forbidden)") }
            #expect(pages.filter { $0.contains("&lt;script&gt;") }.count >= 5)
        }
    }

    @Test func `a form writes to the company it was rendered for, or not at all`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            let other = try await street.owner("olga@example.com", company: "Other")
            let invited = try await other.post("/api/team/invitations", json: #"{"email":"dana@example.com","role":"staff"}"#)
            #expect(invited.status == .created)
            let token = try await house.mailbox.linkToken(to: "dana@example.com")
            let invitation = try await dana.get("/invitation?token=\(token)")
            let accepted = try await dana.post("/invitation", form: [("csrf_token", invitation.formToken), ("token", token)])
            #expect(accepted.headers[.location] == "/dashboard")

            let form = try await dana.get("/accounts")
            let secondTab = dana.copy()
            let page = try await secondTab.get("/dashboard")
            let opened = try await secondTab.post(
                "/tenant", form: [("csrf_token", page.formToken), ("open", dana.tenant), ("back", "/review")])
            #expect(opened.headers[.location] == "/review")
            dana.set("tenant", to: secondTab.cookie("tenant"))

            let fields = [
                ("csrf_token", form.formToken), ("tenant_id", other.tenant), ("code", "6999"), ("name", "Odds"), ("kind", "expense"),
            ]
            let answer = try await dana.post("/accounts", form: fields)
            #expect(answer.status == .conflict)
            #expect(answer.text.contains("belongs to Other"))
            for browser in [dana, other] {
                let accounts = try await browser.get("/api/accounts")
                #expect(!accounts.text.contains("6999"))
            }
        }
    }

    @Test func `nobody opens a company they do not belong to`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let eve = try await street.owner("eve@example.com", company: "Elsewhere")
            let page = try await eve.get("/dashboard")
            #expect(try await eve.post("/tenant", form: [("csrf_token", page.formToken), ("open", dana.tenant)]).status == .notFound)
            eve.set("tenant", to: dana.tenant)
            #expect(try await eve.get("/dashboard").text.contains("Elsewhere"))
        }
    }

    @Test(arguments: ["//evil.example", "https://evil.example", "/\\evil.example", "/x%0d%0aSet-Cookie:a=b"])
    func `signing in leads to our own pages alone`(_ back: String) async throws {
        try await House().open { street in
            _ = try await street.owner()
            let browser = street.browser()
            let page = try await browser.get("/login?back=\(OwnPath.encoded(back))")
            let fields = [("csrf_token", page.formToken), ("email", "dana@example.com"), ("password", House.password), ("back", back)]
            let answer = try await browser.post("/login", form: fields)
            #expect(answer.status == .seeOther)
            let location = answer.headers[.location] ?? ""
            #expect(location == "/" || location == "/x%0d%0aSet-Cookie:a=b")
            #expect(answer.headers[values: .setCookie].allSatisfy { !$0.hasPrefix("a=") })
        }
    }

    @Test(arguments: [
        "/assets/../templates/layout.mustache", "/assets/%2e%2e/templates/layout.mustache", "/assets/..%2f..%2fpasswd", "/assets/app.css",
    ])
    func `only what is an asset is served as one`(_ path: String) async throws {
        try await House().open { street in
            let answer = try await street.browser().get(path)
            #expect(answer.status == .notFound)
        }
    }

    @Test func `styles are kept for ever under the name of their content, smaller on the way`() async throws {
        let house = try await House()
        try await house.open { street in
            let path = house.site.assets.address(of: "app.css")
            let plain = try await street.browser().get(path)
            #expect(plain.status == .ok && plain.headers[.cacheControl] == "public, max-age=31536000, immutable")
            let packed = try await street.browser().get(path, [.acceptEncoding: "br, gzip"])
            #expect(packed.headers[.contentEncoding] == "gzip")
            #expect((packed.headers[.contentLength].flatMap { Int($0) } ?? .max) < plain.text.utf8.count / 3)
            let known = try await street.browser().get(path, [.ifNoneMatch: plain.headers[.eTag] ?? ""])
            #expect(known.status == .notModified)
        }
    }

    @Test func `a wrong password keeps the address and says why`() async throws {
        try await House().open { street in
            _ = try await street.owner()
            let browser = street.browser()
            let page = try await browser.get("/login")
            let answer = try await browser.post(
                "/login", form: [("csrf_token", page.formToken), ("email", "dana@example.com"), ("password", "not this one")])
            #expect(answer.status == .unauthorized)
            #expect(answer.text.contains("value=\"dana@example.com\"") && answer.text.contains("role=\"alert\""))
            #expect(!answer.text.contains("not this one"))
        }
    }

    @Test func `a forgotten password is set anew by mail`() async throws {
        let house = try await House()
        try await house.open { street in
            _ = try await street.owner()
            let browser = street.browser()
            var page = try await browser.get("/reset")
            let known = try await browser.post("/reset", form: [("csrf_token", page.formToken), ("email", "dana@example.com")])
            let unknown = try await browser.post("/reset", form: [("csrf_token", page.formToken), ("email", "nobody@example.com")])
            #expect(known.status == .ok && unknown.status == .ok)
            let token = try await house.mailbox.linkToken(to: "dana@example.com")
            page = try await browser.get("/reset?token=\(token)")
            let set = try await browser.post(
                "/reset/password", form: [("csrf_token", page.formToken), ("token", token), ("password", "a new long password")])
            #expect(set.headers[.location] == "/login")
            #expect(!house.log.text.contains(token))
            let answer = try await browser.post("/api/auth/login", json: #"{"email":"dana@example.com","password":"a new long password"}"#)
            #expect(answer.status == .ok)
        }
    }

    @Test func `cookies say what browsers need to hear`() async throws {
        for (url, isSecure) in [("http://localhost:8080", false), ("https://books.example", true)] {
            try await House(at: url).open { street in
                let answer = try await street.browser().post(
                    "/api/auth/signup", json: #"{"email":"d@example.com","password":"\#(House.password)","company":"A"}"#)
                let lines = answer.headers[values: .setCookie]
                let session = lines.first { $0.hasPrefix("session=") } ?? ""
                let token = lines.first { $0.hasPrefix("csrf_token=") } ?? ""
                #expect(session.contains("HttpOnly") && session.contains("SameSite=Lax") && session.contains("Path=/"))
                #expect(!token.contains("HttpOnly") && token.contains("SameSite=Lax"))
                #expect(session.contains("Secure") == isSecure && token.contains("Secure") == isSecure)
            }
        }
    }
}
