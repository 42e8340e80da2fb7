import Bookkeeping
import Foundation
import Storage

/// An alert in words, for both channels.
struct AlertMessage {
    let subject: String
    /// What the contract says, then how many were held back.
    let text: String
    let company: String
    /// Where to look.
    let link: String
    /// Where to change what is told.
    let settingsLink: String

    init(_ type: AlertType, _ message: String, window: AlertWindow, company: String, publicURL: String) {
        subject = type.subject
        var lines = [Self.cut(message)]
        if window.heldCount > 0, let since = window.heldSince {
            lines.append(
                "\(window.heldCount) similar \(window.heldCount == 1 ? "alert" : "alerts") since \(since.dayAndTime) UTC \(window.heldCount == 1 ? "was" : "were") held back."
            )
        }
        text = lines.joined(separator: "\n\n")
        self.company = company
        link = publicURL + type.page
        settingsLink = publicURL + "/settings/notifications"
    }

    init(subject: String, text: String, company: String, publicURL: String) {
        (self.subject, self.text, self.company) = (subject, text, company)
        (link, settingsLink) = (publicURL + "/settings/notifications", publicURL + "/settings/notifications")
    }

    /// Slack cuts a text at 4,000 characters, and a vendor's name can be as long as a bank likes.
    private static func cut(_ text: String) -> String { text.count <= 1_000 ? text : text.prefix(999) + "…" }

    func email(to address: String) -> EmailPayload {
        EmailPayload(
            to: address, subject: subject,
            body: """
                \(text)

                \(company)
                \(link)

                You get this because it is switched on in the notifications of \(company). One alert of a kind is sent in 15 minutes.
                \(settingsLink)

                """)
    }

    func slack() -> SlackPayload {
        SlackPayload(text: "*\(SlackPayload.escaped(subject))*\n\n\(SlackPayload.escaped("\(text)\n\n\(company)\n\(link)"))")
    }

    func payload(_ channel: AlertChannel, to address: String?) throws -> String {
        switch channel {
        case .email: try PayloadJSON.text(email(to: address ?? ""))
        case .slack: try PayloadJSON.text(slack())
        }
    }
}

extension AlertType {
    fileprivate var page: String {
        switch self {
        case .drift, .budgetFallback: "/insights"
        case .imbalance: "/entries"
        case .exportCompleted: "/exports"
        case .vendorGraduated: "/review"
        }
    }
}

/// A letter, as `notification_log` keeps it.
struct EmailPayload: Codable, Hashable {
    let to: String
    let subject: String
    let body: String
}

/// What is posted to Slack, byte for byte.
struct SlackPayload: Codable, Hashable {
    let text: String
    let username: String
    let icon_emoji: String

    init(text: String) { (self.text, username, icon_emoji) = (text, "AI Bookkeeper", ":robot_face:") }

    /// Slack's own three, in this order: without them a vendor's name could ping a channel or disguise a link.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

enum PayloadJSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

extension NotificationLogStore.Record {
    /// The message as people read it; the payload as it is where it is none of ours.
    package var message: String {
        switch channel {
        case .email:
            guard let email = try? PayloadJSON.value(EmailPayload.self, payload) else { return payload }
            return "To: \(email.to)\nSubject: \(email.subject)\n\n\(email.body)"
        case .slack: return (try? PayloadJSON.value(SlackPayload.self, payload))?.text ?? payload
        }
    }
}
