import Bookkeeping
import HTTPTypes
import Operations
import Storage
import TestSupport
import Testing

@testable import Web

struct NotificationTests {
    private static let webhook = "https://hooks.slack.com/services/T01234567/B01234567/abcdefghijklmnopqrstx7Qf"

    @Test(arguments: Engine.available)
    func `the Owner can update the settings, Staff and Accountant get 403 and may read`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let owner = try await street.owner()
            let body =
                #"{"tenant_id":\#(owner.tenant),"email":"Dana@Example.com","slack_webhook_url":"\#(Self.webhook)","psi_alert":true,"budget_fallback":true,"je_imbalance":false,"export_completed":false,"coldstart_graduated":true}"#
            let changed = try await owner.post("/api/notifications/settings", json: body)
            #expect(changed.status == .ok, "\(changed.text)")
            #expect(try changed.json() == ["success": true])

            for role in [Role.staff, .accountant] {
                let member = try await street.member(role, of: owner, email: "\(role.rawValue)@example.com")
                let refused = try await member.post("/api/notifications/settings", json: #"{"psi_alert":false}"#)
                #expect(refused.status == .forbidden)
                #expect(try await member.post("/api/notifications/test", json: #"{"channel":"email"}"#).status == .forbidden)
                let shown = try await member.get("/api/notifications/settings?tenant_id=\(owner.tenant)")
                #expect(shown.text.contains(#""email":"dana@example.com""#))
                #expect(shown.text.contains(#""psi_alert":true"#) && shown.text.contains(#""je_imbalance":false"#))
                #expect(shown.text.contains("…x7Qf") && !shown.text.contains("T01234567"))
                let page = try await member.get("/settings/notifications")
                #expect(page.status == .ok)
                #expect(page.text.contains("Only the Owner can change these."))
                #expect(!page.text.contains("Send a test") && !page.text.contains(">Save<"))
            }
            let stranger = try await street.owner("eve@example.com", company: "Other")
            #expect(try await stranger.get("/api/notifications/settings?tenant_id=\(owner.tenant)").status == .notFound)
        }
    }

    @Test func `what is left out stays, what was read can be sent back, and null takes away`() async throws {
        try await House().open { street in
            let owner = try await street.owner()
            _ = try await owner.post(
                "/api/notifications/settings", json: #"{"email":"dana@example.com","slack_webhook_url":"\#(Self.webhook)"}"#)
            let read = try await owner.get("/api/notifications/settings").text
            #expect(try await owner.post("/api/notifications/settings", json: read).status == .ok)
            _ = try await owner.post("/api/notifications/settings", json: #"{"email":null}"#)
            let again = try await owner.get("/api/notifications/settings").text
            #expect(again.contains("…x7Qf") && again.contains(#""email":null"#))
            _ = try await owner.post("/api/notifications/settings", json: #"{"slack_webhook_url":null}"#)
            #expect(try await owner.get("/api/notifications/settings").text.contains(#""slack_webhook_url":null"#))
        }
    }

    @Test(arguments: [
        #"{"email":"no address"}"#, #"{"slack_webhook_url":"http://169.254.169.254/latest"}"#,
        #"{"slack_webhook_url":"https://evil.example/services/T1/B1/x"}"#, #"{"psi_alert":"yes"}"#, "[]",
    ])
    func `a wrong value is refused with a sentence`(body: String) async throws {
        try await House().open { street in
            let owner = try await street.owner()
            let answer = try await owner.post("/api/notifications/settings", json: body)
            #expect([.unprocessableContent, .badRequest].contains(answer.status), "\(answer.status)")
            #expect(!answer.text.contains("169.254"))
        }
    }

    @Test func `a test without credentials is a dry run that says what is not configured, and shows`() async throws {
        try await House().open { street in
            let owner = try await street.owner()
            let email = try await owner.post("/api/notifications/test", json: #"{"channel":"email"}"#)
            #expect(email.status == .ok)
            #expect(email.text.contains(#""success":false"#) && email.text.contains("SMTP_HOST"))
            let slack = try await owner.post("/api/notifications/test", json: #"{"channel":"slack"}"#)
            #expect(slack.text.contains("Slack is not configured"))
            let page = try await owner.get("/settings/notifications").text
            #expect(page.contains("Dry run: nothing is sent"))
            #expect(page.contains("SMTP_HOST") && page.contains("Slack has no webhook"))
            #expect(page.contains("Test from AI Bookkeeper"))
            #expect(try await owner.post("/api/notifications/test", json: #"{"channel":"pigeon"}"#).status == .unprocessableContent)
        }
    }

    @Test func `five tests an hour are enough`() async throws {
        try await House().open { street in
            let owner = try await street.owner()
            for _ in 0..<5 { #expect(try await owner.post("/api/notifications/test", json: #"{"channel":"slack"}"#).status == .ok) }
            #expect(try await owner.post("/api/notifications/test", json: #"{"channel":"slack"}"#).status == .tooManyRequests)
        }
    }

    @Test func `the page saves, keeps what was typed when it refuses, and never shows the webhook`() async throws {
        try await House().open { street in
            let owner = try await street.owner()
            let page = try await owner.get("/settings/notifications")
            func fields(_ more: (String, String)...) -> [(String, String)] {
                [("csrf_token", page.formToken), ("tenant_id", owner.tenant)] + more
            }
            let refused = try await owner.post(
                "/settings/notifications", form: fields(("email", "dana@example.com"), ("slack_webhook_url", "https://evil.example/x")))
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("hooks.slack.com") && refused.text.contains("value=\"dana@example.com\""))
            let saved = try await owner.post(
                "/settings/notifications",
                form: fields(("email", "dana@example.com"), ("slack_webhook_url", Self.webhook), ("psi_alert", "on")))
            #expect(saved.status == .seeOther)
            let shown = try await owner.get("/settings/notifications?said=saved").text
            #expect(shown.contains("Saved.") && shown.contains("ends in …x7Qf") && !shown.contains("T01234567"))
            #expect(shown.contains(#"name="psi_alert" aria-labelledby="psi_alert" checked"#))
            #expect(!shown.contains(#"name="je_imbalance" aria-labelledby="je_imbalance" checked"#))
        }
    }

    @Test func `an export that was fetched is announced`() async throws {
        let house = try await House()
        try await house.open { street in
            let owner = try await street.owner()
            #expect(try await owner.get("/api/exports/csv").status == .ok)
            let tenant = try #require(TenantID(text: owner.tenant))
            let waiting = try await street.house.database.read(for: tenant) { books in try books.alerts.waiting(.exportCompleted, limit: 9)
            }
            #expect(waiting.map(\.message) == ["Posted: 0, Skipped: 0"])
        }
    }
}
