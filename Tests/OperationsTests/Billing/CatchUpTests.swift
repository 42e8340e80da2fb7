import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

/// What the webhook missed while the server was down.
struct CatchUpTests {
    @Test(arguments: Engine.available)
    func `events of an outage are fetched, kept and worked on as if they had come in, once`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        desk.provide(desk.samples.subscription("past_due"))
        let begin = desk.samples.event("evt_1", "customer.subscription.created", desk.samples.subscription("active"))
        try await desk.deliver(begin)
        let late = desk.samples.event(
            "evt_2", "customer.subscription.updated", at: WireSamples.now + 60, desk.samples.subscription("past_due"))
        let other = desk.samples.event("evt_3", "invoice.payment_failed", at: WireSamples.now + 61, desk.samples.invoice("open", paid: 0))
        desk.provider.change { $0.undelivered = [begin, late, other] }

        let first = try #require(try await CatchUpWithStripe(desk.billing)())
        #expect((first.taken, first.repeated, first.failed) == (2, 1, 0))
        #expect(try await desk.current()?.status == .pastDue)
        #expect(try await desk.event("evt_2")?.isProcessed == true)
        #expect(desk.provider.seen(\.askedSince) == Instant.testNow.advanced(bySeconds: -30 * 86_400))

        let rows = try await desk.audit()
        let again = try #require(try await CatchUpWithStripe(desk.billing)())
        #expect((again.taken, again.repeated, again.failed) == (0, 3, 0))
        #expect(try await desk.audit() == rows)
    }

    @Test(arguments: Engine.available)
    func `an event that fails is noted and holds up no other`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        let good = desk.samples.event("evt_2", "customer.subscription.updated", desk.samples.subscription("active"))
        let bad = #"{"id":"evt_1","object":"thing"}"#
        desk.provide(desk.samples.subscription("active"))
        desk.provider.change { $0.undelivered = [bad, good] }

        let summary = try #require(try await CatchUpWithStripe(desk.billing)())
        #expect((summary.taken, summary.failed) == (1, 1))
        #expect(try await desk.current()?.status == .active)
    }

    @Test func `a provider that does not answer is an error, and a server that sells nothing asks nobody`() async throws {
        var desk = try await BillingDesk.make(on: .sqlite)
        desk.provider.change { $0.fault = .unreachable("down") }
        let catchUp = CatchUpWithStripe(desk.billing)
        await #expect(throws: StripeError.unreachable("down")) { try await catchUp() }
        desk.hasKey = false
        #expect(try await CatchUpWithStripe(desk.billing)() == nil)
    }
}
