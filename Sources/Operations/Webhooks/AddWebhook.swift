package import Bookkeeping
package import Storage

/// Has a tenant's events told to a server of its own.
package struct AddWebhook: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    static let most = 20

    /// - Returns: with the secret that its receiver checks signatures by, shown this once.
    package func callAsFunction(
        for tenant: TenantID, url: String, events: Set<WebhookStore.Event>, by member: Member
    ) async throws -> (id: WebhookID, secret: String) {
        let target = try WebhookTarget(url)
        guard !events.isEmpty else { throw WebhookError.noEvents }
        let (front, now, secret) = (front, front.now(), front.random.make(32))
        let id = try await front.database.from(member.caller.address).write(for: tenant) { books in
            try books.require(.manageWebhooks, of: member.user)
            guard try books.webhooks.all().count < Self.most else { throw WebhookError.tooMany(Self.most) }
            let id = try books.webhooks.reserveID()
            let sealed = try front.secrets.seal(secret, for: .webhook, in: Self.place(tenant, id))
            try books.webhooks.add(id, url: target.url, sealedSecret: sealed, events: events, by: member.actor, at: now)
            try books.audit.append(
                .init(
                    actor: member.actor, action: "webhook.added", subject: "webhook \(id)",
                    // The host alone: people put keys into paths.
                    detail: "\(target.host): \(events.map(\.rawValue).sorted().joined(separator: ", "))"), at: now)
            return id
        }
        return (id, WebhookSignature.secretText(secret))
    }

    static func place(_ tenant: TenantID, _ id: WebhookID) -> String { "tenant \(tenant) webhook \(id)" }
}
