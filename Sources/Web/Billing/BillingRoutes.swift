import Bookkeeping
import HTTPTypes
import Hummingbird
import NIOCore
import Operations
import Storage

/// The subscription for programs, and the payment provider's webhook.
struct BillingRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(
                .post, "/api/billing/create_checkout_session", may: .manageBilling, .json(limit: 4 << 10),
                .changes("Begin a subscription on Stripe's page", CheckoutBody.schema, Self.checkoutAnswer), use: createCheckout),
            .member(
                .get, "/api/billing/portal_link", may: .manageBilling, .none,
                .reads("A link to Stripe's page for card, invoices and plan; it works once, for minutes", Self.portalAnswer),
                use: portalLink),
            .open(
                .post, "/api/billing/stripe_webhook", .raw(limit: TakeStripeEvent.byteLimit), proof: .exempt,
                .changes("What Stripe sends, proved by its signature", .anything, .object(["received": .boolean, "outcome": .text])),
                use: webhook),
        ]
    }

    private static let checkoutAnswer = Schema.object(
        ["success": .boolean], optional: ["checkout_url": .text, "session_id": .text, "message": .text])
    private static let portalAnswer = Schema.object(["success": .boolean], optional: ["portal_url": .text, "message": .text])

    private struct CheckoutBody: Decodable {
        let plan: String
        let coupon: String?

        static let schema = Schema.object(
            ["plan": .choice(Plan.sold.map(\.rawValue))], optional: ["coupon": Schema.text.orNull, "tenant_id": .id])
    }

    private struct Answer: Encodable {
        let success: Bool
        var checkout_url: String?
        var session_id: String?
        var portal_url: String?
        var message: String?
    }

    private func createCheckout(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(CheckoutBody.self)
        let click = call.request.headers[.idempotencyKey].map { IdempotencyKey(rawValue: $0) }
        return try await unlessNotConfigured {
            let page = try await CreateCheckoutSession(call.billing(site))(
                for: call.tenant, plan: body.plan, coupon: body.coupon, click: click, by: call.member)
            return Answer(success: true, checkout_url: page.url, session_id: page.session)
        }
    }

    private func portalLink(_ call: Call<Seat>) async throws -> Response {
        try await unlessNotConfigured {
            Answer(success: true, portal_url: try await PortalLink(call.billing(site))(for: call.tenant, by: call.member))
        }
    }

    /// A server that sells nothing is no error: it says so.
    private func unlessNotConfigured(_ body: () async throws -> Answer) async throws -> Response {
        do {
            return try .json(try await body())
        } catch let error as BillingError {
            switch error {
            case .notConfigured, .priceNotConfigured: return try .json(Answer(success: false, message: error.userText))
            default: throw error
            }
        } catch StripeError.portalNotConfigured {
            return try .json(Answer(success: false, message: StripeError.portalNotConfigured.userText))
        }
    }

    private func webhook(_ call: Call<Anyone>) async throws -> Response {
        let take = TakeStripeEvent(site.billing.from(call.caller))
        let signature = call.request.headers[values: .stripeSignature]
        do {
            let body = Array(call.arrival.payload.bytes.readableBytesView)
            switch try await take(body, signature: signature.count == 1 ? signature[0] : nil) {
            case .repeated: return try .json(Receipt(received: true, outcome: "repeated"))
            case .taken(let outcome, _): return try .json(Receipt(received: true, outcome: outcome.rawValue))
            }
        } catch let error as BillingError {
            switch error {
            case .invalidSignature, .unreadableEvent: throw Refusal(status: .badRequest, code: error.code, message: error.userText)
            default: throw error
            }
        }
    }

    private struct Receipt: Encodable {
        let received: Bool
        let outcome: String
    }
}

extension Call<Seat> {
    /// Audit rows say where the call came from.
    func billing(_ site: Site) -> Billing { site.billing.from(caller) }
}

extension HTTPField.Name {
    static let stripeSignature = HTTPField.Name("Stripe-Signature")!
}
