import Bookkeeping
import Operations
import Storage
import TestSupport
import Testing

struct CheckoutTests {
    @Test(arguments: Engine.available)
    func `a checkout session is created in test mode`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        let page = try await CreateCheckoutSession(desk.billing)(for: desk.tenant, plan: "pro", coupon: " SPRING ", by: desk.owner)

        #expect(page == .init(session: "cs_test_1", url: "https://checkout.stripe.com/c/cs_test_1"))
        let sent = try #require(desk.provider.seen { $0.newCheckouts.first })
        #expect(sent.price == "price_pro")
        #expect(sent.coupon == "SPRING")
        #expect(sent.tenant == desk.tenant)
        #expect(sent.customer == "cus_made1")
        #expect(sent.successURL == "https://books.example/billing/return?session_id={CHECKOUT_SESSION_ID}")
        #expect(try await desk.audit().map(\.event.action) == ["checkout.created"])
    }

    @Test(arguments: Engine.available)
    func `only an Owner is sent to the payment page or to the portal`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        for role in [Role.staff, .accountant] {
            let member = try await desk.member(role)
            await #expect(throws: PeopleError.forbidden(.manageBilling)) {
                _ = try await CreateCheckoutSession(desk.billing)(for: desk.tenant, plan: "pro", by: member)
            }
            await #expect(throws: PeopleError.forbidden(.manageBilling)) {
                _ = try await PortalLink(desk.billing)(for: desk.tenant, by: member)
            }
            await #expect(throws: PeopleError.forbidden(.manageBilling)) {
                try await ReplayStripeEvent(desk.billing)("evt_1", for: desk.tenant, by: member)
            }
        }
        let stranger = try await BillingDesk.make(in: desk.database, name: "Other").owner
        await #expect(throws: PeopleError.noSuchMember) {
            _ = try await CreateCheckoutSession(desk.billing)(for: desk.tenant, plan: "pro", by: stranger)
        }
        #expect(desk.provider.seen { $0.questions } == 0)
    }

    @Test(arguments: Engine.available)
    func `one click repeated leads to one session, another click to another one that makes the first expire`(on engine: Engine) async throws
    {
        let desk = try await BillingDesk.make(on: engine)
        let create = CreateCheckoutSession(desk.billing)
        let first = try await create(for: desk.tenant, plan: "pro", click: "click-1", by: desk.owner)
        #expect(try await create(for: desk.tenant, plan: "pro", click: "click-1", by: desk.owner) == first)
        #expect(desk.provider.seen { $0.expired }.isEmpty)

        let second = try await create(for: desk.tenant, plan: "firm", click: "click-2", by: desk.owner)
        #expect(second.session != first.session)
        #expect(desk.provider.seen { $0.expired } == [first.session])
        #expect(desk.provider.seen { $0.customers } == 1)
        #expect(try await desk.audit().map(\.event.action) == ["checkout.created", "checkout.created"])
    }

    @Test(arguments: Engine.available)
    func `who pays already gets no second subscription, even before the first webhook`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        let create = CreateCheckoutSession(desk.billing)
        _ = try await create(for: desk.tenant, plan: "pro", by: desk.owner)
        var samples = desk.samples
        samples.customer = "cus_made1"
        desk.provide(samples.subscription("active"))

        await #expect(throws: BillingError.alreadySubscribed(.pro)) {
            _ = try await create(for: desk.tenant, plan: "firm", by: desk.owner)
        }
        #expect(try await desk.current()?.status == .active)
    }

    @Test(arguments: Engine.available)
    func `after a subscription has ended a new one may begin`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        desk.provide(desk.samples.subscription("canceled"))
        try await desk.deliver(desk.samples.event("evt_1", "customer.subscription.deleted", desk.samples.subscription("canceled")))
        let page = try await CreateCheckoutSession(desk.billing)(for: desk.tenant, plan: "starter", by: desk.owner)
        #expect(page.session == "cs_test_1")
        #expect(desk.provider.seen { $0.newCheckouts.first?.customer } == desk.samples.customer)
    }

    @Test(arguments: Engine.available)
    func `a customer that is gone at the provider is replaced once`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        let create = CreateCheckoutSession(desk.billing)
        _ = try await create(for: desk.tenant, plan: "pro", by: desk.owner)
        desk.provider.change { $0.missingCustomers = ["cus_made1"] }
        _ = try await create(for: desk.tenant, plan: "pro", by: desk.owner)
        #expect(desk.provider.seen { $0.newCheckouts.last?.customer } == "cus_made2")
        desk.provider.change { $0.missingCustomers = ["cus_made2", "cus_made3"] }
        await #expect(throws: StripeError.missing(parameter: "customer")) {
            _ = try await create(for: desk.tenant, plan: "pro", by: desk.owner)
        }
    }

    @Test(arguments: Engine.available)
    func `test and live mode have a customer each`(on engine: Engine) async throws {
        let test = try await BillingDesk.make(on: engine)
        _ = try await CreateCheckoutSession(test.billing)(for: test.tenant, plan: "pro", by: test.owner)
        let provider = ProviderFake(isLive: true)
        let live = Billing(office: test.billing.office, stripe: provider.edge, settings: test.billing.settings)
        _ = try await CreateCheckoutSession(live)(for: test.tenant, plan: "pro", by: test.owner)
        #expect(provider.seen { $0.customers } == 1)
        #expect(provider.seen { Array($0.customersByKey.keys) } == ["customer-\(test.tenant)-live"])
        #expect(test.provider.seen { Array($0.customersByKey.keys) } == ["customer-\(test.tenant)-test"])
        #expect(provider.seen { $0.expired }.isEmpty)
    }

    private static let refusals: [(String, String?, BillingError)] = [
        ("gold", nil, BillingError.unknownPlan("gold")), ("pro", "two words", .unfitCoupon), ("pro", "a\u{0}b", .unfitCoupon),
        ("pro", String(repeating: "x", count: 201), .unfitCoupon),
    ]

    @Test(arguments: refusals)
    func `a plan that is not sold and a coupon that cannot be one are refused before anybody is asked`(
        _ plan: String, _ coupon: String?, _ error: BillingError
    ) async throws {
        let desk = try await BillingDesk.make(on: .sqlite)
        await #expect(throws: error) {
            _ = try await CreateCheckoutSession(desk.billing)(for: desk.tenant, plan: plan, coupon: coupon, by: desk.owner)
        }
        #expect(desk.provider.seen { $0.questions } == 0)
    }

    @Test func `a plan without a price names the variable that is missing`() async throws {
        let desk = try await BillingDesk.make(on: .sqlite)
        let billing = Billing(office: desk.billing.office, stripe: desk.provider.edge, settings: BillingSettings(prices: [.pro: "p"]))
        await #expect(throws: BillingError.priceNotConfigured(.firm)) {
            _ = try await CreateCheckoutSession(billing)(for: desk.tenant, plan: "firm", by: desk.owner)
        }
        #expect(BillingError.priceNotConfigured(.firm).userText.contains("STRIPE_PRICE_FIRM"))
    }

    // MARK: Coming back

    @Test(arguments: Engine.available, [false, true])
    func `who comes back from the payment page finds the subscription, before the webhook or after it`(
        on engine: Engine, webhookFirst: Bool
    ) async throws {
        let desk = try await BillingDesk.make(on: engine)
        let page = try await CreateCheckoutSession(desk.billing)(for: desk.tenant, plan: "pro", by: desk.owner)
        var samples = desk.samples
        samples.customer = "cus_made1"
        let (subscription, checkout) = (samples.subscription("active"), samples.checkout().replacing("cs_test_a1", with: page.session))
        desk.provide(subscription)
        desk.provider.change { $0.checkouts[page.session] = checkout }
        let event = samples.event("evt_1", "checkout.session.completed", checkout)

        if webhookFirst { try await desk.deliver(event) }
        #expect(try await ConfirmCheckout(desk.billing)(page.session, for: desk.tenant) == .paid)
        if !webhookFirst { try await desk.deliver(event) }

        #expect(try await desk.current()?.status == .active)
        #expect(try await desk.audit().filter { $0.event.action == "subscription.changed" }.count == 1)
        let tenant = desk.tenant
        let checkouts = try await desk.database.read(for: tenant) { books in try books.checkouts.all() }
        #expect(checkouts.map(\.state) == [.complete])
    }

    @Test(arguments: Engine.available)
    func `nobody comes back from somebody else's payment page, and a silent provider means waiting`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        let other = try await BillingDesk.make(in: desk.database, provider: desk.provider, name: "Other")
        let page = try await CreateCheckoutSession(desk.billing)(for: desk.tenant, plan: "pro", by: desk.owner)
        await #expect(throws: BillingError.noSuchCheckout) {
            _ = try await ConfirmCheckout(other.billing)(page.session, for: other.tenant)
        }
        desk.provider.change { $0.fault = .unreachable("test") }
        #expect(try await ConfirmCheckout(desk.billing)(page.session, for: desk.tenant) == .waiting)
    }

    // MARK: Portal

    @Test(arguments: Engine.available)
    func `the portal link requires a subscription, and then returns an address that is not kept`(on engine: Engine) async throws {
        let desk = try await BillingDesk.make(on: engine)
        await #expect(throws: BillingError.noSubscription) { _ = try await PortalLink(desk.billing)(for: desk.tenant, by: desk.owner) }
        #expect(desk.provider.seen { $0.questions } == 0)

        desk.provide(desk.samples.subscription("past_due"))
        try await desk.deliver(desk.samples.event("evt_1", "customer.subscription.updated", desk.samples.subscription("past_due")))
        let url = try await PortalLink(desk.billing)(for: desk.tenant, wish: .newCard, by: desk.owner)
        #expect(url == "https://billing.stripe.com/p/session/1")
        #expect(
            desk.provider.seen { $0.newPortals } == [
                .init(customer: desk.samples.customer, returnURL: "https://books.example/billing", purpose: .newCard)
            ])
        let audit = try await desk.audit()
        #expect(audit.contains { $0.event.action == "portal.opened" })
        #expect(!audit.contains { $0.event.detail.contains("billing.stripe.com") })
    }

    @Test func `a missing customer in the portal is no reason to make a new one`() async throws {
        let desk = try await BillingDesk.make(on: .sqlite)
        desk.provide(desk.samples.subscription("active"))
        try await desk.deliver(desk.samples.event("evt_1", "customer.subscription.updated", desk.samples.subscription("active")))
        desk.provider.change { $0.portalFault = .missing(parameter: "customer") }
        await #expect(throws: StripeError.missing(parameter: "customer")) {
            _ = try await PortalLink(desk.billing)(for: desk.tenant, by: desk.owner)
        }
        #expect(desk.provider.seen { $0.customers } == 0)
        #expect(try await desk.current()?.customer == desk.samples.customer)
    }

    @Test func `without a key nothing is sold and nobody is asked`() async throws {
        var desk = try await BillingDesk.make(on: .sqlite)
        desk.hasKey = false
        let closed = desk
        await #expect(throws: BillingError.notConfigured) {
            _ = try await CreateCheckoutSession(closed.billing)(for: closed.tenant, plan: "pro", by: closed.owner)
        }
        await #expect(throws: BillingError.notConfigured) { _ = try await PortalLink(closed.billing)(for: closed.tenant, by: closed.owner) }
        #expect(BillingError.notConfigured.userText == "Billing not configured")
    }
}
