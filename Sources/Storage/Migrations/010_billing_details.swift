extension Migration {
    /// What it takes to keep a subscription right whatever the order of events.
    ///
    /// `billing_customer` and `billing_events` are looked into before it is known whose event it is, so no row-level security guards them.
    /// A customer with `forgotten_at` is known as the tenant's and used for nothing new.
    /// `billing_stripe_subscription` holds every subscription that the provider ever told of; the contract's `billing_subscriptions` has
    /// the one of them that counts. `version` grows with every change: what was read from the provider before a change is read again.
    /// `event_at` and `event_rank` place the newest event that was heeded. Times are in milliseconds, amounts in minor units.
    static let billingDetails = Migration(
        id: "010_billing_details",
        up: Script(
            """
            ALTER TABLE billing_subscriptions ADD COLUMN livemode INTEGER;
            ALTER TABLE billing_subscriptions ADD COLUMN extra_subscription_id TEXT;

            ALTER TABLE billing_events ADD COLUMN tenant_id INTEGER;
            ALTER TABLE billing_events ADD COLUMN livemode INTEGER;
            ALTER TABLE billing_events ADD COLUMN occurred_at INTEGER;
            ALTER TABLE billing_events ADD COLUMN api_version TEXT;
            ALTER TABLE billing_events ADD COLUMN object_id TEXT;
            ALTER TABLE billing_events ADD COLUMN outcome TEXT;
            ALTER TABLE billing_events ADD COLUMN note TEXT;
            ALTER TABLE billing_events ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE billing_events ADD COLUMN processed_at INTEGER;
            CREATE INDEX idx_billing_events_tenant ON billing_events (tenant_id, created_at);

            CREATE TABLE billing_customer (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                stripe_customer_id TEXT NOT NULL,
                livemode INTEGER NOT NULL CHECK (livemode IN (0, 1)),
                created_at INTEGER NOT NULL,
                forgotten_at INTEGER,
                PRIMARY KEY (tenant_id, stripe_customer_id)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX billing_customer_by_id ON billing_customer (stripe_customer_id);
            CREATE UNIQUE INDEX billing_customer_in_use ON billing_customer (tenant_id, livemode) WHERE forgotten_at IS NULL;

            CREATE TABLE billing_stripe_subscription (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                stripe_subscription_id TEXT NOT NULL,
                stripe_customer_id TEXT NOT NULL,
                livemode INTEGER NOT NULL CHECK (livemode IN (0, 1)),
                status TEXT NOT NULL,
                plan TEXT NOT NULL,
                started_at INTEGER,
                period_start INTEGER,
                period_end INTEGER,
                cancel_at INTEGER,
                ended_at INTEGER,
                discount TEXT,
                due_amount INTEGER,
                due_currency TEXT,
                due_since INTEGER,
                next_payment_at INTEGER,
                past_due_since INTEGER,
                event_at INTEGER NOT NULL,
                event_rank INTEGER NOT NULL,
                version INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                PRIMARY KEY (tenant_id, stripe_subscription_id)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX billing_stripe_subscription_by_id ON billing_stripe_subscription (stripe_subscription_id);

            CREATE TABLE billing_checkout (
                tenant_id INTEGER NOT NULL REFERENCES tenant (id),
                id INTEGER NOT NULL,
                session_id TEXT NOT NULL,
                livemode INTEGER NOT NULL CHECK (livemode IN (0, 1)),
                plan TEXT NOT NULL,
                coupon TEXT,
                state TEXT NOT NULL CHECK (state IN ('open', 'complete', 'expired')),
                created_at INTEGER NOT NULL,
                created_by TEXT NOT NULL,
                PRIMARY KEY (tenant_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX billing_checkout_by_session ON billing_checkout (session_id);

            """,
            postgres: rowLevelSecurity(on: ["billing_stripe_subscription", "billing_checkout"])),
        down: Script(
            """
            DROP TABLE billing_checkout;
            DROP TABLE billing_stripe_subscription;
            DROP TABLE billing_customer;
            DROP INDEX idx_billing_events_tenant;
            ALTER TABLE billing_events DROP COLUMN processed_at;
            ALTER TABLE billing_events DROP COLUMN attempts;
            ALTER TABLE billing_events DROP COLUMN note;
            ALTER TABLE billing_events DROP COLUMN outcome;
            ALTER TABLE billing_events DROP COLUMN object_id;
            ALTER TABLE billing_events DROP COLUMN api_version;
            ALTER TABLE billing_events DROP COLUMN occurred_at;
            ALTER TABLE billing_events DROP COLUMN livemode;
            ALTER TABLE billing_events DROP COLUMN tenant_id;
            ALTER TABLE billing_subscriptions DROP COLUMN extra_subscription_id;
            ALTER TABLE billing_subscriptions DROP COLUMN livemode;

            """))
}
