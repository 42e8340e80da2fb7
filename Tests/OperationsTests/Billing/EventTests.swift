import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

struct EventTests {
    // MARK: Idempotency

    @Test(arguments: Engine.available)
    func `a webhook updates the subscription, and its repeat changes nothing`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        desk.provide(desk.samples.subscription("active"))
        let body = desk.samples.event("evt_1", "customer.subscription.created", desk.samples.subscription("active"))

        #expect(try await desk.deliver(body) == .taken(.applied, note: nil))
        let (row, event, audit) = (try await desk.current(), try await desk.event("evt_1"), try await desk.audit())
        desk.clock.advance(days: 1)
        #expect(try await desk.deliver(body) == .repeated)

        let current = try #require(row)
        #expect(current.plan == .pro)
        #expect(current.status == .active)
        #expect(current.subscription == desk.samples.subscription)
        #expect(current.periodEnd == Instant(milliseconds: WireSamples.periodEnd * 1_000))
        #expect(try await desk.current() == row)
        #expect(try await desk.event("evt_1") == event)
        #expect(event?.isProcessed == true)
        #expect(try await desk.audit() == audit)
        #expect(audit.map(\.event.action) == ["subscription.changed"])
    }

    @Test(arguments: Engine.available)
    func `of one event delivered eight times at once one changes something`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        desk.provide(desk.samples.subscription("active"))
        let body = desk.samples.event("evt_1", "customer.subscription.created", desk.samples.subscription("active"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try await desk.deliver(body) } }
            try await group.waitForAll()
        }
        #expect(try await desk.current()?.status == .active)
        #expect(try await desk.audit().map(\.event.action) == ["subscription.changed"])
    }

    @Test(arguments: Engine.available)
    func `an event whose work was cut off is worked on when it comes again`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        let body = desk.samples.event("evt_1", "customer.subscription.created", desk.samples.subscription("active"))
        // As a process leaves it that dies after the event was kept.
        let delivery = BillingEventStore.Delivery(
            id: "evt_1", type: "customer.subscription.created", payload: body, isLive: false, occurredAt: nil, apiVersion: nil, object: nil)
        #expect(try await desk.database.writeBilling { records in try records.events.receive(delivery, at: .testNow) } == false)
        #expect(try await desk.current() == nil)

        desk.provide(desk.samples.subscription("active"))
        #expect(try await desk.deliver(body) == .taken(.applied, note: nil))
        #expect(try await desk.event("evt_1")?.isProcessed == true)
        #expect(try await desk.current()?.status == .active)
    }

    @Test(arguments: Engine.available)
    func `an event that cannot be worked on is kept with its reason, and a repeat tries again`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        desk.provider.change { $0.fault = .refused(code: "odd", message: "") }
        let body = desk.samples.event("evt_1", "customer.subscription.created", desk.samples.subscription("active"))
        await #expect(throws: StripeError.self) { try await desk.deliver(body) }
        let failed = try #require(try await desk.event("evt_1"))
        #expect(failed.outcome == .failed)
        #expect(failed.note == "stripe_refused")
        #expect(!failed.isProcessed)
        #expect(failed.delivery.payload == body)

        desk.provider.change { $0.fault = nil }
        desk.provide(desk.samples.subscription("active"))
        #expect(try await desk.deliver(body) == .taken(.applied, note: nil))
        #expect(try await desk.event("evt_1")?.attempts == 2)
    }

    // MARK: Order

    @Test(arguments: Engine.available)
    func `all orders of a purchase's four events, each up to three times, end in the same row`(on engine: Engine) async throws {
        let database = try await engine.emptyDatabase()
        for isDown in [false, true] {
            for (number, order) in Self.orders.enumerated() {
                let desk = try await BillingDesk.make(in: database, name: "\(isDown ? "down" : "up")\(number)")
                desk.provide(desk.samples.subscription("active"))
                if isDown { desk.provider.change { $0.fault = .unreachable("test") } }
                let bodies = order.map { desk.purchase[$0] }
                for (index, body) in bodies.enumerated() {
                    for _ in 0...(index + number) % 3 { try await desk.deliver(body) }
                }
                for body in bodies { #expect(try await desk.deliver(body) == .repeated) }
                #expect(try await desk.current() == desk.bought, "order \(order), provider \(isDown ? "down" : "up")")
                let known = try #require(try await desk.known())
                #expect(known.startedAt == Instant(milliseconds: WireSamples.now * 1_000))
                #expect(known.endedAt == nil)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `all orders of a purchase's four events, each eight times at once, end in the same row`(on engine: Engine) async throws {
        let database = try await engine.emptyDatabase()
        for (number, order) in Self.orders.enumerated() {
            let desk = try await BillingDesk.make(in: database, name: "p\(number)")
            desk.provide(desk.samples.subscription("active"))
            if number.isMultiple(of: 2) { desk.provider.change { $0.fault = .unreachable("test") } }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in order { for _ in 0..<8 { group.addTask { try await desk.deliver(desk.purchase[index]) } } }
                try await group.waitForAll()
            }
            #expect(try await desk.current() == desk.bought, "order \(order)")
        }
    }

    private static let orders: [[Int]] = {
        func permutations(_ rest: [Int]) -> [[Int]] {
            rest.isEmpty ? [[]] : rest.flatMap { first in permutations(rest.filter { $0 != first }).map { [first] + $0 } }
        }
        return permutations([0, 1, 2, 3])
    }()

    @Test(arguments: Engine.available)
    func `events of one second end as the provider meant them, in either order`(on engine: Engine) async throws {
        let database = try await engine.emptyDatabase()
        for isReversed in [false, true] {
            let desk = try await BillingDesk.make(in: database, name: isReversed ? "reversed" : "straight")
            desk.provider.change { $0.fault = .unreachable("test") }
            let bodies = [
                desk.samples.event("evt_c\(isReversed)", "customer.subscription.created", desk.samples.subscription("incomplete")),
                desk.samples.event("evt_u\(isReversed)", "customer.subscription.updated", desk.samples.subscription("active")),
            ]
            for body in isReversed ? bodies.reversed() : bodies { try await desk.deliver(body) }
            #expect(try await desk.current()?.status == .active)
            try await desk.deliver(
                desk.samples.event("evt_d\(isReversed)", "customer.subscription.deleted", desk.samples.subscription("canceled")))
            #expect(try await desk.current()?.status == .canceled)
        }
    }

    @Test(arguments: Engine.available, [false, true])
    func `an event of three days ago brings nothing back after a cancel`(on engine: Engine, isDown: Bool) async throws {
        let desk = try await BillingDesk.make(on: engine)
        desk.provide(desk.samples.subscription("active"))
        let old = WireSamples.now - 3 * 86_400
        try await desk.deliver(desk.samples.event("evt_1", "customer.subscription.created", at: old, desk.samples.subscription("active")))
        desk.provide(desk.samples.subscription("canceled"))
        try await desk.deliver(desk.samples.event("evt_3", "customer.subscription.deleted", desk.samples.subscription("canceled")))
        #expect(try await desk.current()?.status == .canceled)
        if isDown { desk.provider.change { $0.fault = .unreachable("test") } }

        let late = desk.samples.event("evt_2", "customer.subscription.updated", at: old + 60, desk.samples.subscription("active"))
        guard case .taken(.unchanged, _) = try await desk.deliver(late) else {
            Issue.record("an old event changes nothing")
            return
        }
        #expect(try await desk.current()?.status == .canceled)
        try await ReplayStripeEvent(desk.billing)("evt_1", for: desk.tenant, by: desk.owner)
        #expect(try await desk.current()?.status == .canceled)
        #expect(try await desk.audit().contains { $0.event.action == "event.replayed" })
    }

    @Test(arguments: Engine.available)
    func `an answer that was overtaken while it was on its way is asked for again`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        let samples = desk.samples
        desk.provide(samples.subscription("active"))
        try await desk.deliver(samples.event("evt_1", "customer.subscription.created", samples.subscription("active")))

        // The first question is answered with what was so when it was asked; before the answer is written, another event is worked on.
        let gate = Gate()
        var slow = desk.provider.edge
        let ask = slow.subscription
        slow.subscription = { id in
            let answer = try await ask(id)
            await gate.pass()
            return answer
        }
        let billing = Billing(office: desk.billing.office, stripe: slow, settings: desk.billing.settings)
        let event = Array(
            samples.event("evt_2", "customer.subscription.updated", at: WireSamples.now + 1, samples.subscription("active")).utf8)
        let header = StripeSignature.header(for: event, secret: "whsec_test_secret", at: desk.clock.now)
        async let slowOne = TakeStripeEvent(billing)(event, signature: header)
        await gate.reached()
        desk.provide(samples.subscription("past_due"))
        try await desk.deliver(
            samples.event("evt_3", "customer.subscription.updated", at: WireSamples.now + 2, samples.subscription("past_due")))
        await gate.open()
        _ = try await slowOne

        #expect(try await desk.current()?.status == .pastDue)
    }

    // MARK: Whose it is

    @Test(arguments: Engine.available)
    func `an event that names another company than its customer's stays with the customer's`(on engine: Engine) async throws {
        let acme = try await BillingDesk.make(on: engine)
        let other = try await BillingDesk.make(in: acme.database, provider: acme.provider, name: "Other")
        acme.provide(acme.samples.subscription("active"))
        try await acme.deliver(acme.samples.event("evt_1", "customer.subscription.created", acme.samples.subscription("active")))

        var forged = acme.samples
        (forged.tenant, forged.subscription) = ("\(other.tenant)", "sub_forged")
        acme.provider.change { $0.subscriptions["sub_forged"] = forged.subscription("active") }
        try await acme.deliver(forged.event("evt_2", "customer.subscription.created", forged.subscription("active")))

        #expect(try await other.current() == nil)
        #expect(try await acme.current()?.extra == "sub_forged")
    }

    @Test(arguments: Engine.available)
    func `a subscription that was begun at the provider, with another customer, is its company's`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        _ = try await CreateCheckoutSession(desk.billing)(for: desk.tenant, plan: "pro", by: desk.owner)
        desk.provide(desk.samples.subscription("active"))
        try await desk.deliver(desk.samples.event("evt_1", "customer.subscription.created", desk.samples.subscription("active")))
        #expect(try await desk.current()?.customer == desk.samples.customer)
        let tenant = desk.tenant
        let inUse = try await desk.database.readBilling { records in try records.customers.customer(of: tenant, isLive: false) }
        #expect(inUse == "cus_made1")
        _ = try await PortalLink(desk.billing)(for: desk.tenant, by: desk.owner)
        #expect(desk.provider.seen { $0.newPortals.first?.customer } == desk.samples.customer)
    }

    @Test(arguments: Engine.available)
    func `two subscriptions that run side by side are never exchanged in silence`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        var second = desk.samples
        second.subscription = "sub_second"
        desk.provide(desk.samples.subscription("active"))
        desk.provide(second.subscription("active", started: WireSamples.now + 9), second)
        try await desk.deliver(second.event("evt_2", "customer.subscription.created", second.subscription("active")))
        try await desk.deliver(desk.samples.event("evt_1", "customer.subscription.created", desk.samples.subscription("active")))

        let current = try #require(try await desk.current())
        #expect(current.subscription == desk.samples.subscription)
        #expect(current.extra == "sub_second")
        #expect(try await desk.audit().contains { $0.event.action == "subscription.doubled" })
        desk.provide(second.subscription("canceled", started: WireSamples.now + 9), second)
        try await desk.deliver(second.event("evt_3", "customer.subscription.deleted", second.subscription("canceled")))
        #expect(try await desk.current()?.extra == nil)
    }

    @Test(arguments: Engine.available)
    func `an event of nobody here, of the other mode or of an unknown type is kept and ignored`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        var nobody = desk.samples
        (nobody.tenant, nobody.subscription) = ("999999", "sub_x")
        desk.provide(nobody.subscription("active"), nobody)
        var live = desk.samples
        live.isLive = true
        let bodies = [
            nobody.event("evt_1", "customer.subscription.created", nobody.subscription("active")),
            live.event("evt_2", "customer.subscription.created", live.subscription("active")),
            desk.samples.event("evt_3", "radar.early_fraud_warning.created", "{\"id\":\"issfr_1\"}"),
            desk.samples.event("evt_4", "customer.subscription.updated", "[1,2]"),
            desk.samples.event("evt_5", "invoice.paid", "{\"id\":\"in_1\",\"object\":\"invoice\",\"status\":\"paid\"}"),
        ]
        for body in bodies {
            guard case .taken(.ignored, .some) = try await desk.deliver(body) else {
                Issue.record("ignored, with a reason: \(body)")
                continue
            }
            #expect(try await desk.deliver(body) == .repeated)
        }
        #expect(try await desk.current() == nil)
        for number in 1...5 { #expect(try await desk.event("evt_\(number)")?.isProcessed == true) }
    }

    @Test(arguments: Engine.available)
    func `words and prices that nobody knows yet are kept as they are and take no access away`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        let json = desk.samples.subscription("hibernating", price: "price_of_2030")
            .replacing("\"plan\":\"pro\"", with: "\"plan\":\"enterprise\"")
        desk.provide(json)
        try await desk.deliver(desk.samples.event("evt_1", "customer.subscription.updated", json))
        #expect(try await desk.current()?.status == .other("hibernating"))
        #expect(try await desk.current()?.plan == .other("price_of_2030"))
        #expect(try await ReadBilling(desk.billing).allowance(for: desk.tenant).refusal == nil)
    }

    @Test(arguments: Engine.available)
    func `a customer that was deleted is forgotten, and what it paid for has ended`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        desk.provide(desk.samples.subscription("active"))
        try await desk.deliver(desk.samples.event("evt_1", "customer.subscription.created", desk.samples.subscription("active")))
        try await desk.deliver(
            desk.samples.event(
                "evt_2", "customer.deleted", "{\"id\":\"\(desk.samples.customer)\",\"object\":\"customer\",\"deleted\":true}"))
        #expect(try await desk.current()?.status == .canceled)
        let tenant = desk.tenant
        let customer = try await desk.database.readBilling { records in try records.customers.customer(of: tenant, isLive: false) }
        #expect(customer == nil)
    }

    @Test(arguments: Engine.available)
    func `an unpaid invoice says what is due and when it is tried again`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        let failed = desk.samples.invoice("open", reason: "subscription_cycle", paid: 0, nextAttempt: WireSamples.now + 86_400)
        let json = desk.samples.subscription("past_due").replacing("\"latest_invoice\":\"in_1\"", with: "\"latest_invoice\":\(failed)")
        desk.provide(json)
        try await desk.deliver(desk.samples.event("evt_1", "invoice.payment_failed", failed))
        let due = try #require(try await desk.known()?.due)
        #expect(due.amount == 14_900)
        #expect(due.nextAttempt == Instant(milliseconds: (WireSamples.now + 86_400) * 1_000))
        #expect(try await desk.current()?.status == .pastDue)
    }

    @Test(arguments: Engine.available)
    func `with the provider down an unpaid invoice makes the subscription past due, and a paid one active again`(on engine: Engine)
        async throws
    {
        let desk = try await BillingDesk.make(on: engine)
        desk.provider.change { $0.fault = .unreachable("test") }
        try await desk.deliver(desk.samples.event("evt_1", "customer.subscription.created", desk.samples.subscription("active")))
        try await desk.deliver(
            desk.samples.event(
                "evt_2", "invoice.payment_failed", at: WireSamples.now + 60,
                desk.samples.invoice("open", reason: "subscription_cycle", paid: 0)))
        #expect(try await desk.current()?.status == .pastDue)
        #expect(try await desk.known()?.due?.amount == 14_900)
        try await desk.deliver(
            desk.samples.event(
                "evt_3", "invoice.paid", at: WireSamples.now + 120, desk.samples.invoice("paid", reason: "subscription_cycle")))
        #expect(try await desk.current()?.status == .active)
        #expect(try await desk.known()?.due == nil)
    }
}

extension BillingDesk {
    /// What a purchase on the payment page leads to, as the provider numbers it.
    fileprivate var purchase: [String] {
        [
            samples.event("evt_\(tenant)_checkout", "checkout.session.completed", at: WireSamples.now + 3, samples.checkout()),
            samples.event("evt_\(tenant)_created", "customer.subscription.created", samples.subscription("incomplete")),
            samples.event(
                "evt_\(tenant)_updated", "customer.subscription.updated", at: WireSamples.now + 1, samples.subscription("active")),
            samples.event("evt_\(tenant)_paid", "invoice.paid", at: WireSamples.now + 1, samples.invoice("paid")),
        ]
    }

    /// The row that it ends in.
    fileprivate var bought: SubscriptionStore.Current {
        .init(
            plan: .pro, status: .active, customer: samples.customer, subscription: samples.subscription,
            periodEnd: Instant(milliseconds: WireSamples.periodEnd * 1_000), isLive: false, extra: nil)
    }
}

/// Holds the first who comes until it is opened; whoever comes later passes.
private actor Gate {
    private var isReached = false
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var watching: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        guard !isReached else { return }
        isReached = true
        for watcher in watching { watcher.resume() }
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func reached() async {
        guard !isReached else { return }
        await withCheckedContinuation { watching.append($0) }
    }

    func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }
}
