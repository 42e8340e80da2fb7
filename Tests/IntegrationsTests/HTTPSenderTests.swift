import Foundation
import Integrations
import Operations
import Testing

/// How webhooks leave this machine.
struct HTTPSenderTests {
    private func request(_ double: StripeDouble, seconds: Int = 10) throws -> HTTPSender.Request {
        // A name that no resolver knows: the connection goes to the address that was looked at.
        let url = double.address.replacing("127.0.0.1", with: "hooks.example.test") + "/in?key=hush"
        let address = try #require(IPAddress(text: "127.0.0.1"))
        return HTTPSender.Request(
            url: url, addresses: [address], headers: ["webhook-id": "7", "content-type": "application/json"], body: Array("{}".utf8),
            timeoutSeconds: seconds)
    }

    @Test func `a webhook goes to the address that was looked at, with its headers, and the status comes back`() async throws {
        let double = try await StripeDouble()
        #expect(try await HTTPSender.live.send(try request(double)) == 401)
        let asked = try #require(try await double.requests().first)
        #expect(asked.method == "POST" && asked.path == "/in")
        #expect(asked.headers["webhook-id"] == "7" && asked.headers["content-type"] == "application/json")
        #expect(asked.headers["host"]?.hasPrefix("hooks.example.test:") == true)
    }

    @Test func `a redirect is not followed`() async throws {
        let double = try await StripeDouble()
        try await double.steer(#"{"faults":[{"status":307,"headers":{"Location":"\#(double.address)/elsewhere"}}]}"#)
        #expect(try await HTTPSender.live.send(try request(double)) == 307)
        #expect(try await double.requests().map(\.path) == ["/in"])
    }

    @Test func `a receiver that does not answer in time is given up`() async throws {
        let double = try await StripeDouble()
        try await double.steer(#"{"faults":[{"delay":20,"status":200}]}"#)
        let (start, slow) = (ContinuousClock.now, try request(double, seconds: 1))
        await #expect(throws: (any Error).self) { try await HTTPSender.live.send(slow) }
        #expect(ContinuousClock.now - start < .seconds(15))
    }

    @Test func `a name of this machine is found, an address is taken as it is, and what is no name is an error`() async throws {
        let local = try await HTTPSender.live.resolve("localhost")
        #expect(!local.isEmpty && local.allSatisfy { !$0.isPublic })
        #expect(try await HTTPSender.live.resolve("192.0.2.7").map(\.description) == ["192.0.2.7"])
        await #expect(throws: (any Error).self) { try await HTTPSender.live.resolve("no.such.name.invalid") }
    }
}
