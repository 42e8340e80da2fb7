import Bookkeeping
package import Storage

/// Takes what the payment provider's webhook brings: proved by its signature over the bytes as they came, kept before anything else is
/// done, worked on once. A row is there even when the work fails; the provider then sends the event again.
package struct TakeStripeEvent: Sendable {
    let billing: Billing

    package init(_ billing: Billing) { self.billing = billing }

    /// The most that a webhook may bring.
    package static let byteLimit = 256 << 10

    package enum Receipt: Hashable, Sendable {
        /// It was worked on before: nothing has changed.
        case repeated
        case taken(BillingEventStore.Outcome, note: String?)
    }

    /// - Throws: `BillingError.webhookNotConfigured` without a secret: no signature, no webhook.
    package func callAsFunction(_ body: [UInt8], signature: String?) async throws -> Receipt {
        guard !billing.settings.webhookSecrets.isEmpty else { throw BillingError.webhookNotConfigured }
        let now = billing.now()
        do {
            try StripeSignature(secrets: billing.settings.webhookSecrets).verify(body, header: signature, at: now)
        } catch {
            throw BillingError.invalidSignature(error)
        }
        return try await take(body)
    }

    /// What is known to be the provider's, by its signature or because the provider was asked for it.
    func take(_ body: [UInt8]) async throws -> Receipt {
        guard let text = String(validating: body, as: UTF8.self) else { throw BillingError.unreadableEvent }
        let now = billing.now()
        let event = try StripeEvent(body)
        let delivery = event.delivery(payload: text)
        let isDone = try await billing.database.writeBilling { records in try records.events.receive(delivery, at: now) }
        return isDone ? .repeated : try await work(on: event)
    }

    /// What an event leads to; the same for one that just came in and for one that is replayed.
    func work(on event: StripeEvent) async throws -> Receipt {
        do {
            return try await outcome(of: event)
        } catch {
            let note = (error as? any ExplainedError)?.code ?? "unexpected"
            try await billing.database.writeBilling { records in try records.events.fail(event.id, of: nil, note: note) }
            throw error
        }
    }

    private func outcome(of event: StripeEvent) async throws -> Receipt {
        // Test and live events must never mix; the other mode's go to a server with the other key.
        if let stripe = billing.stripe, let isLive = event.isLive, isLive != stripe.isLive {
            return try await finish(event, "of the \(isLive ? "live" : "test") mode, and the key is of the other one")
        }
        switch event.meaning {
        case .subscription(let subscription): return try await settle(lead(event, subscription))
        case .checkout(let checkout, let state): return try await take(checkout, state, event)
        case .invoice(let invoice):
            guard let lead = lead(event, invoice) else { return try await finish(event, "not for a subscription") }
            return try await settle(lead)
        case .customerGone(let customer): return try await forget(customer, event)
        case .nothing(let reason): return try await finish(event, reason)
        }
    }

    private func settle(_ lead: SettleSubscription.Lead) async throws -> Receipt {
        switch try await SettleSubscription(billing: billing)(lead) {
        case .applied: .taken(.applied, note: nil)
        case .unchanged(_, let note): .taken(.unchanged, note: note)
        case .ignored(_, let note): .taken(.ignored, note: note)
        }
    }

    // MARK: What each says

    private func lead(_ event: StripeEvent, _ subscription: StripeSubscription) -> SettleSubscription.Lead {
        SettleSubscription.Lead(
            subscription: subscription.id, customer: subscription.customer, tenant: subscription.tenant, isLive: subscription.isLive,
            position: event.position, otherwise: .event(subscription), event: event.id)
    }

    /// An invoice that is paid or not says how its subscription does.
    private func lead(_ event: StripeEvent, _ invoice: StripeInvoice) -> SettleSubscription.Lead? {
        guard let subscription = invoice.subscription else { return nil }
        let status: Subscription.Status = invoice.due == nil ? .active : invoice.isFirst ? .incomplete : .pastDue
        let plan = billing.settings.plan(price: invoice.price, lookupKey: invoice.lookupKey, named: nil)
        return SettleSubscription.Lead(
            subscription: subscription, customer: invoice.customer, tenant: invoice.tenant, isLive: invoice.isLive,
            position: event.position, otherwise: .guess(status: status, plan: plan, due: invoice.due), event: event.id)
    }

    private func take(_ checkout: StripeCheckout, _ state: CheckoutStore.State?, _ event: StripeEvent) async throws -> Receipt {
        guard let subscription = checkout.subscription else { return try await close(checkout, state, event) }
        let plan = billing.settings.plan(price: nil, lookupKey: nil, named: checkout.plan)
        return try await settle(
            SettleSubscription.Lead(
                subscription: subscription, customer: checkout.customer, tenant: checkout.tenant, isLive: checkout.isLive,
                position: event.position, otherwise: .guess(status: checkout.isPaid ? .active : .incomplete, plan: plan, due: nil),
                checkout: state.map { (checkout.id, $0) }, event: event.id))
    }

    // MARK: What needs no subscription

    private func close(_ checkout: StripeCheckout, _ state: CheckoutStore.State?, _ event: StripeEvent) async throws -> Receipt {
        guard let state, let tenant = try await tenant(of: checkout) else { return try await finish(event, "led to no subscription") }
        let now = billing.now()
        try await billing.database.write(for: tenant) { books in
            try books.checkouts.set(state, checkout.id)
            try books.billingRecords.events.finish(event.id, .applied, of: tenant, note: nil, at: now)
        }
        return .taken(.applied, note: nil)
    }

    private func tenant(of checkout: StripeCheckout) async throws -> TenantID? {
        if let customer = checkout.customer,
            let tenant = try await billing.database.readBilling({ records in try records.customers.tenant(of: customer) })
        {
            return tenant
        }
        guard let named = checkout.tenant else { return nil }
        return try await TenantStore(billing.database).record(named)?.id
    }

    /// The customer is no longer used, and what it paid for has ended.
    private func forget(_ customer: String, _ event: StripeEvent) async throws -> Receipt {
        let owner = try await billing.database.readBilling { records in try records.customers.tenant(of: customer) }
        guard let tenant = owner else { return try await finish(event, "belongs to no company here") }
        let now = billing.now()
        let position = event.position
        try await billing.database.write(for: tenant) { books in
            try books.billingRecords.customers.forget(customer, of: tenant, at: now)
            for isLive in [false, true] {
                for var subscription in try books.subscriptions.all(isLive: isLive) where subscription.customer == customer {
                    guard !subscription.status.isTerminal else { continue }
                    (subscription.status, subscription.endedAt) = (.canceled, position.at)
                    subscription.position = max(subscription.position, position)
                    try books.keep(subscription, source: event.id, at: now)
                }
            }
            try books.audit.append(.init(actor: "Stripe", action: "customer.deleted", subject: customer, detail: "by \(event.id)"), at: now)
            try books.billingRecords.events.finish(event.id, .applied, of: tenant, note: nil, at: now)
        }
        return .taken(.applied, note: nil)
    }

    private func finish(_ event: StripeEvent, _ reason: String) async throws -> Receipt {
        let now = billing.now()
        try await billing.database.writeBilling { records in
            try records.events.finish(event.id, .ignored, of: nil, note: reason, at: now)
        }
        return .taken(.ignored, note: reason)
    }
}
