package import Bookkeeping

/// Which of the provider's customers is which tenant, one in each mode; no other file names `billing_customer`.
package struct BillingCustomerStore {
    let db: any Connection

    package func tenant(of customer: String) throws(StorageError) -> TenantID? {
        try db.first("SELECT tenant_id FROM billing_customer WHERE stripe_customer_id = \(customer)")
    }

    /// The one in use.
    package func customer(of tenant: TenantID, isLive: Bool) throws(StorageError) -> String? {
        try db.first(
            """
            SELECT stripe_customer_id FROM billing_customer
            WHERE tenant_id = \(tenant) AND livemode = \(isLive) AND forgotten_at IS NULL
            """)
    }

    /// The latest that is not in use: gone at the provider, or made there by somebody else.
    package func lastForgotten(of tenant: TenantID, isLive: Bool) throws(StorageError) -> String? {
        try db.first(
            """
            SELECT stripe_customer_id FROM billing_customer
            WHERE tenant_id = \(tenant) AND livemode = \(isLive) AND forgotten_at IS NOT NULL
            ORDER BY created_at DESC, stripe_customer_id DESC LIMIT 1
            """)
    }

    /// Notes whose customer this is, where nobody has it; it comes into use where the tenant has none in use.
    /// - Returns: whether the customer is the tenant's own.
    package func claim(_ customer: String, for tenant: TenantID, isLive: Bool, at now: Instant) throws(StorageError) -> Bool {
        try db.execute(
            """
            INSERT INTO billing_customer (tenant_id, stripe_customer_id, livemode, created_at)
            VALUES (\(tenant), \(customer), \(isLive), \(now)) ON CONFLICT DO NOTHING
            """)
        try db.execute(
            """
            INSERT INTO billing_customer (tenant_id, stripe_customer_id, livemode, created_at, forgotten_at)
            VALUES (\(tenant), \(customer), \(isLive), \(now), \(now)) ON CONFLICT DO NOTHING
            """)
        return try self.tenant(of: customer) == tenant
    }

    package func forget(_ customer: String, of tenant: TenantID, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            UPDATE billing_customer SET forgotten_at = \(now)
            WHERE tenant_id = \(tenant) AND stripe_customer_id = \(customer) AND forgotten_at IS NULL
            """)
    }
}
