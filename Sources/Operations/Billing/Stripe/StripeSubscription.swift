package import Bookkeeping
package import Storage

/// A subscription as the provider describes it. Reads the shapes before and after its version 2025-03-31, which moved the period from
/// the subscription to its items.
package struct StripeSubscription: Hashable, Sendable {
    package let id: String
    package let customer: String?
    package let status: Subscription.Status
    package let isLive: Bool
    package let price: String?
    package let lookupKey: String?
    /// The tenant and the plan that we wrote beside it when it began.
    package let tenant: TenantID?
    package let namedPlan: String?
    package let startedAt: Instant?
    package let periodStart: Instant?
    package let periodEnd: Instant?
    package let cancelAt: Instant?
    package let endedAt: Instant?
    package let discount: String?
    package let due: Subscription.Due?

    /// - Throws: `StripeError.unreadableAnswer` for JSON that is no subscription.
    package init(json bytes: [UInt8]) throws {
        let value = try StripeError.reading { try WireValue(bytes) }
        guard let subscription = StripeSubscription(value) else { throw StripeError.unreadableAnswer("no subscription") }
        self = subscription
    }

    init?(_ value: WireValue) {
        guard value["object"].text == "subscription", let id = value["id"].text, let status = value["status"].text else { return nil }
        self.id = id
        self.status = Subscription.Status(rawValue: status)
        customer = value["customer"].reference
        isLive = value["livemode"].flag ?? false
        let items = value["items"]["data"].items
        let price = items.first?["price"] ?? .nothing
        (self.price, lookupKey) = (price["id"].text, price["lookup_key"].text)
        (tenant, namedPlan) = (value["metadata"]["tenant_id"].tenant, value["metadata"]["plan"].text)
        startedAt = value["start_date"].instant ?? value["created"].instant
        let end = items.compactMap { $0["current_period_end"].instant }.max() ?? value["current_period_end"].instant
        periodEnd = end
        periodStart = items.compactMap { $0["current_period_start"].instant }.max() ?? value["current_period_start"].instant
        cancelAt = value["cancel_at"].instant ?? (value["cancel_at_period_end"].flag == true ? end : nil)
        endedAt = value["ended_at"].instant
        discount = Self.discount(value)
        due = StripeInvoice(value["latest_invoice"])?.due
    }

    /// The coupon's name stood in three places over the years.
    private static func discount(_ value: WireValue) -> String? {
        let discount = value["discounts"].items.first ?? value["discount"]
        for coupon in [discount["coupon"], discount["source"]["coupon"]] {
            if let name = coupon["name"].text ?? coupon.reference { return name }
        }
        return nil
    }
}

/// What an invoice says about the subscription that it is for.
struct StripeInvoice: Sendable {
    let subscription: String?
    let customer: String?
    let tenant: TenantID?
    let price: String?
    let lookupKey: String?
    let isLive: Bool
    let status: String
    /// Nil for one that is paid, or asks for nothing.
    let due: Subscription.Due?
    /// The first invoice of a subscription, which has not begun before it is paid.
    let isFirst: Bool

    init?(_ value: WireValue) {
        guard value["object"].text == "invoice", let status = value["status"].text else { return nil }
        self.status = status
        let parent = value["parent"]["subscription_details"]
        subscription = parent["subscription"].reference ?? value["subscription"].reference
        customer = value["customer"].reference
        tenant = parent["metadata"]["tenant_id"].tenant ?? value["subscription_details"]["metadata"]["tenant_id"].tenant
        let line = value["lines"]["data"].items.first ?? .nothing
        price = line["pricing"]["price_details"]["price"].reference ?? line["price"].reference
        lookupKey = line["price"]["lookup_key"].text
        isLive = value["livemode"].flag ?? false
        isFirst = value["billing_reason"].text == "subscription_create"
        let amount = (value["amount_due"].whole ?? 0) - (value["amount_paid"].whole ?? 0)
        if status == "open" || status == "uncollectible", amount > 0 {
            due = Subscription.Due(
                amount: amount, currency: value["currency"].text ?? "usd",
                since: value["created"].instant ?? value["period_end"].instant ?? EventPosition.unknown.at,
                nextAttempt: value["next_payment_attempt"].instant)
        } else {
            due = nil
        }
    }
}

/// A payment page of the provider's.
package struct StripeCheckout: Hashable, Sendable {
    package let id: String
    /// Nil unless it is open.
    package let url: String?
    package let status: String?
    package let isPaid: Bool
    package let isForSubscription: Bool
    package let customer: String?
    package let subscription: String?
    /// The whole of it, where that was asked for.
    package let wholeSubscription: StripeSubscription?
    package let isLive: Bool
    package let tenant: TenantID?
    package let plan: String?
    package let createdAt: Instant?

    package init(json bytes: [UInt8]) throws {
        let value = try StripeError.reading { try WireValue(bytes) }
        guard let checkout = StripeCheckout(value) else { throw StripeError.unreadableAnswer("no checkout session") }
        self = checkout
    }

    init?(_ value: WireValue) {
        guard value["object"].text == "checkout.session", let id = value["id"].text else { return nil }
        self.id = id
        (url, status) = (value["url"].text, value["status"].text)
        isPaid = ["paid", "no_payment_required"].contains(value["payment_status"].text)
        isForSubscription = value["mode"].text == "subscription"
        (customer, subscription) = (value["customer"].reference, value["subscription"].reference)
        wholeSubscription = StripeSubscription(value["subscription"])
        isLive = value["livemode"].flag ?? false
        tenant = value["metadata"]["tenant_id"].tenant ?? value["client_reference_id"].tenant
        plan = value["metadata"]["plan"].text
        createdAt = value["created"].instant
    }
}

extension StripeSubscription {
    /// One page of a list, and whether another one follows. What is no subscription in it is left out.
    package static func page(json bytes: [UInt8]) throws -> (subscriptions: [StripeSubscription], hasMore: Bool) {
        let value = try StripeError.reading { try WireValue(bytes) }
        return (value["data"].items.compactMap(StripeSubscription.init), value["has_more"].flag ?? false)
    }
}
