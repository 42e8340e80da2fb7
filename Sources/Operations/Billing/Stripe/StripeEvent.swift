import Bookkeeping
import Storage

/// What a webhook of the provider's brought, understood as far as this service cares.
package struct StripeEvent: Sendable {
    let id: String
    let type: String
    let isLive: Bool?
    let occurredAt: Instant?
    let apiVersion: String?
    let object: WireValue

    /// - Throws: `BillingError.unreadableEvent` for what is no event, and for events of the provider's second API, which are of another make.
    init(_ bytes: [UInt8]) throws {
        guard let value = try? WireValue(bytes), value["object"].text == "event", let id = value["id"].text, let type = value["type"].text,
            id.utf8.count <= 255, type.utf8.count <= 255
        else { throw BillingError.unreadableEvent }
        (self.id, self.type) = (id, type)
        isLive = value["livemode"].flag
        occurredAt = value["created"].instant
        apiVersion = value["api_version"].text
        object = value["data"]["object"]
    }

    func delivery(payload: String) -> BillingEventStore.Delivery {
        BillingEventStore.Delivery(
            id: id, type: type, payload: payload, isLive: isLive, occurredAt: occurredAt, apiVersion: apiVersion, object: object["id"].text)
    }

    /// All that something follows from, as the provider's filters want them named.
    package static let heededTypes = [
        "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed",
        "checkout.session.expired", "customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted",
        "customer.subscription.paused", "customer.subscription.resumed", "customer.subscription.trial_will_end", "invoice.paid",
        "invoice.payment_failed", "invoice.payment_action_required", "customer.deleted",
    ]

    var position: EventPosition {
        let rank =
            switch type {
            case "customer.subscription.deleted": 3
            case "customer.subscription.created": 1
            default: 2
            }
        return EventPosition(at: occurredAt ?? EventPosition.unknown.at, rank: rank)
    }

    /// What follows from it.
    enum Meaning: Sendable {
        case subscription(StripeSubscription)
        case checkout(StripeCheckout, CheckoutStore.State?)
        case invoice(StripeInvoice)
        case customerGone(String)
        /// Nothing follows; why, in a few words.
        case nothing(String)
    }

    var meaning: Meaning {
        if type.hasPrefix("customer.subscription.") {
            return StripeSubscription(object).map(Meaning.subscription) ?? .nothing("no subscription in it")
        }
        switch type {
        case "checkout.session.completed", "checkout.session.async_payment_succeeded": return checkout(.complete)
        case "checkout.session.expired", "checkout.session.async_payment_failed": return checkout(.expired)
        case "invoice.paid", "invoice.payment_succeeded", "invoice.payment_failed", "invoice.payment_action_required":
            guard let invoice = StripeInvoice(object), invoice.subscription != nil else { return .nothing("not for a subscription") }
            return .invoice(invoice)
        case "customer.deleted":
            return object["id"].text.map(Meaning.customerGone) ?? .nothing("no customer in it")
        default:
            return .nothing("nothing follows from this type")
        }
    }

    private func checkout(_ state: CheckoutStore.State) -> Meaning {
        guard let checkout = StripeCheckout(object), checkout.isForSubscription else { return .nothing("not for a subscription") }
        return .checkout(checkout, state)
    }
}
