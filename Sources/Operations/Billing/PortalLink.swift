package import Bookkeeping
import Storage

/// A page at the provider where the Owner sees invoices, changes the card and the plan, or cancels. Made on the click and never kept: it
/// works once, for minutes.
package struct PortalLink: Sendable {
    let billing: Billing

    package init(_ billing: Billing) { self.billing = billing }

    package func callAsFunction(
        for tenant: TenantID, purpose: Stripe.NewPortal.Purpose = .overview, by member: Member
    ) async throws -> String {
        try await billing.database.read(for: tenant) { books in try books.require(.manageBilling, of: member.user) }
        let stripe = try billing.configured()
        let customer = try await billing.database.read(for: tenant) { books in
            // Where there was never a subscription there is nothing to look at. A new, empty customer would look like a lost one.
            guard let current = try books.subscriptions.current(), current.isLive == nil || current.isLive == stripe.isLive else {
                return nil as String?
            }
            return current.customer
        }
        guard let customer else { throw BillingError.noSubscription }
        let url = try await stripe.createPortal(
            .init(customer: customer, returnURL: "\(billing.settings.publicURL)/billing", purpose: purpose),
            IdempotencyKey(rawValue: "portal-\(tenant)-\(billing.randomName())"))
        let now = billing.now()
        try await billing.database.write(for: tenant) { books in
            try books.audit.append(.init(actor: member.actor, action: "portal.opened", subject: customer), at: now)
        }
        return url
    }
}
