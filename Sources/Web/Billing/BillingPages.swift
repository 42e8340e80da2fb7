import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// `/billing`: what is paid, whether it is in order, what happens if not; and the ways to Stripe's own pages.
struct BillingPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/billing", may: .readBooks, use: page),
            .member(.get, "/billing/return", may: .readBooks, use: comeBack),
            .member(.post, "/billing/checkout", may: .manageBilling, .form(limit: 4 << 10), use: checkout),
            .member(.post, "/billing/portal", may: .manageBilling, .form(limit: 4 << 10), use: portal),
            .member(.post, "/billing/events/{id}/replay", may: .manageBilling, .form(limit: 4 << 10), use: replay),
        ]
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let said: BillingContent.Said? =
            switch call.query["said"] {
            case "paid": .paid
            case "waiting": .waiting
            case "replayed": .replayed
            default: nil
            }
        return try await page(call, said)
    }

    /// - Parameter refusal: what went wrong with what was asked a moment ago
    private func page(
        _ call: Call<Seat>, _ said: BillingContent.Said? = nil, refusal: (any ExplainedError)? = nil, coupon: String = ""
    ) async throws -> Response {
        let standing = try await ReadBilling(call.billing(site))(for: call.tenant)
        let tenant = call.tenant
        let mayChange = call.party.may(.manageBilling)
        let events =
            mayChange ? try await call.office.database.readBilling { records in try records.events.latest(of: tenant, limit: 20) } : []
        let invoices = mayChange ? try await ReadInvoices(call.billing(site))(for: tenant) : []
        let content = BillingContent(
            standing, events, invoices, said, refusal: refusal?.userText, mayChange: mayChange, coupon: coupon, click: site.randomName(),
            now: call.office.now())
        let facts = standing.subscription == nil ? "\(call.party.tenantName) has no plan yet." : call.party.tenantName
        let status = refusal.flatMap { Refusal($0)?.status } ?? .ok
        return try await site.page(call, "billing", title: "Billing", facts: facts, content, status: status)
    }

    // MARK: To Stripe and back

    private func checkout(_ call: Call<Seat>) async throws -> Response {
        let coupon = call.form["coupon"] ?? ""
        return try await orPage(call, coupon: coupon) {
            let click = call.form.text("click").map { IdempotencyKey(rawValue: $0) }
            let page = try await CreateCheckoutSession(call.billing(site))(
                for: call.tenant, plan: call.form["plan"] ?? "", coupon: coupon, click: click, by: call.member)
            return try await leave(call, to: page.url)
        }
    }

    private func portal(_ call: Call<Seat>) async throws -> Response {
        try await orPage(call) {
            let wish: PortalLink.Wish =
                switch call.form["purpose"] {
                case "card": .newCard
                case "plan": .changePlan
                default: .overview
                }
            return try await leave(call, to: try await PortalLink(call.billing(site))(for: call.tenant, wish: wish, by: call.member))
        }
    }

    /// Whoever comes back may be ahead of the webhook: both do the same.
    private func comeBack(_ call: Call<Seat>) async throws -> Response {
        guard let session = call.query.text("session_id") else { return .seeOther("/billing") }
        return try await orPage(call) {
            switch try await ConfirmCheckout(call.billing(site))(session, for: call.tenant) {
            case .paid: .seeOther("/billing?said=paid")
            case .waiting: .seeOther("/billing?said=waiting")
            }
        }
    }

    private func replay(_ call: Call<Seat>) async throws -> Response {
        try await orPage(call) {
            try await ReplayStripeEvent(call.billing(site))(call.parameter("id"), for: call.tenant, by: call.member)
            return .seeOther("/billing?said=replayed")
        }
    }

    /// What is refused about money is said on the page that it was asked on.
    private func orPage(_ call: Call<Seat>, coupon: String = "", _ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch BillingError.notConfigured {
            return .seeOther("/billing")
        } catch let error as BillingError {
            return try await page(call, refusal: error, coupon: coupon)
        } catch let error as StripeError {
            return try await page(call, refusal: error, coupon: coupon)
        }
    }

    private struct LeavingContent: Sendable {
        let address: String
    }

    /// By a page that leads on: a form of ours may not be redirected to another site (Content-Security-Policy, form-action).
    private func leave(_ call: Call<Seat>, to address: String) async throws -> Response {
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw StripeError.unreadableAnswer("an address that is none") }
        var response = try await site.page(call, "leaving", title: "To Stripe", LeavingContent(address: address))
        response.headers[.refresh] = "0;url=\(address)"
        return response
    }
}

extension Site {
    /// A name for one click, hidden in a form.
    func randomName() -> String { front.random.make(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}

extension HTTPField.Name {
    static let refresh = HTTPField.Name("Refresh")!
}
