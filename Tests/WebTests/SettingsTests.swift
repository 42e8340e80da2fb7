import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Operations
@testable import Web

/// What people set up for themselves and their company: sign-in by code, webhooks.
struct SettingsTests {
    @Test func `a webhook is added, shown without its secret, and removed`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let body = #"{"url":"https://hooks.example.com/books","events":["entry.posted","import.finished"]}"#
            let added = try await dana.post("/api/webhooks", json: body)
            let secret = try added.json()["secret"]?.string ?? ""
            #expect(added.status == .created && secret.hasPrefix("whsec_"))
            for address in ["http://hooks.example.com/", "https://127.0.0.1/", "https://user:pw@hooks.example.com/", "javascript:alert(1)"]
            {
                let refused = try await dana.post("/api/webhooks", json: #"{"url":"\#(address)","events":["entry.posted"]}"#)
                #expect(refused.errorCode == "unfit_url", "\(address)")
            }
            #expect(try await dana.post("/api/webhooks", json: #"{"url":"https://a.example.com/","events":["x"]}"#).errorCode == "invalid")
            let entry =
                #"{"date":"2025-01-02","narration":"n","lines":[{"account":"1000","debit":"1.00"},{"account":"3000","credit":"1.00"}]}"#
            _ = try await dana.post("/api/entries", json: entry)
            let deliveries = try await dana.get("/api/webhooks/deliveries").json().items
            #expect(deliveries.map { $0["event"] } == ["entry.posted"] && deliveries[0]["state"] == "waiting")
            let page = try await dana.get("/settings/webhooks")
            #expect(page.text.contains("https://hooks.example.com/books") && page.text.contains("entry.posted"))
            for text in [page.text, try await dana.get("/api/webhooks").text] { #expect(!text.contains(secret)) }
            let id = try added.json()["id"]?.number ?? 0
            #expect(try await dana.delete("/api/webhooks/\(id)").status == .noContent)
            #expect(try await dana.get("/api/webhooks").json().items.isEmpty)
            #expect(try await dana.delete("/api/webhooks/\(id)").status == .notFound)
        }
    }

    @Test func `a webhook's secret is shown once on the page that makes it`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let page = try await dana.get("/settings/webhooks")
            let fields = [("csrf_token", page.formToken), ("url", "https://hooks.example.com/"), ("event", "entry.posted")]
            #expect(try await dana.post("/settings/webhooks", form: fields).text.contains("whsec_"))
            #expect(try await !dana.get("/settings/webhooks").text.contains("whsec_"))
        }
    }

    @Test func `sign-in by code is set up, used and turned off with forms alone`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            let address = "/settings/security/second-factor"
            let start = try await dana.get(address)
            let setup = try await dana.post(address, form: [("csrf_token", start.formToken)])
            let secret = String(setup.text.firstMatch(of: /name="secret" value="([A-Z2-7]+)"/)?.1 ?? "")
            #expect(setup.text.contains("otpauth://totp/") && secret.count == 32)
            let wrong = try await dana.post(
                address + "/confirmation", form: [("csrf_token", setup.formToken), ("secret", secret), ("code", "1")])
            #expect(wrong.status == .unauthorized && wrong.text.contains(secret))
            let on = try await dana.post(
                address + "/confirmation", form: [("csrf_token", setup.formToken), ("code", code(secret, at: house))])
            let codes = on.text.matches(of: /<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})<\/code>/).map { String($0.1) }
            #expect(codes.count == 10)

            // Another browser: the password alone leads to the page for the code.
            let phone = street.browser()
            let login = try await phone.get("/login")
            let asked = try await phone.post(
                "/login", form: [("csrf_token", login.formToken), ("email", "dana@example.com"), ("password", House.password)])
            #expect(asked.status == .ok && asked.text.contains("one-time-code"))
            let pending = String(asked.text.firstMatch(of: /name="pending" value="([^"]+)"/)?.1 ?? "")
            let refused = try await phone.post(
                "/login", form: [("csrf_token", asked.formToken), ("pending", pending), ("code", "000000")])
            #expect(refused.status == .unauthorized && refused.text.contains("one-time-code"))
            let entered = try await phone.post(
                "/login", form: [("csrf_token", asked.formToken), ("pending", pending), ("code", codes.first ?? "")])
            #expect(entered.headers[.location] == "/dashboard")
            #expect(try await phone.get(address).text.contains("Recovery codes left: 9."))

            let off = try await dana.post(address + "/removal", form: [("csrf_token", on.formToken), ("password", House.password)])
            #expect(off.headers[.location] == address)
            #expect(try await dana.get(address).text.contains("It is off"))
        }
    }

    private func code(_ secret: String, at house: House) -> String {
        TOTP.code(at: TOTP.step(atMilliseconds: house.clock.now.milliseconds), secret: Self.decode(secret))
    }

    /// RFC 4648, section 6.
    private static func decode(_ text: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (bytes, buffer, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
        for value in text.compactMap({ alphabet.firstIndex(of: $0) }) {
            (buffer, bits) = (buffer << 5 | UInt32(value), bits + 5)
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
        }
        return bytes
    }
}
