import Bookkeeping

/// A tenant's subscriptions, and which of them counts; no other file names `billing_stripe_subscription` and `billing_subscriptions`.
package struct SubscriptionStore {
    let db: any Connection
    let tenant: TenantID

    /// The row that outsiders read.
    package struct Current: Hashable, Sendable {
        package let plan: Plan
        package let status: Subscription.Status
        package let customer: String?
        package let subscription: String?
        package let periodEnd: Instant?
        package let isLive: Bool?
        /// A second one that is being paid as well.
        package let extra: String?

        package init(
            plan: Plan, status: Subscription.Status, customer: String?, subscription: String?, periodEnd: Instant?, isLive: Bool?,
            extra: String?
        ) {
            (self.plan, self.status, self.customer, self.subscription) = (plan, status, customer, subscription)
            (self.periodEnd, self.isLive, self.extra) = (periodEnd, isLive, extra)
        }
    }

    package func current() throws(StorageError) -> Current? {
        try db.first(
            """
            SELECT plan, status, stripe_customer_id, stripe_subscription_id, current_period_end, livemode, extra_subscription_id
            FROM billing_subscriptions WHERE tenant_id = \(tenant)
            """
        ) { (row) throws(StorageError) in
            Current(
                plan: try row[0], status: try row[1], customer: try row[2], subscription: try row[3], periodEnd: try row[4],
                isLive: try row[5], extra: try row[6])
        }
    }

    package func save(_ current: Current, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO billing_subscriptions (tenant_id, plan, status, stripe_customer_id, stripe_subscription_id, current_period_end,
                updated_at, livemode, extra_subscription_id)
            VALUES (\(tenant), \(current.plan), \(current.status), \(current.customer), \(current.subscription), \(current.periodEnd),
                \(now), \(current.isLive), \(current.extra))
            ON CONFLICT (tenant_id) DO UPDATE SET plan = excluded.plan, status = excluded.status,
                stripe_customer_id = excluded.stripe_customer_id, stripe_subscription_id = excluded.stripe_subscription_id,
                current_period_end = excluded.current_period_end, updated_at = excluded.updated_at, livemode = excluded.livemode,
                extra_subscription_id = excluded.extra_subscription_id
            """)
    }

    package func subscription(_ id: String) throws(StorageError) -> Subscription? {
        try subscriptions("stripe_subscription_id = \(id)").first
    }

    /// Of one mode, in the order in which they began.
    package func all(isLive: Bool) throws(StorageError) -> [Subscription] { try subscriptions("livemode = \(isLive)") }

    /// How often a subscription has changed; 0 for one that is not known.
    package func version(of id: String) throws(StorageError) -> Int {
        try db.first(
            "SELECT version FROM billing_stripe_subscription WHERE tenant_id = \(tenant) AND stripe_subscription_id = \(id)") ?? 0
    }

    package func save(_ subscription: Subscription, at now: Instant) throws(StorageError) {
        let (due, position) = (subscription.due, subscription.position)
        try db.execute(
            """
            INSERT INTO billing_stripe_subscription (tenant_id, stripe_subscription_id, stripe_customer_id, livemode, status, plan,
                started_at, period_start, period_end, cancel_at, ended_at, discount, due_amount, due_currency, due_since,
                next_payment_at, past_due_since, event_at, event_rank, version, updated_at)
            VALUES (\(tenant), \(subscription.id), \(subscription.customer), \(subscription.isLive), \(subscription.status),
                \(subscription.plan), \(subscription.startedAt), \(subscription.periodStart), \(subscription.periodEnd),
                \(subscription.cancelAt), \(subscription.endedAt), \(subscription.discount), \(due?.amount), \(due?.currency),
                \(due?.since), \(due?.nextAttempt), \(subscription.pastDueSince), \(position.at), \(position.rank), 1, \(now))
            ON CONFLICT (tenant_id, stripe_subscription_id) DO UPDATE SET status = excluded.status, plan = excluded.plan,
                started_at = excluded.started_at, period_start = excluded.period_start, period_end = excluded.period_end,
                cancel_at = excluded.cancel_at, ended_at = excluded.ended_at, discount = excluded.discount,
                due_amount = excluded.due_amount, due_currency = excluded.due_currency, due_since = excluded.due_since,
                next_payment_at = excluded.next_payment_at, past_due_since = excluded.past_due_since, event_at = excluded.event_at,
                event_rank = excluded.event_rank, version = billing_stripe_subscription.version + 1, updated_at = excluded.updated_at
            """)
    }

    private func subscriptions(_ condition: SQL) throws(StorageError) -> [Subscription] {
        try db.all(
            """
            SELECT stripe_subscription_id, stripe_customer_id, livemode, status, plan, event_at, event_rank, started_at, period_start,
                period_end, cancel_at, ended_at, discount, due_amount, due_currency, due_since, next_payment_at, past_due_since
            FROM billing_stripe_subscription WHERE tenant_id = \(tenant) AND \(condition)
            ORDER BY COALESCE(started_at, 0), stripe_subscription_id
            """
        ) { (row) throws(StorageError) in
            var subscription = Subscription(
                id: try row[0], customer: try row[1], isLive: try row[2], status: try row[3], plan: try row[4],
                position: EventPosition(at: try row[5], rank: try row[6]))
            (subscription.startedAt, subscription.periodStart) = (try row[7], try row[8])
            (subscription.periodEnd, subscription.cancelAt) = (try row[9], try row[10])
            (subscription.endedAt, subscription.discount) = (try row[11], try row[12])
            if let amount: Int64 = try row[13], let currency: String = try row[14], let since: Instant = try row[15] {
                subscription.due = Subscription.Due(amount: amount, currency: currency, since: since, nextAttempt: try row[16])
            }
            subscription.pastDueSince = try row[17]
            return subscription
        }
    }
}
