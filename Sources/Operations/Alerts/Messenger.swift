import Storage

/// What carries messages to people, and what is missing for it.
package struct Messenger: Sendable {
    /// Nil without a mail server: a dry run.
    let mailer: Mailer?
    /// The environment's variables that a mail server would take.
    package let missingMailVariables: [String]
    package let sender: String
    let slack: SlackSender
    package let slackHosts: SlackHosts

    package init(mailer: Mailer?, missingMailVariables: [String] = [], sender: String, slack: SlackSender, slackHosts: SlackHosts = .slack)
    {
        (self.mailer, self.missingMailVariables, self.sender) = (mailer, missingMailVariables, sender)
        (self.slack, self.slackHosts) = (slack, slackHosts)
    }

    /// A server without a mail server, which posts to no Slack either.
    package static let none = Messenger(
        mailer: nil, missingMailVariables: ["SMTP_HOST"], sender: "noreply@ai-bookkeeper.com",
        slack: SlackSender { _, _ in throw SlackSender.NoAnswer.unreachable })

    package var sendsMail: Bool { mailer != nil }

    /// Why a channel cannot carry anything now; nil when it can.
    func whyDry(_ channel: AlertChannel, _ settings: NotificationSettings?) -> String? {
        switch channel {
        case .email:
            if mailer == nil { return "Dry run: no \(missingMailVariables.joined(separator: ", "))" }
            return settings?.email == nil ? "Dry run: no email address" : nil
        case .slack: return settings?.sealedSlackURL == nil ? "Dry run: no webhook" : nil
        }
    }
}
