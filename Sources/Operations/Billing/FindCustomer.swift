import Bookkeeping
import Storage

/// The provider's customer that a tenant is, made when it is first needed; one in test mode and another one in live mode.
struct FindCustomer: Sendable {
    let billing: Billing
    let stripe: Stripe

    /// Two requests at one moment send one key, so the provider makes one customer for both.
    func customer(of tenant: TenantID, by member: Member) async throws -> String {
        let isLive = stripe.isLive
        let (known, forgotten) = try await billing.database.read(for: tenant) { books in
            let customers = books.billingRecords.customers
            return (try customers.customer(of: tenant, isLive: isLive), try customers.lastForgotten(of: tenant, isLive: isLive))
        }
        if let known { return known }
        let name = try await TenantStore(billing.database).record(tenant)?.name ?? ""
        let successor = forgotten.map { "-after-\($0)" } ?? ""
        let made = try await stripe.createCustomer(
            .init(tenant: tenant, name: name, email: member.email),
            IdempotencyKey(rawValue: "customer-\(tenant)-\(isLive ? "live" : "test")\(successor)"))
        let now = billing.now()
        return try await billing.database.write(for: tenant) { books in
            let customers = books.billingRecords.customers
            guard try customers.claim(made, for: tenant, isLive: isLive, at: now) else { throw BillingError.otherCustomer }
            return try customers.customer(of: tenant, isLive: isLive) ?? made
        }
    }

    func forget(_ customer: String, of tenant: TenantID) async throws {
        let now = billing.now()
        try await billing.database.write(for: tenant) { books in
            try books.billingRecords.customers.forget(customer, of: tenant, at: now)
        }
    }
}
