import HTTPTypes
import TestSupport
import Testing

@testable import Web

/// Which company a request is about, where it says so itself: in its address, in its JSON or in its form.
struct NamedCompanyTests {
    private static let file = "Date,Description,Amount\n2025-03-01,COFFEE,-3.50\n"

    @Test func `a token's form that names another company is imported nowhere`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let eve = try await street.owner("eve@example.com", company: "Elsewhere")
            let token = try await dana.post("/api/tokens", json: #"{"name":"t","scope":"write"}"#).json()["token"]?.string ?? ""
            let send = { (tenant: String) in
                let body =
                    "--b\r\nContent-Disposition: form-data; name=\"tenant_id\"\r\n\r\n\(tenant)\r\n"
                    + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n\(Self.file)\r\n--b--\r\n"
                return try await street.browser().send(
                    .post, "/api/statements", [.authorization: "Bearer \(token)"], type: "multipart/form-data; boundary=b", body: body)
            }
            for tenant in [eve.tenant, "x"] { #expect(try await send(tenant).status == .notFound) }
            #expect(try await dana.get("/api/statements").json().items.isEmpty)
            #expect(try await send(dana.tenant).status == .created)
        }
    }

    @Test(arguments: ["1.5", "[1]", "true", "\"\"", "\"x\"", "{}"])
    func `what is no company's number does not stand for the one that is open`(_ value: String) async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let answer = try await dana.post("/api/notifications/settings", json: #"{"tenant_id":\#(value),"email":"a@example.com"}"#)
            #expect(answer.status == .notFound, "\(answer.text)")
            #expect(try await !dana.get("/api/notifications/settings").text.contains("a@example.com"))
        }
    }

    @Test func `a name spelled with escapes is the same name, and two names have to be one company's`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let eve = try await street.owner("eve@example.com", company: "Elsewhere")
            let path = "/api/notifications/settings"
            let escaped = #"{"tenant\u005fid":\#(eve.tenant),"email":"a@example.com"}"#
            #expect(try await dana.post(path, json: escaped).status == .notFound)
            let named = #"{"tenant_id":\#(dana.tenant),"email":"b@example.com"}"#
            #expect(try await dana.post("\(path)?tenant_id=\(eve.tenant)", json: named).status == .unprocessableContent)
            #expect(
                try await dana.post("\(path)?tenant_id=\(dana.tenant)&tenant_id=\(eve.tenant)", json: named).status == .unprocessableContent
            )
            #expect(try await dana.post("\(path)?tenant_id=\(dana.tenant)", json: named).status == .ok)
        }
    }
}
