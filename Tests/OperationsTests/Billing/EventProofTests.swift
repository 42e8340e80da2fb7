import Operations
import Storage
import TestSupport
import Testing

/// What is no event of the provider's, or proves not to be.
struct EventProofTests {
    @Test(arguments: Engine.available)
    func `without a secret no webhook is taken, and without a proof nothing is kept`(on engine: Engine) async throws {
        var desk = try await BillingDesk.make(on: engine)
        let body = desk.samples.event("evt_1", "customer.subscription.created", desk.samples.subscription("active"))
        await #expect(throws: BillingError.invalidSignature(.missing)) {
            try await TakeStripeEvent(desk.billing)(Array(body.utf8), signature: nil)
        }
        await #expect(throws: BillingError.invalidSignature(.mismatch)) {
            let header = StripeSignature.header(for: Array(body.utf8), secret: "whsec_guessed", at: .testNow)
            return try await TakeStripeEvent(desk.billing)(Array(body.utf8), signature: header)
        }
        desk.secrets = []
        let closed = desk
        await #expect(throws: BillingError.webhookNotConfigured) { try await closed.deliver(body) }
        #expect(try await desk.event("evt_1") == nil)
    }

    @Test(arguments: [
        "", "{}", "[]", "not JSON", #"{"object":"event","type":"x"}"#, #"{"id":"evt_1","object":"v2.core.event","type":"v2.x"}"#,
        #"{"id":7,"object":"event","type":"x"}"#, String(repeating: "[", count: 20_000),
    ])
    func `what is signed and yet no event is refused and not kept`(_ body: String) async throws {
        let desk = try await BillingDesk.make(on: .sqlite)
        await #expect(throws: BillingError.unreadableEvent) { try await desk.deliver(body) }
    }

    @Test func `bytes that are no text are refused and not kept`() async throws {
        let desk = try await BillingDesk.make(on: .sqlite)
        let body: [UInt8] = Array(#"{"id":"evt_1","object":"event","type":"x","note":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)
        let header = StripeSignature.header(for: body, secret: "whsec_test_secret", at: .testNow)
        await #expect(throws: BillingError.unreadableEvent) { try await TakeStripeEvent(desk.billing)(body, signature: header) }
    }
}
