package import Bookkeeping
package import Storage

/// The payment provider. An edge: the live form speaks HTTP and is in Integrations.
package struct Stripe: Sendable {
    /// Whether the key is one that moves money.
    package let isLive: Bool
    package var createCustomer: @Sendable (NewCustomer, IdempotencyKey) async throws -> String
    package var createCheckout: @Sendable (NewCheckout, IdempotencyKey) async throws -> StripeCheckout
    /// With the whole of its subscription.
    package var checkout: @Sendable (_ id: String) async throws -> StripeCheckout
    package var expireCheckout: @Sendable (_ id: String) async throws -> StripeCheckout
    /// The address of a page that works once, for a short while.
    package var createPortal: @Sendable (NewPortal, IdempotencyKey) async throws -> String
    /// With its latest invoice; ended ones too.
    package var subscription: @Sendable (_ id: String) async throws -> StripeSubscription
    /// All of a customer's, ended ones too.
    package var subscriptions: @Sendable (_ customer: String) async throws -> [StripeSubscription]
    /// Events since a moment that no webhook has taken, as JSON, the oldest first.
    package var undeliveredEvents: @Sendable (_ since: Instant) async throws -> [[UInt8]]

    package init(
        isLive: Bool, createCustomer: @escaping @Sendable (NewCustomer, IdempotencyKey) async throws -> String,
        createCheckout: @escaping @Sendable (NewCheckout, IdempotencyKey) async throws -> StripeCheckout,
        checkout: @escaping @Sendable (_ id: String) async throws -> StripeCheckout,
        expireCheckout: @escaping @Sendable (_ id: String) async throws -> StripeCheckout,
        createPortal: @escaping @Sendable (NewPortal, IdempotencyKey) async throws -> String,
        subscription: @escaping @Sendable (_ id: String) async throws -> StripeSubscription,
        subscriptions: @escaping @Sendable (_ customer: String) async throws -> [StripeSubscription],
        undeliveredEvents: @escaping @Sendable (_ since: Instant) async throws -> [[UInt8]]
    ) {
        (self.isLive, self.createCustomer, self.createCheckout) = (isLive, createCustomer, createCheckout)
        (self.checkout, self.expireCheckout, self.createPortal) = (checkout, expireCheckout, createPortal)
        (self.subscription, self.subscriptions, self.undeliveredEvents) = (subscription, subscriptions, undeliveredEvents)
    }

    package struct NewCustomer: Hashable, Sendable {
        package let tenant: TenantID
        package let name: String
        package let email: String

        package init(tenant: TenantID, name: String, email: String) { (self.tenant, self.name, self.email) = (tenant, name, email) }
    }

    package struct NewCheckout: Hashable, Sendable {
        package let tenant: TenantID
        package let customer: String
        package let plan: Plan
        package let price: String
        package let coupon: String?
        /// With `{CHECKOUT_SESSION_ID}` where the provider puts the session's id.
        package let successURL: String
        package let cancelURL: String

        package init(
            tenant: TenantID, customer: String, plan: Plan, price: String, coupon: String?, successURL: String, cancelURL: String
        ) {
            (self.tenant, self.customer, self.plan, self.price) = (tenant, customer, plan, price)
            (self.coupon, self.successURL, self.cancelURL) = (coupon, successURL, cancelURL)
        }
    }

    package struct NewPortal: Hashable, Sendable {
        package let customer: String
        package let returnURL: String
        package let purpose: Purpose

        package init(customer: String, returnURL: String, purpose: Purpose) {
            (self.customer, self.returnURL, self.purpose) = (customer, returnURL, purpose)
        }

        /// Where in the portal its visitor begins.
        package enum Purpose: Hashable, Sendable {
            case overview
            case newCard
            case changePlan(subscription: String)
        }
    }
}

/// What the provider refuses, or why it cannot be asked.
package enum StripeError: ExplainedError, Equatable {
    case unreachable(String)
    case busy
    case serverFault(status: Int)
    case wrongKey
    case keyLacksPermission
    /// Something that a request named is not there: the parameter that named it.
    case missing(parameter: String?)
    case couponRefused(String)
    case portalNotConfigured
    case unreadableAnswer(String)
    case refused(code: String, message: String)

    /// Whether asking later may help, or an operator has to look: what is known must do until then.
    package var isOutage: Bool {
        switch self {
        case .unreachable, .busy, .serverFault, .wrongKey, .keyLacksPermission, .unreadableAnswer: true
        case .missing, .couponRefused, .portalNotConfigured, .refused: false
        }
    }

    package var userText: String {
        switch self {
        case .unreachable: "Stripe does not answer. Nothing was charged; try again in a few minutes."
        case .busy: "Stripe is busy. Nothing was charged; try again in a minute."
        case .serverFault: "Stripe has a fault of its own. Nothing was charged; try again in a few minutes."
        case .wrongKey: "Stripe does not know this server's key. The operator sets the right STRIPE_SECRET_KEY and restarts."
        case .keyLacksPermission: "This server's Stripe key may not do that. The operator gives the key that permission at Stripe."
        case .missing: "Stripe does not have what this was about. Open the page again; if that does not help, tell us."
        case .couponRefused(let reason): "Stripe does not take that coupon: \(reason) Leave the field empty or enter another one."
        case .portalNotConfigured: "The page for cards and invoices is not set up at Stripe. The operator saves its settings there once."
        case .unreadableAnswer: "Stripe answered in a way that was not expected. Nothing was charged; try again in a few minutes."
        case .refused(let code, _): "Stripe refused this (\(code)). Nothing was charged; tell us if it happens again."
        }
    }

    package var faultKind: FaultKind { isOutage || self == .portalNotConfigured ? .unavailable : .invalid }

    package var code: String {
        switch self {
        case .unreachable, .busy, .serverFault, .unreadableAnswer: "stripe_unavailable"
        case .wrongKey, .keyLacksPermission: "stripe_key_refused"
        case .missing: "stripe_missing"
        case .couponRefused: "coupon_refused"
        case .portalNotConfigured: "portal_not_configured"
        case .refused: "stripe_refused"
        }
    }

    static func reading<Value>(_ body: () throws -> Value) throws(StripeError) -> Value {
        do { return try body() } catch { throw .unreadableAnswer("no JSON") }
    }
}
