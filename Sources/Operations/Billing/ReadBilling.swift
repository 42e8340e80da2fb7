package import Bookkeeping
package import Storage

/// Where a tenant stands: what it pays, whether that is in order, how much of it is used, and what happens if not. Asks nobody outside.
package struct ReadBilling: Sendable {
    let billing: Billing

    package init(_ billing: Billing) { self.billing = billing }

    package struct Standing: Sendable {
        /// Nil without a key.
        package let mode: Mode?
        package let hasWebhook: Bool
        /// The one that counts, of the key's mode.
        package let subscription: Subscription?
        /// A second one that is being paid as well.
        package let extra: String?
        package let allowance: Allowance
        /// Plans that have a price on this server.
        package let sold: [Plan]

        package enum Mode: Hashable, Sendable { case test, live }

        /// When imports stop, for a subscription whose payment is late.
        package var graceEnds: Instant? { subscription.flatMap(ReadBilling.graceEnds) }
    }

    /// What may come in this month.
    package struct Allowance: Sendable {
        package let usedLines: Int
        /// Nil without a limit.
        package let limit: Int?
        /// Of another company of the same Owner, whose plan covers this one.
        package let isCoveredElsewhere: Bool
        /// Why nothing may come in; nil where it may.
        package let refusal: BillingError?
    }

    /// How long a late payment changes nothing.
    package static let graceDays: Int64 = 30
    /// What a company without a plan may try, once.
    package static let freeLines = 1_000

    package func callAsFunction(for tenant: TenantID) async throws -> Standing {
        let isLive = billing.stripe?.isLive
        let (subscription, extra) = try await subscription(of: tenant)
        return Standing(
            mode: isLive.map { $0 ? .live : .test }, hasWebhook: !billing.settings.webhookSecrets.isEmpty, subscription: subscription,
            extra: extra, allowance: try await allowance(for: tenant, subscription),
            sold: Plan.sold.filter { billing.settings.prices[$0] != nil })
    }

    /// Whether an import may begin; the import that reaches the limit is finished whole.
    package func allowance(for tenant: TenantID) async throws -> Allowance {
        try await allowance(for: tenant, subscription(of: tenant).0)
    }

    private func subscription(of tenant: TenantID) async throws -> (Subscription?, String?) {
        let isLive = billing.stripe?.isLive
        return try await billing.database.read(for: tenant) { books in
            guard let current = try books.subscriptions.current(), isLive == nil || current.isLive == isLive else { return (nil, nil) }
            return (try current.subscription.flatMap { try books.subscriptions.subscription($0) }, current.extra)
        }
    }

    private func allowance(for tenant: TenantID, _ subscription: Subscription?) async throws -> Allowance {
        let now = billing.now()
        let month = Instant.startOfMonth(of: now)
        let isTrial = subscription == nil || subscription?.status == .incomplete
        let used = try await billing.database.read(for: tenant) { books in
            try books.imports.newLineCount(since: isTrial ? EventPosition.unknown.at : month)
        }
        func allowance(_ limit: Int?, _ refusal: BillingError?, elsewhere: Bool = false) -> Allowance {
            Allowance(usedLines: used, limit: limit, isCoveredElsewhere: elsewhere, refusal: refusal)
        }
        guard billing.stripe != nil else { return allowance(nil, nil) }
        let stopped = subscription.flatMap { Self.stops($0, at: now) }
        let limit = isTrial || stopped != nil ? Self.freeLines : subscription?.plan.linesPerMonth
        let isFull = limit.map { used >= $0 } ?? false
        guard stopped != nil || isFull else { return allowance(limit, nil) }
        if try await isCoveredElsewhere(tenant) { return allowance(nil, nil, elsewhere: true) }
        if let stopped { return allowance(limit, .importsStopped(stopped)) }
        return allowance(limit, .lineLimitReached(isTrial ? nil : subscription?.plan, limit: limit ?? 0))
    }

    private static func stops(_ subscription: Subscription, at now: Instant) -> Subscription.Status? {
        switch subscription.status {
        case .trialing, .active, .other, .incomplete: nil
        case .pastDue: graceEnds(subscription).map { now >= $0 } == true ? .pastDue : nil
        case .unpaid, .paused, .canceled, .incompleteExpired: subscription.status
        }
    }

    private static func graceEnds(_ subscription: Subscription) -> Instant? {
        guard subscription.status == .pastDue, let since = subscription.pastDueSince else { return nil }
        return since.advanced(bySeconds: graceDays * 86_400)
    }

    /// A plan for several companies covers all that its Owner owns.
    private func isCoveredElsewhere(_ tenant: TenantID) async throws -> Bool {
        let owners = try await billing.database.read(for: tenant) { books in
            try books.members.all().filter { $0.role == .owner }.map(\.user.id)
        }
        let others = try await billing.database.readBilling { records in
            try owners.flatMap { owner in
                try records.memberships.of(owner).filter { $0.role == .owner && $0.tenant != tenant }.map(\.tenant)
            }
        }
        let now = billing.now()
        for other in Set(others) {
            guard let subscription = try await subscription(of: other).0 else { continue }
            if subscription.plan.coversSeveralTenants, subscription.status.isRunning, Self.stops(subscription, at: now) == nil {
                return true
            }
        }
        return false
    }
}

extension Instant {
    /// Of the month in UTC.
    fileprivate static func startOfMonth(of now: Instant) -> Instant {
        let day = CalendarDate(dayNumber: Int32(now.milliseconds / 86_400_000))
        let first = CalendarDate(year: day.year, month: day.month, day: 1) ?? day
        return Instant(milliseconds: Int64(first.dayNumber) * 86_400_000)
    }
}
