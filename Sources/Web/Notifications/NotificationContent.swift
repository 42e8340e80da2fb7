import Bookkeeping
import Operations
import Storage

/// What `/settings/notifications` shows.
struct NotificationContent: Sendable {
    let mayChange: Bool
    let dryRun: String?
    let email: String
    let emailHint: String
    let slackPlaceholder: String
    let slackHint: String
    let hasSlack: Bool
    let said: String?
    let saidStyle: String
    let warnings: [String]
    let toggles: [Toggle]
    let log: [Row]

    struct Toggle: Sendable {
        let name: String
        let title: String
        let explanation: String
        let isOn: Bool
    }

    struct Row: Sendable {
        let time: String
        let alert: String
        let channel: String
        let result: String
        let style: String
        let message: String
    }

    /// What was done a moment ago: saved, or a test by a channel.
    enum Said: String, Sendable {
        case saved, email, slack
    }

    init(
        _ view: ReadNotificationSettings.View, messenger: Messenger, mayChange: Bool, said: Said?, today: CalendarDate
    ) {
        self.mayChange = mayChange
        dryRun = Self.dryRun(view, messenger)
        email = view.email ?? ""
        emailHint = messenger.sendsMail ? "From \(messenger.sender)" : "The address is kept; this server cannot send mail yet."
        let hosts = messenger.slackHosts.names.joined(separator: " or ")
        switch view.slack {
        case .none:
            (hasSlack, slackPlaceholder) = (false, "https://hooks.slack.com/services/…")
            slackHint = "Make one in Slack under Apps, Incoming Webhooks. Only \(hosts) is allowed."
        case .stored(let host, let ending):
            (hasSlack, slackPlaceholder) = (true, "Stored. Leave empty to keep it")
            slackHint = "To \(host), ends in …\(ending). It is stored encrypted and never shown again."
        case .unreadable:
            (hasSlack, slackPlaceholder) = (true, "Enter it once more")
            slackHint = "The one that is stored cannot be used any more: SECRET_KEY or the allowed hosts have changed."
        }
        toggles = AlertType.allCases.map {
            .init(name: $0.rawValue, title: $0.title, explanation: $0.explanation, isOn: view.alerts.contains($0))
        }
        warnings = AlertChannel.allCases.compactMap { channel in
            guard let health = view.health[channel], let since = health.disabledAt else { return nil }
            return """
                \(channel.words) is switched off since \(since.dayAndTime) UTC: \(health.refusals) messages were refused. \
                \(health.lastError ?? "") Save to try again.
                """
        }
        let test = said.flatMap { said in view.log.first { $0.type == "test" && $0.channel.rawValue == said.rawValue } }
        saidStyle = test.map { $0.state == .sent ? "ok" : "warn" } ?? "ok"
        self.said = said.map { said in said == .saved ? "Saved." : test.map(Self.words(ofTest:)) ?? "Saved." }
        log = Self.rows(view.log, today)
    }

    /// Names what is missing; nil when both channels can send.
    private static func dryRun(_ view: ReadNotificationSettings.View, _ messenger: Messenger) -> String? {
        let hasSlack = if case .none = view.slack { false } else { true }
        let mail = messenger.sendsMail ? nil : "Email has no credentials (\(messenger.missingMailVariables.joined(separator: ", ")))"
        let slack = hasSlack ? nil : "Slack has no webhook"
        guard let first = mail ?? slack else { return nil }
        let both = mail != nil && slack != nil ? "\(first) and Slack has no webhook" : first
        return "\(both). Alerts are written to the log below as they would be sent."
    }

    private static func words(ofTest record: NotificationLogStore.Record) -> String {
        switch (record.state, record.channel) {
        case (.sent, .email): "Test email sent at \(record.createdAt.dayAndTime) UTC."
        case (.sent, .slack): "Test sent to Slack at \(record.createdAt.dayAndTime) UTC."
        default: "Not sent: \(record.error ?? "")"
        }
    }

    // MARK: The log

    /// One row for what was told to nobody one after another: for the same reason, on both channels.
    private static func rows(_ log: [NotificationLogStore.Record], _ today: CalendarDate) -> [Row] {
        var runs: [[NotificationLogStore.Record]] = []
        for record in log {
            if let first = runs.last?.first, [.held, .off].contains(record.state), record.alert != nil, first.alert != nil,
                (first.type, first.state, first.error) == (record.type, record.state, record.error)
            {
                runs[runs.count - 1].append(record)
            } else {
                runs.append([record])
            }
        }
        return runs.map { Row($0, today) }
    }
}

extension NotificationContent.Row {
    fileprivate init(_ run: [NotificationLogStore.Record], _ today: CalendarDate) {
        let record = run[0]
        let alerts = Set(run.compactMap(\.alert)).count
        time = record.createdAt.short(today)
        channel = Set(run.map(\.channel)).count > 1 ? "Both" : record.channel.words
        alert =
            (AlertType(rawValue: record.type)?.title ?? (record.type == "test" ? "Test" : "Channel switched off"))
            + (alerts > 1 ? ", \(alerts) times" : "")
        let reason = record.error ?? ""
        switch record.state {
        case .sent:
            result = record.attempts > 1 ? "Sent at the \(Self.ordinal(record.attempts)) attempt" : "Sent"
            style = "ok"
        case .waiting where record.attempts == 0: (result, style) = ("On its way", "muted")
        case .waiting:
            let next = record.dueAt.map { ", again at \($0.dayAndTime) UTC" } ?? ""
            (result, style) = ("Failed \(record.attempts == 1 ? "once" : "\(record.attempts) times")\(next): \(reason)", "warn")
        case .failed: (result, style) = ("Failed\(record.attempts > 1 ? " \(record.attempts) times" : ""): \(reason)", "bad")
        case .held, .off: (result, style) = (reason, "muted")
        case .dryRun: (result, style) = (reason.hasPrefix("Dry run") ? reason : "Dry run: \(reason)", "warn")
        }
        // Both channels say the same.
        message = run.filter { $0.channel == record.channel }.map(\.message).joined(separator: "\n\n")
    }

    private static func ordinal(_ number: Int) -> String {
        switch number {
        case 2: "second"
        case 3: "third"
        default: "\(number)th"
        }
    }
}

extension AlertType {
    var title: String {
        switch self {
        case .drift: "Data drift"
        case .budgetFallback: "LLM budget reached"
        case .imbalance: "Unbalanced entry"
        case .exportCompleted: "Export complete"
        case .vendorGraduated: "Vendor ready"
        }
    }

    fileprivate var explanation: String {
        switch self {
        case .drift: "Vendors or amounts have shifted: PSI over 0.20"
        case .budgetFallback: "The cap is reached; rules and model go on alone"
        case .imbalance: "An entry does not balance and is kept aside"
        case .exportCompleted: "An export has ended, with posted, skipped and failed"
        case .vendorGraduated: "A vendor has 3 answers that agree"
        }
    }
}
