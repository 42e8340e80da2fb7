import Bookkeeping
package import Operations
import Storage

extension Stripe {
    /// The provider itself, by HTTP.
    /// - Parameters:
    ///   - base: `https://api.stripe.com`, or a double's address
    ///   - timeout: for one attempt, of which there are up to three
    ///   - pause: waits before a repeat
    package static func live(
        key: StripeKey, base: String, timeout: Duration = .seconds(8),
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) -> Stripe {
        let api = StripeAPI(key: key, base: base, timeout: timeout, pause: pause)
        return Stripe(
            isLive: key.isLive,
            createCustomer: { new, key in try StripeAPI.id(in: try await api.post("/v1/customers", new.form, key)) },
            createCheckout: { new, key in try StripeCheckout(json: try await api.post("/v1/checkout/sessions", new.form, key)) },
            checkout: { id in
                try StripeCheckout(
                    json: try await api.get("/v1/checkout/sessions/\(StripeAPI.segment(id))", .expanding("subscription.latest_invoice")))
            },
            expireCheckout: { id in
                try StripeCheckout(
                    json: try await api.post(
                        "/v1/checkout/sessions/\(StripeAPI.segment(id))/expire", FormBody(), IdempotencyKey(rawValue: "expire-\(id)")))
            },
            createPortal: { new, key in try StripeAPI.url(in: try await api.post("/v1/billing_portal/sessions", new.form, key)) },
            subscription: { id in
                try StripeSubscription(
                    json: try await api.get("/v1/subscriptions/\(StripeAPI.segment(id))", .expanding("latest_invoice", "discounts")))
            },
            subscriptions: { customer in try await api.subscriptions(of: customer) },
            undeliveredEvents: { since in try await api.undeliveredEvents(since: since) })
    }
}

/// The operator's key; never printed.
package struct StripeKey: Sendable, CustomStringConvertible {
    let text: String
    package let isLive: Bool

    /// Nil for what is no secret key: those say in their name whether they move money.
    package init?(_ text: String) {
        guard ["sk_", "rk_"].contains(where: text.hasPrefix), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        guard text.contains("_live_") || text.contains("_test_") else { return nil }
        (self.text, isLive) = (text, text.contains("_live_"))
    }

    package var description: String { "StripeKey(…)" }
}

extension FormBody {
    static func expanding(_ names: String...) -> FormBody {
        var form = FormBody()
        for (index, name) in names.enumerated() { form.add("expand[\(index)]", name) }
        return form
    }
}

extension Stripe.NewCustomer {
    var form: FormBody {
        var form = FormBody()
        form.add("email", email)
        form.add("name", name)
        form.add("metadata[tenant_id]", "\(tenant)")
        return form
    }
}

extension Stripe.NewCheckout {
    var form: FormBody {
        var form = FormBody()
        form.add("mode", "subscription")
        form.add("customer", customer)
        form.add("client_reference_id", "tenant_\(tenant)")
        form.add("success_url", successURL)
        form.add("cancel_url", cancelURL)
        form.add("line_items[0][price]", price)
        form.add("line_items[0][quantity]", "1")
        // Either a coupon that we bring, or a field for codes on the provider's page: it takes no more than one of them.
        form.add("discounts[0][coupon]", coupon)
        form.add("allow_promotion_codes", coupon == nil ? "true" : nil)
        for place in ["metadata", "subscription_data[metadata]"] {
            form.add("\(place)[tenant_id]", "\(tenant)")
            form.add("\(place)[plan]", plan.rawValue)
        }
        return form
    }
}

extension Stripe.NewPortal {
    var form: FormBody {
        var form = FormBody()
        form.add("customer", customer)
        form.add("return_url", returnURL)
        switch purpose {
        case .overview: break
        case .newCard: form.add("flow_data[type]", "payment_method_update")
        case .changePlan(let subscription):
            form.add("flow_data[type]", "subscription_update")
            form.add("flow_data[subscription_update][subscription]", subscription)
        }
        return form
    }
}
