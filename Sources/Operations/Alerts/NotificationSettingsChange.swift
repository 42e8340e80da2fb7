package import Bookkeeping
package import Storage

/// Sets whom a tenant wants told of what. The Owner alone.
package struct ChangeNotificationSettings: Sendable {
    let front: FrontOffice
    let messenger: Messenger

    package init(_ front: FrontOffice, _ messenger: Messenger) { (self.front, self.messenger) = (front, messenger) }

    package struct Change: Sendable {
        /// Empty: nobody is told by mail.
        package var email: String
        package var slack: Slack
        package var alerts: Set<AlertType>

        package enum Slack: Sendable { case keep, remove, set(String) }

        package init(email: String, slack: Slack, alerts: Set<AlertType>) { (self.email, self.slack, self.alerts) = (email, slack, alerts) }
    }

    package func callAsFunction(for tenant: TenantID, _ change: Change, by member: Member) async throws {
        let email = EmailAddress.folded(change.email)
        let address = email.isEmpty ? nil : try EmailAddress.checked(email)
        let sealed: String? =
            if case .set(let text) = change.slack { try front.sealed(SlackWebhook(text, at: messenger.slackHosts), of: tenant) } else {
                nil
            }
        let now = front.now()
        try await front.database.from(member.caller.address).write(for: tenant) { books in
            try books.require(.manageNotifications, of: member.user)
            let old = try books.notifications.current()
            var new = NotificationSettings(email: address, sealedSlackURL: old?.sealedSlackURL, alerts: change.alerts)
            switch change.slack {
            case .keep: break
            case .remove: new.sealedSlackURL = nil
            case .set: new.sealedSlackURL = sealed
            }
            // A tenant that was made before it had settings of any kind has none for these rows to hang on.
            try books.settings.begin(by: member.actor, at: now)
            try books.notifications.save(new, by: member.actor, at: now)
            // Saving is the Owner's word that a channel is in order again.
            for channel in AlertChannel.allCases {
                var health = try books.channels.health(channel)
                guard health.disabledAt != nil else { continue }
                (health.disabledAt, health.refusals) = (nil, 0)
                try books.channels.save(health, of: channel)
            }
            guard new != old else { return }
            try books.audit.append(
                .init(
                    actor: member.actor, action: "notifications.changed", subject: "notifications", detail: Self.words(from: old, to: new)),
                at: now)
        }
    }

    /// What is another, without the webhook itself.
    private static func words(from old: NotificationSettings?, to new: NotificationSettings) -> String {
        var parts: [String] = []
        if old?.email != new.email { parts.append("email \(new.email ?? "none")") }
        if old?.sealedSlackURL != new.sealedSlackURL {
            parts.append(new.sealedSlackURL == nil ? "Slack webhook removed" : "Slack webhook set")
        }
        if old?.alerts != new.alerts {
            let names = new.alerts.map(\.rawValue).sorted().joined(separator: ", ")
            parts.append(names.isEmpty ? "no alerts" : "alerts \(names)")
        }
        return parts.joined(separator: "; ")
    }
}

/// What everybody in a tenant may see of its notifications.
package struct ReadNotificationSettings: Sendable {
    let front: FrontOffice
    let messenger: Messenger

    package init(_ front: FrontOffice, _ messenger: Messenger) { (self.front, self.messenger) = (front, messenger) }

    package struct View: Sendable {
        package let email: String?
        package let slack: Slack
        /// All of them where nobody has chosen yet.
        package let alerts: Set<AlertType>
        package let health: [AlertChannel: ChannelStore.Health]
        /// Newest first.
        package let log: [NotificationLogStore.Record]

        package enum Slack: Sendable {
            case none
            case stored(host: String, ending: String)
            /// It was sealed under another SECRET_KEY, or its host is not allowed any more.
            case unreadable
        }
    }

    package func callAsFunction(for tenant: TenantID, latest: Int) async throws -> View {
        let (settings, health, log) = try await front.database.read(for: tenant) { books in
            let health = try AlertChannel.allCases.map { ($0, try books.channels.health($0)) }
            return (
                try books.notifications.current(), Dictionary(uniqueKeysWithValues: health), try books.notificationLog.page(limit: latest)
            )
        }
        return View(
            email: settings?.email, slack: slack(settings, of: tenant), alerts: settings?.alerts ?? Set(AlertType.allCases), health: health,
            log: log)
    }

    private func slack(_ settings: NotificationSettings?, of tenant: TenantID) -> View.Slack {
        guard settings?.sealedSlackURL != nil else { return .none }
        guard let webhook = try? front.slackWebhook(settings, of: tenant, at: messenger.slackHosts) else { return .unreadable }
        return .stored(host: webhook.host, ending: webhook.ending)
    }
}

extension Messenger {
    /// Whether mail can be sent to, or from, it.
    package static func isAddress(_ text: String) -> Bool { (try? EmailAddress.checked(text)) != nil }
}
