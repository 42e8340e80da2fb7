package import Bookkeeping
import Storage

/// Works on a kept event once more, as the Owner asks: after a fault, or to be sure. What it changes is what the provider says now, so an old
/// event brings nothing old back.
package struct ReplayStripeEvent: Sendable {
    let billing: Billing

    package init(_ billing: Billing) { self.billing = billing }

    @discardableResult
    package func callAsFunction(_ id: String, for tenant: TenantID, by member: Member) async throws -> TakeStripeEvent.Receipt {
        let now = billing.now()
        let payload = try await billing.database.write(for: tenant) { books in
            try books.require(.manageBilling, of: member.user)
            guard let record = try books.billingRecords.events.record(id), record.tenant == tenant else { throw BillingError.noSuchEvent }
            try books.audit.append(
                .init(actor: member.actor, action: "event.replayed", subject: id, detail: record.delivery.type), at: now)
            return record.delivery.payload
        }
        return try await TakeStripeEvent(billing).work(on: StripeEvent(Array(payload.utf8)))
    }
}
