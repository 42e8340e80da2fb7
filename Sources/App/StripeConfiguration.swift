import Bookkeeping
import Integrations
import Operations
import Storage

/// What the environment says about payments. Without a key nothing is sold and everything else works; a key that is none stops the start.
struct StripeConfiguration: Sendable {
    private let key: StripeKey?
    private let base: String
    private let settings: BillingSettings

    /// - Parameter value: of an environment variable; nil where it is empty or not set
    init(_ value: (String) -> String?, publicURL: String) throws {
        key = try value("STRIPE_SECRET_KEY").map { text in
            // The text itself is a secret, whatever is wrong with it.
            guard let key = StripeKey(text) else {
                throw ConfigurationError.wrong(
                    "STRIPE_SECRET_KEY", "…", wanted: "a secret key of Stripe's, which begins with sk_test_ or sk_live_")
            }
            return key
        }
        try Self.check(publishable: value("STRIPE_PUBLISHABLE_KEY"), beside: key)
        base = try Self.base(value("STRIPE_API_BASE"))
        let prices = try Plan.sold.compactMap { plan in try Self.price(of: plan, value).map { (plan, $0) } }
        guard Set(prices.map(\.1)).count == prices.count else {
            throw ConfigurationError.wrong(
                "STRIPE_PRICE_STARTER", prices[0].1, wanted: "a price of its own, as each of the three plans does")
        }
        settings = BillingSettings(
            prices: Dictionary(uniqueKeysWithValues: prices), webhookSecrets: try Self.secrets(value("STRIPE_WEBHOOK_SECRET")),
            publicURL: publicURL)
    }

    func billing(_ office: Office) -> Billing {
        Billing(office: office, stripe: key.map { .live(key: $0, base: base) }, settings: settings)
    }

    private static func check(publishable: String?, beside key: StripeKey?) throws {
        guard let publishable else { return }
        guard publishable.hasPrefix("pk_test_") || publishable.hasPrefix("pk_live_") else {
            // What stands here instead may be the secret one.
            throw ConfigurationError.wrong("STRIPE_PUBLISHABLE_KEY", "…", wanted: "a key that begins with pk_test_ or pk_live_")
        }
        if let key, key.isLive != publishable.hasPrefix("pk_live_") {
            throw ConfigurationError.wrong("STRIPE_PUBLISHABLE_KEY", publishable, wanted: "the key of the same mode as STRIPE_SECRET_KEY")
        }
    }

    /// Old prices have ids of any kind; a product's is a mix-up that would show at the first sale alone.
    private static func price(of plan: Plan, _ value: (String) -> String?) throws -> String? {
        let name = "STRIPE_PRICE_\(plan.rawValue.uppercased())"
        guard let text = value(name) else { return nil }
        guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), !text.hasPrefix("prod_") else {
            throw ConfigurationError.wrong(name, text, wanted: "the id of a price, such as price_…, and not of a product")
        }
        return text
    }

    /// Two of them, parted by a comma, while one takes the other's place.
    private static func secrets(_ text: String?) throws -> [String] {
        let secrets = (text ?? "").split(separator: ",").map { String($0.drop { $0 == " " }) }
        guard secrets.allSatisfy({ $0.count >= 8 && !$0.contains(" ") }) else {
            throw ConfigurationError.wrong("STRIPE_WEBHOOK_SECRET", "…", wanted: "the endpoint's signing secret, such as whsec_…")
        }
        return secrets
    }

    /// The key travels there, so only over https, or to a double on this machine.
    private static func base(_ text: String?) throws -> String {
        guard let text else { return "https://api.stripe.com" }
        let address = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard address.hasPrefix("https://") || ["http://127.0.0.1:", "http://localhost:"].contains(where: address.hasPrefix) else {
            throw ConfigurationError.wrong("STRIPE_API_BASE", text, wanted: "an address that begins with https://, or one on this machine")
        }
        return address
    }
}
