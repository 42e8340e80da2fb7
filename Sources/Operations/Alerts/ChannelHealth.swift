import Bookkeeping
import Storage

/// Keeps count of refusals: three for good, one after the other, and a channel is switched off, which the Owner hears through the other one.
struct ChannelHealth {
    let books: Books
    let messenger: Messenger
    let publicURL: String
    let now: Instant

    static let mostRefusals = 3

    func note(_ channel: AlertChannel, failure: SendFailure?) throws {
        var health = try books.channels.health(channel)
        if let failure {
            health.refusals += 1
            health.lastError = failure.text
        } else {
            (health.refusals, health.disabledAt, health.lastError, health.lastSentAt) = (0, nil, nil, now)
        }
        let isNews = health.refusals >= Self.mostRefusals && health.disabledAt == nil
        if isNews { health.disabledAt = now }
        try books.channels.save(health, of: channel)
        if isNews { try tellOwner(of: channel, health) }
    }

    private func tellOwner(of channel: AlertChannel, _ health: ChannelStore.Health) throws {
        try books.audit.append(
            .init(
                actor: "machine:alerts", action: "channel.disabled", subject: channel.rawValue,
                detail: "\(health.refusals) refusals: \(health.lastError ?? "")"), at: now)
        let (other, settings) = (channel.other, try books.notifications.current())
        let message = AlertMessage(
            subject: "⚠️ \(channel.words) notifications are switched off",
            text: """
                \(health.refusals) messages by \(channel.words) were refused one after the other, the last one with: \(health.lastError ?? "")
                Nothing is sent there until its settings are saved anew or a test goes through.
                """, company: "", publicURL: publicURL)
        let why =
            try messenger.whyDry(other, settings) ?? (books.channels.health(other).disabledAt.map { _ in "Switched off after refusals" })
        try books.notificationLog.add(
            [
                .init(
                    other, type: "channel_disabled", payload: try message.payload(other, to: settings?.email), why == nil ? .waiting : .off,
                    error: why)
            ], at: now)
    }
}

extension AlertChannel {
    package var words: String { self == .email ? "Email" : "Slack" }
}
