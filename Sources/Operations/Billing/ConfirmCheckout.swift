package import Bookkeeping
import Storage

/// What is known when somebody comes back from the payment page, which may be before the webhook: the session is read from the provider,
/// and its subscription settled as the webhook would.
package struct ConfirmCheckout: Sendable {
    let billing: Billing

    package init(_ billing: Billing) { self.billing = billing }

    package enum Outcome: Hashable, Sendable {
        case paid
        /// Not paid yet, or the provider does not answer: the webhook will tell.
        case waiting
    }

    /// - Throws: `.noSuchCheckout` for a session that this company did not begin.
    package func callAsFunction(_ session: String, for tenant: TenantID) async throws -> Outcome {
        let stripe = try billing.configured()
        let record = try await billing.database.read(for: tenant) { books in try books.checkouts.record(session) }
        guard record != nil else { throw BillingError.noSuchCheckout }
        let checkout: StripeCheckout
        do {
            checkout = try await stripe.checkout(session)
        } catch let error as StripeError where error.isOutage {
            return .waiting
        }
        guard let subscription = checkout.subscription, checkout.status == "complete" else { return .waiting }
        do {
            let result = try await SettleSubscription(billing: billing)(
                .init(
                    subscription: subscription, customer: checkout.customer, tenant: tenant, isLive: checkout.isLive, position: .unknown,
                    checkout: (checkout.id, .complete)))
            if case .ignored = result { throw BillingError.otherCustomer }
        } catch BillingError.providerSilent {
            return .waiting
        }
        return .paid
    }
}
