import Bookkeeping
import Foundation
import Integrations
import Operations
import Storage
import TestSupport
import Testing

/// The live form against the double, and both against the provider's own library.
struct StripeTests {
    private static let tenant = TenantID(42)

    private func checkout(_ customer: String, coupon: String? = nil, price: String = "price_pro") -> Stripe.NewCheckout {
        Stripe.NewCheckout(
            tenant: Self.tenant, customer: customer, plan: .pro, price: price, coupon: coupon,
            successURL: "https://books.example/billing/return?session_id={CHECKOUT_SESSION_ID}", cancelURL: "https://books.example/billing")
    }

    private static let customer = Stripe.NewCustomer(tenant: tenant, name: "Müller & Söhne = 100 %", email: "o+books@acme.test")

    // MARK: The provider's own library

    @Test func `the provider's own library can drive the double`() async throws {
        let double = try await StripeDouble()
        #expect(try await Python.run("drive.py", [double.address]) == "driven\n")
    }

    @Test func `what the provider's own library signs we accept, and it accepts what we sign`() async throws {
        let body = Array(#"{"id":"evt_9","object":"event","type":"invoice.paid","note":"Müller 🚨"}"#.utf8)
        let now = Instant.testNow
        let theirs = try await Python.run("signatures.py", ["sign", "whsec_ours", "\(now.milliseconds / 1_000)"], input: body)
        try StripeSignature(secrets: ["whsec_ours"]).verify(body, header: theirs.trimmingCharacters(in: .newlines), at: now)
        let ours = StripeSignature.header(for: body, secret: "whsec_ours", at: now)
        #expect(try await Python.run("signatures.py", ["check", "whsec_ours", ours], input: body) == "evt_9\n")
        await #expect(throws: StripeDouble.Failure.self) {
            _ = try await Python.run("signatures.py", ["check", "whsec_other", ours], input: body)
        }
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["BOOKKEEPER_SHARED"] != nil, "needs the checker among the shared tools"))
    func `our forms are what the provider's own library would send`() async throws {
        let shared = try #require(ProcessInfo.processInfo.environment["BOOKKEEPER_SHARED"])
        let double = try await StripeDouble()
        let stripe = try double.stripe()
        let customer = try await stripe.createCustomer(Self.customer, "c")
        _ = try await stripe.createCheckout(checkout(customer), "s1")
        _ = try await stripe.createCheckout(checkout(customer, coupon: "SPRING"), "s2")
        for purpose in [Stripe.NewPortal.Purpose.overview, .newCard, .changePlan(subscription: "sub_1")] {
            _ = try await stripe.createPortal(
                .init(customer: customer, returnURL: "https://books.example/billing", purpose: purpose),
                IdempotencyKey(rawValue: "p\(purpose)"))
        }
        let faults = try await Python.run(
            "check_forms.py", [shared + "/tools/stripe_form_checker.py"], input: double.requestsAsJSON())
        #expect(faults == "")
    }

    // MARK: Calls

    @Test func `a customer, a payment page and its subscription are made, read and ended`() async throws {
        let double = try await StripeDouble()
        let stripe = try double.stripe()
        let customer = try await stripe.createCustomer(Self.customer, "customer-42-test")
        #expect(try await stripe.createCustomer(Self.customer, "customer-42-test") == customer)

        let open = try await stripe.createCheckout(checkout(customer), "checkout-42-pro-1")
        #expect(open.status == "open")
        #expect(open.url?.hasPrefix("https://checkout.stripe.com/") == true)
        #expect(open.tenant == Self.tenant)
        #expect(!open.isLive)
        let other = try await stripe.createCheckout(checkout(customer), "checkout-42-pro-2")
        #expect(try await stripe.expireCheckout(other.id).status == "expired")

        try await double.steer(
            """
            {"subscriptions":[{"id":"sub_1","object":"subscription","customer":"\(customer)","status":"active","livemode":false,
              "items":{"object":"list","data":[{"id":"si_1","current_period_end":1767700800,"price":{"id":"price_pro"}}]}}],
             "sessions":{"\(open.id)":{"status":"complete","payment_status":"paid","subscription":"sub_1","url":null}}}
            """)
        let complete = try await stripe.checkout(open.id)
        #expect(complete.subscription == "sub_1")
        #expect(complete.isPaid)
        #expect(complete.wholeSubscription?.status == .active)
        #expect(try await stripe.subscription("sub_1").periodEnd == Instant(milliseconds: 1_767_700_800_000))
        #expect(try await stripe.subscriptions(customer).map(\.id) == ["sub_1"])
        let portal = Stripe.NewPortal(customer: customer, returnURL: "https://books.example/billing", purpose: .overview)
        #expect(try await stripe.createPortal(portal, "p").hasPrefix("https://billing.stripe.com/"))
    }

    @Test func `every request names the version, and every change its key`() async throws {
        let double = try await StripeDouble()
        let stripe = try double.stripe()
        let customer = try await stripe.createCustomer(Self.customer, "customer-42-test")
        _ = try await stripe.subscriptions(customer)
        let asked = try await double.requests()
        #expect(asked.map { $0.headers["stripe-version"] } == ["2025-03-31.basil", "2025-03-31.basil"])
        #expect(asked.map { $0.headers["authorization"] } == ["Bearer sk_test_ours", "Bearer sk_test_ours"])
        #expect(asked.map { $0.headers["idempotency-key"] } == ["customer-42-test", nil])
    }

    @Test func `a customer's subscriptions are read to the last page`() async throws {
        let double = try await StripeDouble()
        let all = (1...205).map { "{\"id\":\"sub_\($0)\",\"object\":\"subscription\",\"customer\":\"cus_1\",\"status\":\"canceled\"}" }
        try await double.steer("{\"subscriptions\":[\(all.joined(separator: ","))]}")
        #expect(try await double.stripe().subscriptions("cus_1").count == 205)
        #expect(try await double.requests().count == 3)
    }

    @Test func `events that no webhook took are read to the last page, the oldest first, each as it was made`() async throws {
        let double = try await StripeDouble()
        let all = (1...205).map { number in
            """
            {"id":"evt_\(number)","object":"event","type":"invoice.paid","created":\(1_765_108_800 + number),"livemode":false,
             "data":{"object":{"id":"in_\(number)","object":"invoice","amount_paid":14900,"paid":true,"parent":null}}}
            """
        }
        try await double.steer("{\"events\":[\(all.reversed().joined(separator: ","))],\"delivered\":{\"evt_7\":true}}")
        let events = try await double.stripe().undeliveredEvents(Instant(milliseconds: 1_765_108_803_000))
        #expect(events.count == 202)
        let first = try #require(events.first.map { String(decoding: $0, as: UTF8.self) })
        for part in [#""id":"evt_3""#, #""livemode":false"#, #""paid":true"#, #""amount_paid":14900"#] { #expect(first.contains(part)) }
        #expect(try await double.requests().count == 3)
    }

    // MARK: Faults

    @Test(arguments: [
        #"{"status":500}"#, #"{"status":503}"#, #"{"status":409}"#, #"{"status":429,"headers":{"Retry-After":"2"}}"#,
        #"{"status":400,"headers":{"Stripe-Should-Retry":"true"}}"#,
    ])
    func `what may work the second time is sent again with the same key`(_ fault: String) async throws {
        let double = try await StripeDouble()
        try await double.steer("{\"faults\":[\(fault),\(fault)]}")
        let pauses = Pauses()
        _ = try await double.stripe(pauses: pauses).createCustomer(Self.customer, "customer-42-test")
        #expect(try await double.requests().map { $0.headers["idempotency-key"] } == Array(repeating: "customer-42-test", count: 3))
        #expect(pauses.durations.count == 2)
        if fault.contains("Retry-After") { #expect(pauses.durations == [.seconds(2), .seconds(2)]) }
    }

    @Test(arguments: [
        (#"{"status":500}"#, StripeError.serverFault(status: 500), 3), (#"{"status":429}"#, .busy, 3),
        (#"{"status":500,"headers":{"Stripe-Should-Retry":"false"}}"#, .serverFault(status: 500), 1),
        (#"{"status":403}"#, .keyLacksPermission, 1),
        (#"{"status":302,"headers":{"Location":"http://127.0.0.1:1/"}}"#, .unreadableAnswer("a redirect"), 1),
        (#"{"status":200,"body":"<html>"}"#, .unreadableAnswer("no JSON"), 1),
        (#"{"status":200,"body":"{}"}"#, .unreadableAnswer("no subscription"), 1),
    ])
    func `a fault of the provider's has a name, and is not asked after for ever`(_ fault: String, _ error: StripeError, _ times: Int)
        async throws
    {
        let double = try await StripeDouble()
        try await double.steer("{\"faults\":[\(fault),\(fault),\(fault)]}")
        await #expect(throws: error) { _ = try await double.stripe().subscription("sub_1") }
        #expect(try await double.requests().count == times)
        #expect(error.isOutage)
    }

    @Test func `a provider that is slow, gone or does not know the key is told apart from one that refuses`() async throws {
        let double = try await StripeDouble()
        try await double.steer("{\"faults\":[{\"delay\":3},{\"delay\":3},{\"delay\":3}]}")
        await #expect(throws: StripeError.self) {
            do { _ = try await double.stripe(timeout: .milliseconds(100)).subscription("sub_1") } catch let error as StripeError {
                #expect(error.isOutage)
                throw error
            }
        }
        await #expect(throws: StripeError.wrongKey) { _ = try await double.stripe("sk_test_wrong").subscription("sub_1") }
        let key = try #require(StripeKey("sk_test_ours"))
        let nobody = Stripe.live(key: key, base: "http://127.0.0.1:1") { _ in }
        await #expect(throws: StripeError.self) {
            do { _ = try await nobody.subscription("sub_1") } catch let error as StripeError {
                #expect("\(error)".hasPrefix("unreachable"))
                throw error
            }
        }
    }

    @Test func `an answer without end is not read to its end`() async throws {
        let double = try await StripeDouble()
        let body = String(repeating: "x", count: 3 << 20)
        try await double.steer(
            "{\"faults\":[{\"status\":200,\"body\":\"\(body)\"},{\"status\":200,\"body\":\"\(body)\"},{\"status\":200,\"body\":\"\(body)\"}]}"
        )
        await #expect(throws: StripeError.self) { _ = try await double.stripe().subscription("sub_1") }
    }

    @Test func `what the provider refuses is told by name`() async throws {
        let double = try await StripeDouble()
        let stripe = try double.stripe()
        let customer = try await stripe.createCustomer(Self.customer, "c")
        await #expect(throws: StripeError.missing(parameter: "customer")) { _ = try await stripe.createCheckout(checkout("cus_gone"), "1") }
        await #expect(throws: StripeError.missing(parameter: "line_items[0][price]")) {
            _ = try await stripe.createCheckout(checkout(customer, price: "price_missing"), "2")
        }
        await #expect(throws: StripeError.couponRefused("It has expired.")) {
            _ = try await stripe.createCheckout(checkout(customer, coupon: "EXPIRED"), "3")
        }
        await #expect(throws: StripeError.couponRefused("There is none of that name.")) {
            _ = try await stripe.createCheckout(checkout(customer, coupon: "NONE"), "4")
        }
        await #expect(throws: StripeError.missing(parameter: "id")) { _ = try await stripe.subscription("sub_gone") }
        await #expect(throws: StripeError.missing(parameter: "id")) { _ = try await stripe.subscription("../customers") }
        try await double.steer("{\"portal_is_set_up\":false}")
        let portal = Stripe.NewPortal(customer: customer, returnURL: "https://books.example/billing", purpose: .overview)
        await #expect(throws: StripeError.portalNotConfigured) { _ = try await stripe.createPortal(portal, "p") }
    }
}
