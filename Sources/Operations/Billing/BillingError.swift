package import Bookkeeping
package import Storage

/// What a verb about subscriptions refuses.
package enum BillingError: ExplainedError, Equatable {
    case notConfigured
    case webhookNotConfigured
    case priceNotConfigured(Plan)
    case unknownPlan(String)
    case unfitCoupon
    case alreadySubscribed(Plan)
    case noSubscription
    case noSuchCheckout
    case otherCustomer
    case invalidSignature(StripeSignature.Fault)
    case unreadableEvent
    case noSuchEvent
    case providerSilent
    case crowded
    case lineLimitReached(Plan?, limit: Int)
    case importsStopped(Subscription.Status)

    package var userText: String {
        switch self {
        case .notConfigured, .webhookNotConfigured: "Billing not configured"
        case .priceNotConfigured(let plan):
            "The \(plan.title) plan has no price on this server. The operator sets STRIPE_PRICE_\(plan.rawValue.uppercased()) and restarts."
        case .unknownPlan(let text): "There is no plan “\(text.prefix(40))”. Choose starter, pro or firm."
        case .unfitCoupon: "A coupon has 1 to 200 plain characters. Correct it or leave it out."
        case .alreadySubscribed(let plan):
            "This company pays for the \(plan.title) plan already. Change or cancel it on the page for cards and invoices."
        case .noSubscription: "There is no subscription yet. Choose a plan first."
        case .noSuchCheckout: "There is no such payment here. Look at the subscription again."
        case .otherCustomer: "This payment belongs to somebody else. Nothing was changed."
        case .invalidSignature(let fault): Self.sentence(fault)
        case .unreadableEvent: "This is no event. Send what the payment provider sent."
        case .noSuchEvent: "There is no such event of this company. Look at the list again."
        case .providerSilent: "The payment provider does not answer, and the event does not say enough by itself. Send it again later."
        case .crowded: "The subscription changes too fast to be read. Send the event again in a moment."
        case .lineLimitReached(let plan?, let limit):
            """
            The \(plan.title) plan takes \(Self.grouped(limit)) lines a month, and they are used. What is in the books stays; \
            choose a larger plan to import more now.
            """
        case .lineLimitReached(nil, let limit):
            "The first \(Self.grouped(limit)) lines are free, and they are used. What is in the books stays; choose a plan to import more."
        case .importsStopped(let status):
            "The subscription is \(status.words), so imports have stopped. The books stay readable and exportable; see Billing."
        }
    }

    package var faultKind: FaultKind {
        switch self {
        case .notConfigured, .webhookNotConfigured, .priceNotConfigured, .providerSilent, .crowded: .unavailable
        case .unknownPlan, .unfitCoupon, .invalidSignature, .unreadableEvent: .invalid
        case .alreadySubscribed, .otherCustomer: .conflict
        case .noSubscription, .noSuchCheckout, .noSuchEvent: .notFound
        case .lineLimitReached, .importsStopped: .forbidden
        }
    }

    package var code: String {
        switch self {
        case .notConfigured, .webhookNotConfigured: "billing_not_configured"
        case .priceNotConfigured: "price_not_configured"
        case .unknownPlan: "unknown_plan"
        case .unfitCoupon: "unfit_coupon"
        case .alreadySubscribed: "already_subscribed"
        case .noSubscription: "no_subscription"
        case .noSuchCheckout, .noSuchEvent: "not_found"
        case .otherCustomer: "other_customer"
        case .invalidSignature: "invalid_signature"
        case .unreadableEvent: "unreadable_event"
        case .providerSilent, .crowded: "try_again"
        case .lineLimitReached: "plan_limit_reached"
        case .importsStopped: "imports_stopped"
        }
    }

    private static func sentence(_ fault: StripeSignature.Fault) -> String {
        switch fault {
        case .missing: "The signature is missing. Send the header Stripe-Signature."
        case .malformed: "The signature cannot be read. Send the header Stripe-Signature as it was made."
        case .mismatch: "The signature does not fit. Check STRIPE_WEBHOOK_SECRET, and that nothing changes the body on its way."
        case .tooOld: "The signature is older than five minutes. Check the clock, and send it anew."
        case .tooNew: "The signature is of a time to come. Check the clock."
        }
    }

    package static func grouped(_ number: Int) -> String {
        var digits = Substring("\(number)")
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = digits.dropLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
