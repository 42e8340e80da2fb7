import Foundation
import Operations
import Storage
import TestSupport
import Testing

@testable import Integrations

/// Slack's webhooks by HTTP, against a double that Slack's own library has driven.
struct SlackSenderTests {
    private func post(_ way: String, _ server: ServerProcess, _ json: String = #"{"text":"*Hello*"}"#) async throws -> SlackSender.Answer {
        try await SlackSender.live.post("http://127.0.0.1:\(server.port)/services/T1/B1/\(way)", json)
    }

    @Test func `Slack's own library gets the answers that it knows`() async throws {
        let server = try await ServerProcess("slack_double.py")
        #expect(try await Python.run("slack_sdk_check.py", ["drive", "http://127.0.0.1:\(server.port)"]) == "driven\n")
    }

    @Test func `the answers come as they are, redirects included, and Retry-After with them`() async throws {
        let server = try await ServerProcess("slack_double.py")
        #expect(try await post("ok", server) == .init(status: 200, body: "ok"))
        #expect(try await post("odd", server) == .init(status: 200, body: "no_service"))
        #expect(try await post("gone", server).status == 404)
        #expect(try await post("busy", server).retryAfterSeconds == 7)
        #expect(try await post("moved", server).status == 302)
        // Five posts, and none where the redirect led.
        #expect(server.bytes("post", 5) != nil && server.bytes("post", 6) == nil)
        #expect(server.bytes("post") == Array(#"{"text":"*Hello*"}"#.utf8))
    }

    @Test func `ten megabytes are not read, and who answers a byte a second is not waited for`() async throws {
        let server = try await ServerProcess("slack_double.py")
        #expect(try await post("huge", server).body.utf8.count == 4_096)
        let clock = ContinuousClock()
        let taken = await clock.measure {
            await #expect(throws: SlackSender.NoAnswer.timeout) { _ = try await post("slow", server) }
        }
        #expect(taken < .seconds(15))
    }

    @Test func `who cannot be reached is told apart, without the address`() async throws {
        await #expect(throws: SlackSender.NoAnswer.unreachable) {
            _ = try await SlackSender.live.post("http://127.0.0.1:1/services/T1/B1/secret", "{}")
        }
    }
}
