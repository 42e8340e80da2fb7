/// Bodies as the payment provider sends them, with invented ids. `Shape` is the version that the endpoint was set up with.
package struct WireSamples: Sendable {
    package var tenant: String
    package var customer: String
    package var subscription: String
    package var shape = Shape.basil
    package var isLive = false

    package enum Shape: String, CaseIterable, Sendable {
        /// Before March 2025: the period stands at the subscription.
        case acacia = "2025-02-24.acacia"
        case basil = "2025-03-31.basil"
        case clover = "2025-09-30.clover"
        case endive = "2026-10-28.endive"

        var periodIsOnItems: Bool { self != .acacia }
    }

    /// 7 December 2025, noon: the tests' now, in the provider's seconds.
    package static let now: Int64 = 1_765_108_800
    package static let periodStart = now
    package static let periodEnd = now + 31 * 86_400

    package init(tenant: String, customer: String = "cus_1", subscription: String = "sub_1") {
        (self.tenant, self.customer, self.subscription) = (tenant, customer, subscription)
    }

    package func event(_ id: String, _ type: String, at seconds: Int64 = now, _ object: String) -> String {
        """
        {"id":"\(id)","object":"event","api_version":"\(shape.rawValue)","created":\(seconds),"livemode":\(isLive),"pending_webhooks":1,\
        "request":{"id":"req_1","idempotency_key":null},"type":"\(type)","data":{"object":\(object)}}
        """
    }

    package func subscription(
        _ status: String, price: String = "price_pro", started: Int64 = now, periodEnd: Int64? = periodEnd, extra: String = ""
    ) -> String {
        let period = "\"current_period_start\":\(Self.periodStart),\"current_period_end\":\(periodEnd.map(String.init) ?? "null")"
        return """
            {"id":"\(subscription)","object":"subscription","customer":"\(customer)","status":"\(status)","livemode":\(isLive),
             "cancel_at_period_end":false,"cancel_at":null,"canceled_at":null,"ended_at":null,"trial_end":null,\(extra)
             "start_date":\(started),"latest_invoice":"in_1","discounts":[],"metadata":{"tenant_id":"\(tenant)","plan":"pro"},
             \(shape.periodIsOnItems ? "" : period + ",")
             "items":{"object":"list","data":[{"id":"si_1","object":"subscription_item","quantity":1,
               \(shape.periodIsOnItems ? period + "," : "")
               "price":{"id":"\(price)","lookup_key":null,"unit_amount":14900,"currency":"usd",
                        "recurring":{"interval":"month","interval_count":1},"product":"prod_1"}}]}}
            """
    }

    package func checkout(paid: String = "paid") -> String {
        """
        {"id":"cs_test_a1","object":"checkout.session","mode":"subscription","status":"complete","payment_status":"\(paid)",
         "client_reference_id":"tenant_\(tenant)","customer":"\(customer)","subscription":"\(subscription)","invoice":"in_1",
         "livemode":\(isLive),"amount_subtotal":14900,"amount_total":14900,"currency":"usd",
         "metadata":{"tenant_id":"\(tenant)","plan":"pro"},"url":null}
        """
    }

    package func invoice(_ status: String, reason: String = "subscription_create", paid: Int64 = 14_900, nextAttempt: Int64? = nil)
        -> String
    {
        let link =
            shape.periodIsOnItems
            ? """
            "parent":{"type":"subscription_details","quote_details":null,
             "subscription_details":{"subscription":"\(subscription)","metadata":{"tenant_id":"\(tenant)"}}}
            """
            : "\"subscription\":\"\(subscription)\",\"subscription_details\":{\"metadata\":{\"tenant_id\":\"\(tenant)\"}},\"charge\":\"ch_1\""
        return """
            {"id":"in_1","object":"invoice","customer":"\(customer)","status":"\(status)","billing_reason":"\(reason)",
             "amount_due":14900,"amount_paid":\(paid),"attempt_count":1,"next_payment_attempt":\(nextAttempt.map(String.init) ?? "null"),
             "currency":"usd","livemode":\(isLive),"created":\(Self.now),"period_start":\(Self.now),"period_end":\(Self.now),
             \(link)}
            """
    }
}
