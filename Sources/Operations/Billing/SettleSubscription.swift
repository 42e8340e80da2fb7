import Bookkeeping
import Storage

/// Brings what is known of a subscription up to date: the one way in which a webhook, the page after a payment and a replay change it.
///
/// The provider is asked outside of any transaction, since an answer may take seconds. What was known before the question is numbered:
/// if it has changed when the answer is to be written, the question is asked again. So the answer that is written last is never older than
/// one written before, however many deliveries run side by side.
struct SettleSubscription: Sendable {
    let billing: Billing

    /// Where a subscription showed up, and what is said about it there.
    struct Lead: Sendable {
        let subscription: String
        let customer: String?
        let tenant: TenantID?
        let isLive: Bool
        let position: EventPosition
        /// What counts where the provider cannot be asked.
        var otherwise: Otherwise = .nothing
        /// The payment page that led to it, and what became of that.
        var checkout: (session: String, state: CheckoutStore.State)?
        /// The event to note the result with.
        var event: String?

        enum Otherwise: Sendable {
            case nothing
            case event(StripeSubscription)
            case guess(status: Subscription.Status, plan: Plan, due: Subscription.Due?)
        }
    }

    enum Result: Sendable {
        case applied(TenantID)
        case unchanged(TenantID, String)
        case ignored(TenantID?, String)
    }

    /// Everybody who overtakes has written something: this many at one moment means that something is wrong.
    private static let mostAttempts = 50

    func callAsFunction(_ lead: Lead) async throws -> Result {
        for _ in 0..<Self.mostAttempts {
            let known = try await tenant(customer: lead.customer, named: lead.tenant)
            let version = try await version(lead.subscription, of: known)
            let told = try await report(lead)
            guard let told else { return try await ignore(lead, known, "the provider has no such subscription") }
            let customer = told.report.told.customer
            guard let tenant = try await self.tenant(customer: customer, named: told.tenant ?? lead.tenant) else {
                return try await ignore(lead, nil, "belongs to no company here")
            }
            // Its version was not looked at before the question.
            if tenant != known, try await self.version(lead.subscription, of: tenant) != version { continue }
            if let result = try await write(told.report, for: tenant, ifStill: version, lead) { return result }
        }
        throw BillingError.crowded
    }

    // MARK: Whose it is

    /// Whoever the customer belongs to; only for a customer that nobody has, whoever is named beside it.
    private func tenant(customer: String?, named: TenantID?) async throws -> TenantID? {
        if let customer {
            let owner = try await billing.database.readBilling { records in try records.customers.tenant(of: customer) }
            if let owner { return owner }
        }
        guard let named else { return nil }
        return try await TenantStore(billing.database).record(named)?.id
    }

    private func version(_ subscription: String, of tenant: TenantID?) async throws -> Int {
        guard let tenant else { return 0 }
        return try await billing.database.read(for: tenant) { books in try books.subscriptions.version(of: subscription) }
    }

    // MARK: What is said

    private struct Told: Sendable {
        let report: SubscriptionReport
        let tenant: TenantID?
    }

    /// - Returns: nil where neither the provider nor the event knows of it.
    private func report(_ lead: Lead) async throws -> Told? {
        do {
            let answer = try await billing.configured().subscription(lead.subscription)
            guard let subscription = subscription(answer, lead) else { return nil }
            return Told(report: .answer(subscription), tenant: answer.tenant)
        } catch StripeError.missing {
            // It was removed with its customer, or is of another account: what was signed stands, and without that there is nothing.
            if case .nothing = lead.otherwise { return nil }
            return try withoutAnswer(lead)
        } catch let error as StripeError where error.isOutage {
            return try withoutAnswer(lead)
        } catch BillingError.notConfigured {
            return try withoutAnswer(lead)
        }
    }

    private func withoutAnswer(_ lead: Lead) throws -> Told? {
        switch lead.otherwise {
        case .nothing: throw BillingError.providerSilent
        case .event(let told):
            guard let subscription = subscription(told, lead) else { return nil }
            return Told(report: .event(subscription), tenant: told.tenant)
        case .guess(let status, let plan, let due):
            guard let customer = lead.customer else { return nil }
            var subscription = Subscription(
                id: lead.subscription, customer: customer, isLive: lead.isLive, status: status, plan: plan, position: lead.position)
            subscription.due = due
            return Told(report: .guess(subscription), tenant: lead.tenant)
        }
    }

    private func subscription(_ told: StripeSubscription, _ lead: Lead) -> Subscription? {
        guard let customer = told.customer ?? lead.customer else { return nil }
        var subscription = Subscription(
            id: told.id, customer: customer, isLive: told.isLive, status: told.status,
            plan: billing.settings.plan(price: told.price, lookupKey: told.lookupKey, named: told.namedPlan), position: lead.position)
        (subscription.startedAt, subscription.periodStart, subscription.periodEnd) = (told.startedAt, told.periodStart, told.periodEnd)
        (subscription.cancelAt, subscription.endedAt) = (told.cancelAt, told.endedAt)
        (subscription.discount, subscription.due) = (told.discount, told.due)
        return subscription
    }

    // MARK: What becomes of it

    /// - Returns: nil when somebody else has written since `version`.
    private func write(_ report: SubscriptionReport, for tenant: TenantID, ifStill version: Int, _ lead: Lead) async throws -> Result? {
        let now = billing.now()
        return try await billing.database.write(for: tenant) { books in
            guard try books.subscriptions.version(of: lead.subscription) == version else { return nil }
            let told = report.told
            guard try books.billingRecords.customers.claim(told.customer, for: tenant, isLive: told.isLive, at: now) else {
                return try books.finish(
                    lead, .ignored(nil, "the customer is another company's"), at: now)
            }
            if let (session, state) = lead.checkout { try books.checkouts.set(state, session) }
            switch try books.subscriptions.subscription(lead.subscription).hearing(report) {
            case .changed(let subscription):
                try books.keep(subscription, source: lead.event ?? lead.checkout?.session ?? "a look at the provider", at: now)
                return try books.finish(lead, .applied(tenant), at: now)
            case .noted(let subscription):
                try books.subscriptions.save(subscription, at: now)
                return try books.finish(lead, .unchanged(tenant, SubscriptionTransition.Reason.known.rawValue), at: now)
            case .refused(let reason):
                return try books.finish(lead, .unchanged(tenant, reason.rawValue), at: now)
            }
        }
    }

    private func ignore(_ lead: Lead, _ tenant: TenantID?, _ reason: String) async throws -> Result {
        guard let event = lead.event else { return .ignored(tenant, reason) }
        let now = billing.now()
        try await billing.database.writeBilling { records in
            try records.events.finish(event, .ignored, of: tenant, note: reason, at: now)
        }
        return .ignored(tenant, reason)
    }
}

extension Books {
    /// Saves a subscription that changed, and which one counts from now on.
    func keep(_ subscription: Subscription, source: String, at now: Instant) throws {
        let before = try subscriptions.current()
        try subscriptions.save(subscription, at: now)
        guard let current = SubscriptionStore.Current(among: try subscriptions.all(isLive: subscription.isLive)) else { return }
        try audit.append(
            .init(
                actor: "Stripe", action: "subscription.changed", subject: subscription.id,
                detail: "\(subscription.status.rawValue), plan \(subscription.plan.rawValue), by \(source)"), at: now)
        guard current != before else { return }
        try settings.begin(by: "Stripe", at: now)
        try subscriptions.save(current, at: now)
        if let extra = current.extra, extra != before?.extra {
            try audit.append(
                .init(
                    actor: "Stripe", action: "subscription.doubled", subject: extra,
                    detail: "runs beside \(current.subscription ?? ""); both are charged"), at: now)
        }
    }

    /// Notes what became of the event in the transaction of what it changed.
    fileprivate func finish(
        _ lead: SettleSubscription.Lead, _ result: SettleSubscription.Result, at now: Instant
    ) throws -> SettleSubscription.Result {
        guard let event = lead.event else { return result }
        switch result {
        case .applied(let tenant): try billingRecords.events.finish(event, .applied, of: tenant, note: nil, at: now)
        case .unchanged(let tenant, let note): try billingRecords.events.finish(event, .unchanged, of: tenant, note: note, at: now)
        case .ignored(let tenant, let note): try billingRecords.events.finish(event, .ignored, of: tenant, note: note, at: now)
        }
        return result
    }
}
