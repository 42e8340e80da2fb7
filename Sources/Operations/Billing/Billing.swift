import Bookkeeping
package import Storage

/// What the verbs about subscriptions work with: the office, the payment provider where there is one, and what the operator set.
package struct Billing: Sendable {
    package let office: Office
    /// Nil without a key: then nothing is sold, nothing is limited, and everything else works.
    package let stripe: Stripe?
    package let settings: BillingSettings
    package let random: RandomBytes

    package init(office: Office, stripe: Stripe?, settings: BillingSettings, random: RandomBytes = .system) {
        (self.office, self.stripe, self.settings, self.random) = (office, stripe, settings, random)
    }

    /// For a server without any of it.
    package static func notConfigured(_ office: Office) -> Billing { Billing(office: office, stripe: nil, settings: BillingSettings()) }

    /// The same on behalf of somebody, from where their request came.
    package func from(_ caller: Caller) -> Billing {
        Billing(office: office.from(caller), stripe: stripe, settings: settings, random: random)
    }

    var database: any Database { office.database }
    func now() -> Instant { office.now() }

    /// - Throws: `.notConfigured` without a key.
    func configured() throws -> Stripe {
        guard let stripe else { throw BillingError.notConfigured }
        return stripe
    }
}

/// What the operator says about billing.
package struct BillingSettings: Sendable {
    /// The provider's ids of the prices that are sold.
    package let prices: [Plan: String]
    /// The newest first; none, and no webhook is taken.
    package let webhookSecrets: [String]
    /// Where the service is reached, without a slash at the end.
    package let publicURL: String

    package init(prices: [Plan: String] = [:], webhookSecrets: [String] = [], publicURL: String = "") {
        (self.prices, self.webhookSecrets, self.publicURL) = (prices, webhookSecrets, publicURL)
    }

    /// By the price's id, else by what the price is called, else by what was written beside the subscription.
    func plan(price: String?, lookupKey: String?, named: String?) -> Plan {
        if let price, let plan = prices.first(where: { $0.value == price })?.key { return plan }
        if let lookupKey, let plan = Plan.sold.first(where: { lookupKey == "\($0.rawValue)_monthly" }) { return plan }
        if let named, let plan = Plan.sold.first(where: { named == $0.rawValue }) { return plan }
        return .other(lookupKey ?? price ?? "unknown")
    }
}
