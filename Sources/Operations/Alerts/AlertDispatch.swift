import Bookkeeping
import Storage

/// Decides, in one transaction, what becomes of the alerts in a tenant's outbox: a message on each channel, or a row in the log that says
/// why there is none.
struct AlertDispatch {
    let books: Books
    let messenger: Messenger
    let company: String
    let publicURL: String
    let now: Instant

    private static let batch = 2_000

    func callAsFunction() throws {
        let settings = try books.notifications.current()
        for type in try books.alerts.waitingTypes() { try dispatch(type, settings) }
    }

    private func dispatch(_ type: AlertType, _ settings: NotificationSettings?) throws {
        let waiting = try books.alerts.waiting(type, limit: Self.batch)
        guard let first = waiting.first, let last = waiting.last else { return }
        guard let settings, settings.alerts.contains(type) else {
            let why = settings == nil ? "Nobody has set up notifications" : "Switched off in the settings"
            try log(waiting, settings) { _ in (.off, why) }
            return try books.alerts.remove(type, through: last.id)
        }
        let ways = try AlertChannel.allCases.map { channel in (channel, try way(channel, settings)) }
        let isDry = !ways.contains { $0.1 == .open }
        var window = try books.alerts.window(type)
        switch window.decide(at: now, isDry: isDry) {
        case .wait: return
        case .hold(let since):
            window.hold(waiting.count, since: first.raisedAt)
            try log(waiting, settings) { _ in (.held, "Held: one went out at \(since.dayAndTime) UTC, one in 15 minutes") }
            try books.alerts.remove(type, through: last.id)
        case .tell:
            try log([first], settings, window: window) { channel in
                switch ways.first(where: { $0.0 == channel })?.1 {
                case .dry(let why): (.dryRun, why)
                case .closed(let why): (.off, why)
                default: (.waiting, nil)
                }
            }
            if isDry { window.tellDry(at: now) } else { window.open = first.id }
            try books.alerts.remove(type, through: first.id)
        }
        try books.alerts.save(window, of: type)
    }

    private enum Way: Equatable {
        case open
        case dry(String)
        case closed(String)
    }

    private func way(_ channel: AlertChannel, _ settings: NotificationSettings) throws -> Way {
        if let why = messenger.whyDry(channel, settings) { return .dry(why) }
        let health = try books.channels.health(channel)
        guard health.disabledAt == nil else { return .closed("Switched off after refusals: \(health.lastError ?? "")") }
        return .open
    }

    /// A row for each channel, with the message as it is sent or would have been.
    private func log(
        _ alerts: [AlertStore.Record], _ settings: NotificationSettings?, window: AlertWindow = AlertWindow(),
        _ state: (AlertChannel) -> (NotificationLogStore.State, String?)
    ) throws {
        var drafts: [NotificationLogStore.Draft] = []
        for alert in alerts {
            let message = AlertMessage(alert.type, alert.message, window: window, company: company, publicURL: publicURL)
            for channel in AlertChannel.allCases {
                let (state, why) = state(channel)
                drafts.append(
                    .init(
                        channel, type: alert.type.rawValue, payload: try message.payload(channel, to: settings?.email), state, error: why,
                        alert: alert.id))
            }
        }
        try books.notificationLog.add(drafts, at: now)
    }
}
