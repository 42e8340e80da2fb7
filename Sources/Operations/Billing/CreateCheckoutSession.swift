package import Bookkeeping
package import Storage

/// Sends the Owner to the provider's payment page for a plan. A company has one running subscription: a second page of another tab makes
/// the first one expire, and there is none for a company that pays already.
package struct CreateCheckoutSession: Sendable {
    let billing: Billing

    package init(_ billing: Billing) { self.billing = billing }

    package struct Page: Hashable, Sendable {
        package let session: String
        package let url: String

        package init(session: String, url: String) { (self.session, self.url) = (session, url) }
    }

    /// - Parameter click: the caller's name for this one click: repeated, it leads to the same page
    package func callAsFunction(
        for tenant: TenantID, plan planName: String, coupon: String? = nil, click: IdempotencyKey? = nil, by member: Member
    ) async throws -> Page {
        try await billing.database.read(for: tenant) { books in try books.require(.manageBilling, of: member.user) }
        let stripe = try billing.configured()
        guard let plan = Plan.sold.first(where: { $0.rawValue == planName }) else { throw BillingError.unknownPlan(planName) }
        guard let price = billing.settings.prices[plan] else { throw BillingError.priceNotConfigured(plan) }
        let coupon = try Self.checked(coupon)
        try await refuseSecond(for: tenant, stripe)

        let customers = FindCustomer(billing: billing, stripe: stripe)
        let key = IdempotencyKey(rawValue: "checkout-\(tenant)-\(plan.rawValue)-\(click.map(Self.short) ?? billing.randomName())")
        let known = try await customers.customer(of: tenant, by: member)
        let checkout: StripeCheckout
        do {
            checkout = try await open(plan, price, coupon, known, tenant, key, stripe)
        } catch StripeError.missing(parameter: "customer") {
            // Removed at the provider, or of another account: a new one, once.
            try await customers.forget(known, of: tenant)
            let new = try await customers.customer(of: tenant, by: member)
            checkout = try await open(plan, price, coupon, new, tenant, IdempotencyKey(rawValue: key.rawValue + "-again"), stripe)
        }
        guard let url = checkout.url else { throw StripeError.unreadableAnswer("a checkout session without an address") }
        try await keep(checkout, plan, coupon, for: tenant, by: member)
        try await expireOthers(than: checkout, of: tenant, stripe)
        return Page(session: checkout.id, url: url)
    }

    private static func checked(_ coupon: String?) throws -> String? {
        guard let coupon, coupon.contains(where: { !$0.isWhitespace }) else { return nil }
        let text = coupon.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
        guard text.count <= 200, text.allSatisfy({ $0.isASCII && $0 > " " && $0 != "\u{7F}" }) else { throw BillingError.unfitCoupon }
        return String(text)
    }

    /// The provider takes 255 characters, of which ours take up to 60.
    private static func short(_ key: IdempotencyKey) -> String { String(key.rawValue.prefix(180)) }

    /// By what the provider says, where it answers: somebody may have paid a moment ago.
    private func refuseSecond(for tenant: TenantID, _ stripe: Stripe) async throws {
        let customer = try await billing.database.read(for: tenant) { books in
            try books.billingRecords.customers.customer(of: tenant, isLive: stripe.isLive)
        }
        if let customer {
            do {
                for told in try await stripe.subscriptions(customer) where told.status.isRunning {
                    _ = try await SettleSubscription(billing: billing)(
                        .init(subscription: told.id, customer: customer, tenant: tenant, isLive: told.isLive, position: .unknown))
                }
            } catch StripeError.missing {}
        }
        let current = try await billing.database.read(for: tenant) { books in try books.subscriptions.current() }
        if let current, current.isLive == stripe.isLive, current.status.isRunning { throw BillingError.alreadySubscribed(current.plan) }
    }

    private func open(
        _ plan: Plan, _ price: String, _ coupon: String?, _ customer: String, _ tenant: TenantID, _ key: IdempotencyKey, _ stripe: Stripe
    ) async throws -> StripeCheckout {
        let url = billing.settings.publicURL
        return try await stripe.createCheckout(
            .init(
                tenant: tenant, customer: customer, plan: plan, price: price, coupon: coupon,
                successURL: "\(url)/billing/return?session_id={CHECKOUT_SESSION_ID}", cancelURL: "\(url)/billing"), key)
    }

    private func keep(_ checkout: StripeCheckout, _ plan: Plan, _ coupon: String?, for tenant: TenantID, by member: Member) async throws {
        let now = billing.now()
        try await billing.database.write(for: tenant) { books in
            let isNew = try books.checkouts.record(checkout.id) == nil
            try books.checkouts.add(checkout.id, isLive: checkout.isLive, plan: plan, coupon: coupon, by: member.actor, at: now)
            guard isNew else { return }
            try books.audit.append(
                .init(
                    actor: member.actor, action: "checkout.created", subject: checkout.id,
                    detail: "plan \(plan.rawValue)\(coupon.map { ", coupon \($0)" } ?? "")"), at: now)
        }
    }

    /// Of two pages made at one moment the one that was noted later stays, whichever request comes here first.
    private func expireOthers(than checkout: StripeCheckout, of tenant: TenantID, _ stripe: Stripe) async throws {
        let others = try await billing.database.read(for: tenant) { books in
            try books.checkouts.open(before: checkout.id, isLive: checkout.isLive)
        }
        for other in others {
            // One that was paid meanwhile cannot expire; its event tells.
            guard let expired = try? await stripe.expireCheckout(other.session), expired.status == "expired" else { continue }
            try await billing.database.write(for: tenant) { books in try books.checkouts.set(.expired, other.session) }
        }
    }
}

extension Billing {
    /// A name that nothing else has.
    func randomName() -> String { random.make(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
