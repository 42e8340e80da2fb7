import Storage
import TestSupport
import Testing

@testable import Operations

struct SlackTests {
    @Test(arguments: [
        "https://hooks.slack.com/services/T01/B02/abcDEF123", "https://hooks.slack-gov.com/services/T01/B02/abcDEF123",
        "https://hooks.slack.com:443/services/T01/B02/abcDEF123",
    ])
    func `an incoming webhook of Slack's is taken`(text: String) throws {
        #expect(try SlackWebhook(text, at: .slack).url == text)
    }

    @Test(arguments: [
        "", "hooks.slack.com/services/T01/B02/abc", "http://hooks.slack.com/services/T01/B02/abc",
        "https://hooks.slack.com.evil.example/services/T01/B02/abc", "https://evil.example/services/T01/B02/abc",
        "https://hooks.slack.com@evil.example/services/T01/B02/abc", "https://u:p@hooks.slack.com/services/T01/B02/abc",
        "https://hooks.slack.com:8443/services/T01/B02/abc", "https://hooks.slack.com/services/T01/B02/abc?x=1",
        "https://hooks.slack.com/services/T01/B02/abc#x", "https://hooks.slack.com/services/T01/B02/",
        "https://hooks.slack.com/services/T01/B02",
        "https://hooks.slack.com/services/X01/B02/abc", "https://hooks.slack.com/services/T01/B02/../abc",
        "https://hooks.slack.com/workflows/T01/B02/abc/def", "https://169.254.169.254/services/T01/B02/abc",
        "https://127.0.0.1/services/T01/B02/abc", "https://hooks.slack.com/services/T01/B02/abc\r\nHost: evil", "file:///etc/passwd",
    ])
    func `whatever else is refused, and no error repeats it`(text: String) throws {
        do {
            _ = try SlackWebhook(text, at: .slack)
            Issue.record("\(text) was taken")
        } catch {
            #expect(!error.userText.contains("evil") && !error.userText.contains("abc"))
        }
    }

    @Test func `a test's own origin is allowed by the environment alone`() throws {
        let hosts = try #require(SlackHosts(text: "hooks.slack.com, http://127.0.0.1:9999"))
        #expect(try SlackWebhook("http://127.0.0.1:9999/services/T01/B02/abc", at: hosts).host == "127.0.0.1")
        #expect(throws: SlackWebhookError.self) { try SlackWebhook("http://127.0.0.1:9998/services/T01/B02/abc", at: hosts) }
        #expect(SlackHosts(text: "http://evil.example") == nil)
        #expect(SlackHosts(text: "") == nil)
    }

    @Test(
        arguments: [
            (200, "ok", nil), (200, "no_service", SendFailure.Kind.permanent), (200, "OK", .temporary), (200, "", .temporary),
            (302, "", .permanent), (400, "invalid_payload", .permanent), (403, "invalid_token", .permanent),
            (404, "no_service", .permanent),
            (410, "channel_is_archived", .permanent), (429, #"{"ok":false}"#, .temporary), (500, "rollup_error", .temporary),
            (503, "<html>", .temporary),
        ] as [(Int, String, SendFailure.Kind?)])
    func `only 200 with ok is success, and each answer has its consequence`(status: Int, body: String, kind: SendFailure.Kind?) {
        let failure = SlackSender.failure(.init(status: status, body: body, retryAfterSeconds: 30))
        #expect(failure?.kind == kind)
        #expect(status != 429 || failure?.retryAfterSeconds == 30)
        // What a server says is not shown: it may be somebody else's.
        #expect(failure?.text.contains("<html>") != true)
    }

    @Test(arguments: [
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"), ("&lt;", "&amp;lt;"), ("👩‍👩‍👧 Söhne", "👩‍👩‍👧 Söhne"),
        ("<https://evil|bank>", "&lt;https://evil|bank&gt;"),
    ])
    func `a name can neither ping nor disguise a link`(name: String, escaped: String) throws {
        let alert = Alert.vendorGraduated(name: name)
        let message = AlertMessage(alert.type, alert.message, window: AlertWindow(), company: name, publicURL: "https://books.example")
        let text = message.slack().text
        #expect(text.contains("Vendor '\(escaped)' graduated cold-start"))
        #expect(!text.contains("<") && !text.contains(">"))
    }

    @Test func `however long a name is, the text stays within what Slack takes`() {
        let alert = Alert.vendorGraduated(name: String(repeating: "&", count: 100_000))
        let message = AlertMessage(alert.type, alert.message, window: AlertWindow(), company: "Acme", publicURL: "https://books.example")
        #expect(message.slack().text.count < 40_000)
        #expect(message.slack().text.contains("…"))
    }

    @Test(arguments: Engine.available)
    func `the webhook is sealed in the database and in no audit row`(on engine: Engine) async throws {
        let desk = try await AlertDesk(on: engine)
        let stored = try await desk.reception.database.read(for: desk.tenant) { books in try books.notifications.current()?.sealedSlackURL }
        #expect(try #require(stored).contains("slack") == false)
        let audit = try await desk.reception.audit(desk.tenant)
        #expect(audit.contains { $0.event.action == "notifications.changed" && $0.event.detail.contains("Slack webhook set") })
        #expect(!audit.contains { $0.event.detail.contains("T01234567") })
        let view = try await ReadNotificationSettings(desk.reception.front, desk.messenger)(for: desk.tenant, latest: 10)
        guard case .stored(let host, let ending) = view.slack else {
            Issue.record("it is stored")
            return
        }
        #expect((host, ending) == ("hooks.slack.com", "x7Qf"))
    }
}
