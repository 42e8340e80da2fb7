package import Bookkeeping
import Storage

/// A page at the provider where the Owner sees invoices, changes the card and the plan, or cancels. Made on the click and never kept: it
/// works once, for minutes.
package struct PortalLink: Sendable {
    let billing: Billing

    package init(_ billing: Billing) { self.billing = billing }

    /// Where in the portal somebody wants to begin.
    package enum Wish: Sendable { case overview, newCard, changePlan }

    package func callAsFunction(for tenant: TenantID, wish: Wish = .overview, by member: Member) async throws -> String {
        try await billing.database.read(for: tenant) { books in try books.require(.manageBilling, of: member.user) }
        let stripe = try billing.configured()
        let current = try await billing.database.read(for: tenant) { books in
            // Where there was never a subscription there is nothing to look at. A new, empty customer would look like a lost one.
            guard let current = try books.subscriptions.current(), current.isLive == nil || current.isLive == stripe.isLive else {
                return nil as SubscriptionStore.Current?
            }
            return current
        }
        guard let current, let customer = current.customer else { throw BillingError.noSubscription }
        let url = try await open(wish, current, customer, for: tenant, stripe)
        let now = billing.now()
        try await billing.database.write(for: tenant) { books in
            try books.audit.append(.init(actor: member.actor, action: "portal.opened", subject: customer), at: now)
        }
        return url
    }

    /// Whether plans can be changed there is a setting at the provider's; where they cannot, the portal's first page has to do.
    private func open(
        _ wish: Wish, _ current: SubscriptionStore.Current, _ customer: String, for tenant: TenantID, _ stripe: Stripe
    ) async throws -> String {
        func portal(_ purpose: Stripe.NewPortal.Purpose) async throws -> String {
            try await stripe.createPortal(
                .init(customer: customer, returnURL: "\(billing.settings.publicURL)/billing", purpose: purpose),
                IdempotencyKey(rawValue: "portal-\(tenant)-\(billing.randomName())"))
        }
        switch wish {
        case .overview: return try await portal(.overview)
        case .newCard: return try await portal(.newCard)
        case .changePlan:
            guard let subscription = current.subscription else { return try await portal(.overview) }
            do {
                return try await portal(.changePlan(subscription: subscription))
            } catch StripeError.refused {
                return try await portal(.overview)
            }
        }
    }
}
