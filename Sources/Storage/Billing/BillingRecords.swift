/// What is looked into before it is known whose it is, within one transaction: the provider's events and customers.
package struct BillingRecords {
    let db: any Connection

    package var events: BillingEventStore { BillingEventStore(db: db) }
    package var customers: BillingCustomerStore { BillingCustomerStore(db: db) }
    package var memberships: MembershipStore { MembershipStore(db: db) }
}

extension Books {
    /// What an event changes in a tenant's rows and what is noted of the event are one transaction.
    package var billingRecords: BillingRecords { BillingRecords(db: db) }
    package var subscriptions: SubscriptionStore { SubscriptionStore(db: db, tenant: tenant) }
    package var checkouts: CheckoutStore { CheckoutStore(db: db, tenant: tenant) }
}

extension Database {
    package func readBilling<Value: Sendable>(_ body: @escaping @Sendable (BillingRecords) throws -> Value) async throws -> Value {
        try await read(.system) { db in try body(BillingRecords(db: db)) }
    }

    package func writeBilling<Value: Sendable>(_ body: @escaping @Sendable (BillingRecords) throws -> Value) async throws -> Value {
        try await write(.system) { db in try body(BillingRecords(db: db)) }
    }
}
