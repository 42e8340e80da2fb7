import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

/// What was charged, as the events told it.
struct InvoiceTests {
    @Test(arguments: Engine.available)
    func `each invoice is listed once, as the newest event has it, to nobody else`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        let other = try await BillingDesk.make(in: desk.database, provider: desk.provider, name: "Other")
        desk.provide(desk.samples.subscription("active"))
        let now = WireSamples.now
        try await desk.deliver(desk.samples.event("evt_2", "invoice.paid", at: now + 9, desk.samples.invoice("paid")))
        try await desk.deliver(desk.samples.event("evt_1", "invoice.payment_failed", at: now, desk.samples.invoice("open", paid: 0)))
        let second = desk.samples.invoice("open", reason: "subscription_cycle", paid: 0).replacing("\"in_1\"", with: "\"in_2\"")
            .replacing("\"created\":\(now)", with: "\"created\":\(now + 60),\"number\":\"AB-2\",\"hosted_invoice_url\":\"javascript:x\"")
        try await desk.deliver(desk.samples.event("evt_3", "invoice.payment_failed", at: now + 60, second))

        let invoices = try await ReadInvoices(desk.billing)(for: desk.tenant)
        #expect(invoices.map(\.id) == ["in_2", "in_1"])
        #expect(invoices.map(\.status) == ["open", "paid"])
        #expect(invoices.map(\.number) == ["AB-2", nil])
        #expect(invoices.allSatisfy { $0.amount == 14_900 && $0.currency == "usd" && $0.address == nil })
        #expect(try await ReadInvoices(other.billing)(for: other.tenant) == [])
    }

    @Test func `another plan is chosen in the portal, on its first page where the provider does not offer it`() async throws {
        let desk = try await BillingDesk.make(on: .sqlite)
        desk.provide(desk.samples.subscription("active"))
        try await desk.deliver(desk.samples.event("evt_1", "customer.subscription.created", desk.samples.subscription("active")))
        _ = try await PortalLink(desk.billing)(for: desk.tenant, wish: .changePlan, by: desk.owner)
        #expect(desk.provider.seen(\.newPortals).map(\.purpose) == [.changePlan(subscription: desk.samples.subscription)])

        desk.provider.change { $0.planChangesAreOff = true }
        _ = try await PortalLink(desk.billing)(for: desk.tenant, wish: .changePlan, by: desk.owner)
        #expect(desk.provider.seen(\.newPortals).last?.purpose == .overview)
    }

    @Test(arguments: Engine.available)
    func `a first invoice of nothing is a paid one`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        desk.provider.change { $0.fault = .unreachable("test") }
        let free = desk.samples.invoice("paid", paid: 0).replacing("\"amount_due\":14900", with: "\"amount_due\":0")
        try await desk.deliver(desk.samples.event("evt_1", "invoice.paid", free))
        #expect(try await desk.current()?.status == .active)
        #expect(try await desk.known()?.due == nil)
    }
}
