package import Operations
package import Storage
import Synchronization

/// The payment provider as these tests need it: it knows subscriptions and sessions, counts what it is asked, and can be down.
package final class ProviderFake: Sendable {
    package struct State {
        /// As JSON, by id.
        package var subscriptions: [String: String] = [:]
        package var checkouts: [String: String] = [:]
        package var customers = 0
        package var customersByKey: [String: String] = [:]
        package var missingCustomers: Set<String> = []
        package var newCustomers: [Stripe.NewCustomer] = []
        package var newCheckouts: [Stripe.NewCheckout] = []
        package var sessionsByKey: [String: String] = [:]
        package var newPortals: [Stripe.NewPortal] = []
        package var expired: [String] = []
        package var fault: StripeError?
        package var portalFault: StripeError?
        package var planChangesAreOff = false
        package var questions = 0
        /// As JSON, the oldest first: what no webhook has taken.
        package var undelivered: [String] = []
        package var askedSince: Instant?
    }

    private let state = Mutex(State())
    private let isLive: Bool

    package init(isLive: Bool = false) { self.isLive = isLive }

    package func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
    package func seen<Value: Sendable>(_ body: (State) -> Value) -> Value { state.withLock { body($0) } }

    private func asked<Value>(_ body: (inout State) throws -> sending Value) throws -> Value {
        try state.withLock { state in
            state.questions += 1
            if let fault = state.fault { throw fault }
            return try body(&state)
        }
    }

    package var edge: Stripe {
        Stripe(
            isLive: isLive,
            createCustomer: { new, key in
                try self.asked { state in
                    state.newCustomers.append(new)
                    if let known = state.customersByKey[key.rawValue] { return known }
                    state.customers += 1
                    state.customersByKey[key.rawValue] = "cus_made\(state.customers)"
                    return "cus_made\(state.customers)"
                }
            },
            createCheckout: { new, key in
                let id = try self.asked { state in
                    if state.missingCustomers.contains(new.customer) { throw StripeError.missing(parameter: "customer") }
                    state.newCheckouts.append(new)
                    let id = state.sessionsByKey[key.rawValue] ?? "cs_test_\(state.newCheckouts.count)"
                    state.sessionsByKey[key.rawValue] = id
                    return id
                }
                return try StripeCheckout(
                    json: Array(
                        """
                        {"id":"\(id)","object":"checkout.session","mode":"subscription","status":"open","payment_status":"unpaid",
                         "url":"https://checkout.stripe.com/c/\(id)","livemode":\(self.isLive)}
                        """.utf8))
            },
            checkout: { id in
                let json = try self.asked { state in state.checkouts[id] }
                guard let json else { throw StripeError.missing(parameter: "session") }
                return try StripeCheckout(json: Array(json.utf8))
            },
            expireCheckout: { id in
                try self.asked { state in state.expired.append(id) }
                return try StripeCheckout(json: Array("{\"id\":\"\(id)\",\"object\":\"checkout.session\",\"status\":\"expired\"}".utf8))
            },
            createPortal: { new, _ in
                try self.asked { state in
                    if let fault = state.portalFault { throw fault }
                    if state.planChangesAreOff, case .changePlan = new.purpose {
                        throw StripeError.refused(code: "invalid_request_error", message: "This subscription cannot be updated.")
                    }
                    state.newPortals.append(new)
                    return "https://billing.stripe.com/p/session/1"
                }
            },
            subscription: { id in
                let json = try self.asked { state in state.subscriptions[id] }
                guard let json else { throw StripeError.missing(parameter: "id") }
                return try StripeSubscription(json: Array(json.utf8))
            },
            subscriptions: { customer in
                let all = try self.asked { state in Array(state.subscriptions.values) }
                return try all.map { try StripeSubscription(json: Array($0.utf8)) }.filter { $0.customer == customer }
            },
            undeliveredEvents: { since in
                try self.asked { state in
                    state.askedSince = since
                    return state.undelivered.map { Array($0.utf8) }
                }
            })
    }
}
