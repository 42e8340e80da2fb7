package import Bookkeeping
package import Storage

/// Tells a server nothing more; what still waits for it is given up.
package struct RemoveWebhook: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package func callAsFunction(_ id: WebhookID, for tenant: TenantID, by member: Member) async throws {
        let now = front.now()
        try await front.database.from(member.caller.address).write(for: tenant) { books in
            try books.require(.manageWebhooks, of: member.user)
            guard try books.webhooks.remove(id, at: now) else { throw WebhookError.noSuchWebhook }
            try books.audit.append(.init(actor: member.actor, action: "webhook.removed", subject: "webhook \(id)"), at: now)
        }
    }
}
