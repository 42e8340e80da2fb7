package import Bookkeeping
package import Storage

/// What a tenant was charged, as the provider's events told it: the state of each invoice in the newest of them. Asks nobody outside.
package struct ReadInvoices: Sendable {
    let billing: Billing

    package init(_ billing: Billing) { self.billing = billing }

    package struct Invoice: Hashable, Sendable {
        package let id: String
        /// As the provider prints it; nil where an event did not say.
        package let number: String?
        package let at: Instant
        /// `paid`, `open`, `void`, or a word of the provider's that nobody knows yet.
        package let status: String
        package let amount: Int64
        package let currency: String
        /// The provider's own page of it.
        package let address: String?
    }

    private static let mostEvents = 200

    /// The newest first.
    package func callAsFunction(for tenant: TenantID, limit: Int = 12) async throws -> [Invoice] {
        guard let isLive = billing.stripe?.isLive else { return [] }
        let records = try await billing.database.readBilling { records in
            try records.events.latest(of: tenant, type: "invoice.", limit: Self.mostEvents)
        }
        let events = records.filter { $0.delivery.isLive == isLive }.compactMap { try? StripeEvent(Array($0.delivery.payload.utf8)) }
        var newest: [String: (event: StripeEvent, invoice: Invoice)] = [:]
        for event in events {
            guard let invoice = Invoice(event.object) else { continue }
            if let known = newest[invoice.id], !Self.isNewer(event, invoice, than: known) { continue }
            newest[invoice.id] = (event, invoice)
        }
        return Array(newest.values.map(\.invoice).sorted { ($0.at, $0.id) > ($1.at, $1.id) }.prefix(limit))
    }

    /// Of one second, paid is the last word.
    private static func isNewer(_ event: StripeEvent, _ invoice: Invoice, than known: (event: StripeEvent, invoice: Invoice)) -> Bool {
        let (own, other) = (event.position.at, known.event.position.at)
        return own == other ? invoice.status == "paid" && known.invoice.status != "paid" : own > other
    }
}

extension ReadInvoices.Invoice {
    init?(_ value: WireValue) {
        guard value["object"].text == "invoice", let id = value["id"].text, let at = value["created"].instant else { return nil }
        let page = value["hosted_invoice_url"].text.flatMap { $0.hasPrefix("https://") && $0.utf8.count <= 2_000 ? $0 : nil }
        self.init(
            id: id, number: value["number"].text, at: at, status: value["status"].text ?? "unknown",
            amount: value["amount_due"].whole ?? value["amount_paid"].whole ?? 0, currency: value["currency"].text ?? "usd", address: page)
    }
}
