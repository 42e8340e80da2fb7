import Foundation
import HTTPTypes
import Operations
import Storage
import TestSupport
import Testing

@testable import Web

/// Billing as browsers, programs and the payment provider meet it.
struct BillingTests {
    private static let secret = "whsec_test_secret"
    private static let prices: [Plan: String] = [.starter: "price_starter", .pro: "price_pro", .firm: "price_firm"]

    /// A service that sells, with a provider that tests steer.
    private func shop(on engine: Engine = .sqlite, _ provider: ProviderFake) async throws -> House {
        try await House(on: engine) { office in
            Billing(
                office: office, stripe: provider.edge,
                settings: BillingSettings(prices: Self.prices, webhookSecrets: [Self.secret], publicURL: "http://localhost:8080"))
        }
    }

    private func deliver(_ body: String, to street: Street, secret: String = secret) async throws -> Answer {
        let header = StripeSignature.header(for: Array(body.utf8), secret: secret, at: street.house.clock.now)
        return try await street.browser().send(
            .post, "/api/billing/stripe_webhook", [.stripeSignature: header], type: "application/json; charset=utf-8", body: body)
    }

    /// Somebody whose company has a subscription of this status.
    private func subscriber(_ status: String, _ street: Street, _ provider: ProviderFake, price: String = "price_pro") async throws
        -> Browser
    {
        let dana = try await street.owner()
        let samples = WireSamples(tenant: dana.tenant)
        let json = samples.subscription(status, price: price)
        provider.change { $0.subscriptions["sub_1"] = json }
        let answer = try await deliver(samples.event("evt_\(status)", "customer.subscription.updated", json), to: street)
        #expect(answer.status == .ok, "\(answer.text)")
        return dana
    }

    // MARK: Without keys

    @Test func `without keys everything says so, nothing fails, and nothing is limited`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let checkout = try await dana.post("/api/billing/create_checkout_session", json: #"{"plan":"pro"}"#)
            #expect(checkout.status == .ok)
            #expect(try checkout.json() == ["success": false, "message": "Billing not configured"])
            #expect(try await dana.get("/api/billing/portal_link").json() == ["success": false, "message": "Billing not configured"])
            let webhook = try await deliver("{}", to: street)
            #expect(webhook.status == .serviceUnavailable)
            #expect(webhook.errorCode == "billing_not_configured")
            let page = try await dana.get("/billing")
            #expect(page.status == .ok)
            #expect(page.text.contains("<b>Billing not configured</b>"))
            #expect(page.text.contains("$49") && page.text.contains("$149") && page.text.contains("$499"))
            #expect(!page.text.contains("Test Mode"))
        }
    }

    // MARK: Checkout and portal

    @Test(arguments: Engine.available)
    func `a checkout session is created in test mode`(on engine: Engine) async throws {
        let provider = ProviderFake()
        try await shop(on: engine, provider).open { street in
            let dana = try await street.owner()
            let answer = try await dana.post(
                "/api/billing/create_checkout_session", json: #"{"tenant_id":\#(dana.tenant),"plan":"pro","coupon":"SPRING"}"#)
            #expect(answer.status == .ok)
            #expect(
                try answer.json() == [
                    "success": true, "checkout_url": "https://checkout.stripe.com/c/cs_test_1", "session_id": "cs_test_1",
                ])
            #expect(provider.seen { $0.newCheckouts.first?.coupon } == "SPRING")
            #expect(try await dana.post("/api/billing/create_checkout_session", json: #"{"plan":"gold"}"#).status == .unprocessableContent)
        }
    }

    @Test func `only the Owner of the company that is named may begin to pay`() async throws {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await street.owner()
            let other = try await street.owner("olga@example.com", company: "Other")
            for role in [Role.staff, .accountant] {
                let member = try await street.member(role, of: dana, email: "\(role.rawValue)@example.com")
                #expect(try await member.post("/api/billing/create_checkout_session", json: #"{"plan":"pro"}"#).status == .forbidden)
                #expect(try await member.get("/api/billing/portal_link").status == .forbidden)
                let page = try await member.get("/billing")
                #expect(page.status == .ok)
                #expect(page.text.contains("Only the Owner can change these"))
                #expect(!page.text.contains("name=\"plan\""))
                for path in ["/billing/checkout", "/billing/portal", "/billing/events/evt_1/replay"] {
                    #expect(try await member.post(path, form: [("csrf_token", page.formToken), ("plan", "pro")]).status == .forbidden)
                }
            }
            let foreign = try await other.post(
                "/api/billing/create_checkout_session", json: #"{"tenant_id":"\#(dana.tenant)","plan":"pro"}"#)
            #expect(foreign.status == .notFound)
            #expect(try await other.get("/api/billing/portal_link?tenant_id=\(dana.tenant)").status == .notFound)
            #expect(provider.seen { $0.questions } == 0)
        }
    }

    @Test func `the portal link requires a subscription`() async throws {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await street.owner()
            let refused = try await dana.get("/api/billing/portal_link")
            #expect(refused.status == .notFound)
            #expect(refused.errorCode == "no_subscription")
        }
        let house = try await shop(provider)
        try await house.open { street in
            let dana = try await subscriber("active", street, provider)
            let answer = try await dana.get("/api/billing/portal_link?tenant_id=\(dana.tenant)")
            #expect(try answer.json() == ["success": true, "portal_url": "https://billing.stripe.com/p/session/1"])
        }
    }

    @Test func `the page leads to Stripe, a repeated form to the same session`() async throws {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await street.owner()
            let page = try await dana.get("/billing")
            let fields = [("csrf_token", page.formToken), ("plan", "pro"), ("coupon", ""), ("click", page.click)]
            #expect(page.click.count == 32)
            let leaving = try await dana.post("/billing/checkout", form: fields)
            #expect(leaving.status == .ok)
            #expect(leaving.headers[.refresh] == "0;url=https://checkout.stripe.com/c/cs_test_1")
            #expect(leaving.text.contains("href=\"https://checkout.stripe.com/c/cs_test_1\""))
            #expect(try await dana.post("/billing/checkout", form: fields).headers[.refresh] == leaving.headers[.refresh])
            #expect(provider.seen { $0.sessionsByKey.count } == 1)
        }
    }

    @Test func `who comes back from Stripe sees the plan, before the webhook comes`() async throws {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await street.owner()
            let page = try await dana.get("/billing")
            _ = try await dana.post("/billing/checkout", form: [("csrf_token", page.formToken), ("plan", "pro"), ("click", page.click)])
            let samples = WireSamples(tenant: dana.tenant, customer: "cus_made1")
            #expect(try await dana.get("/billing/return?session_id=cs_test_1").status != .internalServerError)
            provider.change { state in
                state.checkouts["cs_test_1"] = samples.checkout().replacing("cs_test_a1", with: "cs_test_1")
                state.subscriptions["sub_1"] = samples.subscription("active")
            }
            let back = try await dana.get("/billing/return?session_id=cs_test_1")
            #expect(back.headers[.location] == "/billing?said=paid")
            let paid = try await dana.get("/billing?said=paid")
            #expect(paid.text.contains("Stripe has confirmed the payment."))
            #expect(paid.text.contains("<span class=\"pill pill--plan pill--pro\">Pro</span>"))
            #expect(paid.text.contains("Active</span>"))
            #expect(paid.text.contains("Renews on 7 January 2026."))
            #expect(try await dana.get("/billing/return?session_id=cs_of_others").status == .notFound)
            #expect(try await dana.get("/billing/return").headers[.location] == "/billing")
        }
    }

    @Test func `an Owner who is one no longer comes back from Stripe: the payment counts, and the plan is others' to change`() async throws
    {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await street.owner()
            let sam = try await street.member(.owner, of: dana, email: "sam@example.com")
            let page = try await dana.get("/billing")
            _ = try await dana.post("/billing/checkout", form: [("csrf_token", page.formToken), ("plan", "pro"), ("click", page.click)])
            let samples = WireSamples(tenant: dana.tenant, customer: "cus_made1")
            provider.change { state in
                state.checkouts["cs_test_1"] = samples.checkout().replacing("cs_test_a1", with: "cs_test_1")
                state.subscriptions["sub_1"] = samples.subscription("active")
            }
            let id = try await dana.get("/api/auth/me").json()["user"]?["id"]?.number ?? 0
            #expect(try await sam.send(.patch, "/api/team/\(id)", json: #"{"role":"staff"}"#).status.kind == .successful)

            #expect(try await dana.get("/billing/return?session_id=cs_test_1").headers[.location] == "/billing?said=paid")
            let after = try await dana.get("/billing?said=paid")
            #expect(after.text.contains("Active</span>") && after.text.contains("Only the Owner can change"))
            #expect(try await dana.get("/api/billing/portal_link").status == .forbidden)
        }
    }

    @Test func `a key that was taken away while somebody paid is told, and nothing is lost`() async throws {
        let (provider, database) = (ProviderFake(), try await Engine.sqlite.emptyDatabase())
        let selling = try await House(in: database) { office in
            Billing(
                office: office, stripe: provider.edge,
                settings: BillingSettings(prices: Self.prices, webhookSecrets: [Self.secret], publicURL: "http://localhost:8080"))
        }
        let session = try await selling.open { street in
            let dana = try await street.owner()
            let page = try await dana.get("/billing")
            _ = try await dana.post("/billing/checkout", form: [("csrf_token", page.formToken), ("plan", "pro"), ("click", page.click)])
            return dana.session
        }
        try await House(in: database).open { street in
            let dana = street.browser()
            dana.set("session", to: session)
            let back = try await dana.get("/billing/return?session_id=cs_test_1")
            #expect(back.headers[.location] == "/billing")
            #expect(try await dana.get("/billing").text.contains("Billing not configured"))
            #expect(try await deliver("{}", to: street).status == .serviceUnavailable)
        }
    }

    // MARK: States

    @Test func `test mode says so before any price`() async throws {
        try await shop(ProviderFake()).open { street in
            let page = try await street.owner().get("/billing").text
            let banner = try #require(page.firstRange(of: "Test Mode - use test cards"))
            let price = try #require(page.firstRange(of: "class=\"price\""))
            #expect(banner.lowerBound < price.lowerBound)
            #expect(page.contains("Coupon, if you have one"))
        }
        try await shop(ProviderFake(isLive: true)).open { street in
            let page = try await street.owner().get("/billing").text
            #expect(!page.contains("Test Mode"))
        }
    }

    @Test(arguments: [
        ("active", "Active</span>", "Renews on 7 January 2026."),
        ("past_due", "<b>Payment past due</b>", "Until 6 January 2026 everything works"),
        ("unpaid", "<b>Payment past due</b>", "Stripe has stopped trying."), ("canceled", "Canceled</span>", "The subscription has ended"),
        ("incomplete", "Not paid yet</span>", "The first payment is not done"), ("hibernating", "hibernating</span>", "Renews on"),
    ])
    func `the page says where one stands and what happens next`(_ status: String, _ first: String, _ second: String) async throws {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await subscriber(status, street, provider)
            let page = try await dana.get("/billing").text
            #expect(page.contains(first), "\(page)")
            #expect(page.contains(second), "\(page)")
            #expect(page.contains("customer.subscription.updated"))
        }
    }

    @Test func `past due names the sum, the next attempt and the way out`() async throws {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await street.owner()
            let samples = WireSamples(tenant: dana.tenant)
            let invoice = samples.invoice("open", reason: "subscription_cycle", paid: 0, nextAttempt: WireSamples.now + 2 * 86_400)
            let json = samples.subscription("past_due").replacing("\"latest_invoice\":\"in_1\"", with: "\"latest_invoice\":\(invoice)")
            provider.change { $0.subscriptions["sub_1"] = json }
            _ = try await deliver(samples.event("evt_1", "invoice.payment_failed", invoice), to: street)
            let page = try await dana.get("/billing")
            #expect(page.text.contains("Your bank declined $149.00, due since 7 December 2025. We try again on 9 December 2025."))
            #expect(page.text.contains("Update the card"))
            let leaving = try await dana.post("/billing/portal", form: [("csrf_token", page.formToken), ("purpose", "card")])
            #expect(leaving.headers[.refresh] == "0;url=https://billing.stripe.com/p/session/1")
            #expect(provider.seen { $0.newPortals.first?.purpose } == .newCard)
        }
    }

    @Test(arguments: [
        (StripeError.unreachable("x"), HTTPResponse.Status.serviceUnavailable, "Stripe does not answer."),
        (.wrongKey, .serviceUnavailable, "Stripe does not know this server&#39;s key."),
        (.serverFault(status: 500), .serviceUnavailable, "Stripe has a fault of its own."),
        (.couponRefused("It has expired."), .unprocessableContent, "Stripe does not take that coupon: It has expired."),
    ])
    func `what Stripe refuses is a clear sentence on the page, with what was typed`(
        _ error: StripeError, _ status: HTTPResponse.Status, _ sentence: String
    ) async throws {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await street.owner()
            let page = try await dana.get("/billing")
            provider.change { $0.fault = error }
            let refused = try await dana.post(
                "/billing/checkout", form: [("csrf_token", page.formToken), ("plan", "pro"), ("coupon", "SPRING"), ("click", page.click)])
            #expect(refused.status == status)
            #expect(refused.text.contains(sentence), "\(refused.text)")
            #expect(refused.text.contains("value=\"SPRING\""))
            #expect(try await dana.get("/billing").status == .ok)
            let api = try await dana.post("/api/billing/create_checkout_session", json: #"{"plan":"pro"}"#)
            #expect(api.status == status)
        }
    }

    @Test func `portal settings that were never saved at Stripe are a sentence too`() async throws {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await subscriber("active", street, provider)
            provider.change { $0.portalFault = .portalNotConfigured }
            let page = try await dana.get("/billing")
            let refused = try await dana.post("/billing/portal", form: [("csrf_token", page.formToken)])
            #expect(refused.status == .serviceUnavailable)
            #expect(refused.text.contains("is not set up at Stripe"))
            #expect(try await dana.get("/api/billing/portal_link").json()["success"] == false)
        }
    }

    // MARK: Webhook

    @Test func `a webhook needs its signature and nothing else`() async throws {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await street.owner()
            let samples = WireSamples(tenant: dana.tenant)
            provider.change { $0.subscriptions["sub_1"] = samples.subscription("active") }
            let body = samples.event("evt_1", "customer.subscription.created", samples.subscription("active"))
            let unsigned = try await street.browser().send(.post, "/api/billing/stripe_webhook", type: "application/json", body: body)
            #expect(unsigned.status == .badRequest)
            #expect(unsigned.errorCode == "invalid_signature")
            #expect(try await deliver(body, to: street, secret: "whsec_guessed").errorCode == "invalid_signature")
            #expect(try await deliver(body, to: street).json() == ["received": true, "outcome": "applied"])
            #expect(try await deliver(body, to: street).json() == ["received": true, "outcome": "repeated"])
            let unknown = samples.event("evt_2", "something.of_tomorrow", "{}")
            #expect(try await deliver(unknown, to: street).json() == ["received": true, "outcome": "ignored"])
            let huge = samples.event("evt_3", "x", "\"\(String(repeating: "x", count: 256 << 10))\"")
            #expect(try await deliver(huge, to: street).status == .contentTooLarge)
            #expect(try await deliver("{}", to: street).status == .badRequest)
        }
    }

    @Test func `the sample webhook makes a subscription`() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let sample = try String(contentsOf: root.appending(path: "artifacts/billing/sample_webhook.json"), encoding: .utf8)
        try await shop(ProviderFake()).open { street in
            let dana = try await street.owner()
            let body = sample.replacing("\"tenant_1\"", with: "\"tenant_\(dana.tenant)\"")
                .replacing("\"tenant_id\": \"1\"", with: "\"tenant_id\": \"\(dana.tenant)\"")
            #expect(try await deliver(body, to: street).json() == ["received": true, "outcome": "applied"])
            #expect(try await deliver(body, to: street).json() == ["received": true, "outcome": "repeated"])
            let page = try await dana.get("/billing").text
            #expect(page.contains("pill--plan pill--pro") && page.contains("Active</span>"))
        }
    }

    @Test func `the Owner replays an event from the page, and nobody else's`() async throws {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await subscriber("active", street, provider)
            provider.change { $0.subscriptions["sub_1"] = WireSamples(tenant: dana.tenant).subscription("past_due") }
            let page = try await dana.get("/billing")
            #expect(page.text.contains("/billing/events/evt_active/replay"))
            let answer = try await dana.post("/billing/events/evt_active/replay", form: [("csrf_token", page.formToken)])
            #expect(answer.headers[.location] == "/billing?said=replayed")
            #expect(try await dana.get("/billing").text.contains("Payment past due"))
            let olga = try await street.owner("olga@example.com", company: "Other")
            let token = try await olga.get("/billing").formToken
            #expect(try await olga.post("/billing/events/evt_active/replay", form: [("csrf_token", token)]).status == .notFound)
        }
    }

    // MARK: Limits

    @Test func `when a plan ends imports stop, and the books stay readable and exportable`() async throws {
        let provider = ProviderFake()
        try await shop(provider).open { street in
            let dana = try await street.owner()
            let bank = "Date,Description,Amount\n2025-03-01,COFFEE,-3.50\n"
            func upload(_ name: String, _ text: String, dryRun: Bool = false) async throws -> Answer {
                try await dana.send(
                    .post, "/api/statements?filename=\(name)\(dryRun ? "&dry_run=true" : "")", [.csrfToken: dana.token ?? ""],
                    type: "application/octet-stream", body: text)
            }
            #expect(try await upload("a.csv", bank).status == .created)
            let samples = WireSamples(tenant: dana.tenant)
            provider.change { $0.subscriptions["sub_1"] = samples.subscription("canceled") }
            _ = try await deliver(samples.event("evt_1", "customer.subscription.deleted", samples.subscription("canceled")), to: street)

            let refused = try await upload("b.csv", bank + "2025-03-02,TEA,-1.00\n")
            #expect(refused.status == .forbidden)
            #expect(refused.errorCode == "imports_stopped")
            #expect(try await upload("b.csv", bank, dryRun: true).status == .ok)
            #expect(try await dana.get("/import").text.contains("Imports have stopped"))
            for path in ["/review", "/entries", "/reports/profit-and-loss", "/api/lines", "/api/exports/csv", "/exports", "/accounts"] {
                #expect(try await dana.get(path).status == .ok, "\(path)")
            }
            let line = try await dana.get("/api/lines").json().items[0]["id"]?.number ?? 0
            #expect(try await dana.post("/api/lines/\(line)/decision", json: #"{"account":"6000"}"#).status == .ok)
        }
    }
}

extension Answer {
    /// The name of the click in the page's form.
    fileprivate var click: String {
        guard let start = text.firstRange(of: "name=\"click\" value=\"") else { return "" }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
}
