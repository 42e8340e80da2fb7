extension Migration {
    /// What a tenant pays us for, and every event that the payment provider sent.
    static let billing = Migration(
        id: "004_billing",
        up: Script(
            """
            CREATE TABLE billing_subscriptions (
                tenant_id INTEGER NOT NULL PRIMARY KEY REFERENCES tenant_settings (tenant_id),
                plan TEXT NOT NULL,
                status TEXT NOT NULL,
                stripe_customer_id TEXT,
                stripe_subscription_id TEXT,
                current_period_end INTEGER,
                updated_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX idx_billing_subscriptions_status ON billing_subscriptions (status);
            CREATE INDEX idx_billing_subscriptions_customer ON billing_subscriptions (stripe_customer_id);
            CREATE INDEX idx_billing_subscriptions_subscription ON billing_subscriptions (stripe_subscription_id);

            CREATE TABLE billing_events (
                stripe_event_id TEXT NOT NULL PRIMARY KEY,
                type TEXT NOT NULL,
                payload_json TEXT NOT NULL,
                processed INTEGER NOT NULL CHECK (processed IN (0, 1)),
                created_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX idx_billing_events_type ON billing_events (type);
            CREATE INDEX idx_billing_events_processed ON billing_events (processed);

            """,
            postgres: rowLevelSecurity(on: ["billing_subscriptions"])),
        down: Script("DROP TABLE billing_events;\nDROP TABLE billing_subscriptions;\n"))
}
