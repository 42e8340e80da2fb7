import Bookkeeping
import Foundation

/// The address of a Slack channel. Whoever has it can write there, so it is a secret.
package struct SlackWebhook: Hashable, Sendable {
    let url: String
    package let host: String

    /// For people who know it: its last four characters.
    package var ending: String { String(url.suffix(4)) }

    /// - Throws: for anything that is not an incoming webhook at one of `hosts`. The text itself is in no error.
    init(_ text: String, at hosts: SlackHosts) throws(SlackWebhookError) {
        guard text.utf8.count <= 500, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), let parts = URLComponents(string: text),
            let scheme = parts.scheme, let host = parts.host
        else { throw .notAnAddress }
        guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil else { throw .notAnAddress }
        let origin = "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
        guard hosts.origins.contains(origin) || (parts.port == 443 && hosts.origins.contains("\(scheme)://\(host)")) else {
            throw .otherHost(hosts.names)
        }
        guard Self.isHookPath(parts.percentEncodedPath) else { throw .notAWebhook }
        (url, self.host) = (text, host)
    }

    /// `/services/T…/B…/…`
    private static func isHookPath(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "services", parts[2].first == "T", parts[3].first == "B" else { return false }
        return parts[2...4].allSatisfy { part in
            part.count > 1 && part.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) }
        }
    }
}

/// Where Slack is: a webhook of any other host is refused, so that nobody has this server knock at doors.
package struct SlackHosts: Hashable, Sendable {
    /// `https://hooks.slack.com`
    let origins: [String]

    package static let slack = SlackHosts(origins: ["https://hooks.slack.com", "https://hooks.slack-gov.com"])

    private init(origins: [String]) { self.origins = origins }

    /// - Parameter text: host names, or whole origins for tests on this machine, parted by commas
    /// - Returns: nil where one of them is neither
    package init?(text: String) {
        var origins: [String] = []
        for entry in text.split(separator: ",").map({ $0.trimmingPrefix { $0 == " " } }) {
            let name = String(entry.prefix { $0 != " " })
            guard entry.dropFirst(name.count).allSatisfy({ $0 == " " }) else { return nil }
            let isOrigin = name.hasPrefix("https://") || name.hasPrefix("http://127.0.0.1:") || name.hasPrefix("http://localhost:")
            guard isOrigin || !name.contains("/"), let parts = URLComponents(string: isOrigin ? name : "https://\(name)"),
                parts.host?.isEmpty == false, parts.path.isEmpty, parts.user == nil, parts.query == nil
            else { return nil }
            origins.append(isOrigin ? name : "https://\(name)")
        }
        guard !origins.isEmpty else { return nil }
        self.origins = origins
    }

    package var names: [String] { origins.map { $0.replacing("https://", with: "") } }
}

package enum SlackWebhookError: ExplainedError, Equatable {
    case notAnAddress
    case otherHost([String])
    case notAWebhook

    package var userText: String {
        switch self {
        case .notAnAddress: "The Slack webhook is not an address. Copy it from Slack, under Apps, Incoming Webhooks."
        case .otherHost(let names): "The Slack webhook has to lead to \(names.joined(separator: " or ")) over https."
        case .notAWebhook: "The Slack webhook has to look like https://hooks.slack.com/services/T…/B…/…; copy it whole from Slack."
        }
    }
}

/// Posts to Slack. An edge: the live form is an HTTP client that follows no redirect and reads no more than 4 kB of the answer.
package struct SlackSender: Sendable {
    package let post: @Sendable (_ url: String, _ json: String) async throws -> Answer

    package init(post: @escaping @Sendable (_ url: String, _ json: String) async throws -> Answer) { self.post = post }

    package struct Answer: Hashable, Sendable {
        package let status: Int
        package let body: String
        package let retryAfterSeconds: Int64?

        package init(status: Int, body: String, retryAfterSeconds: Int64? = nil) {
            (self.status, self.body, self.retryAfterSeconds) = (status, body, retryAfterSeconds)
        }
    }

    /// The post did not get an answer.
    package enum NoAnswer: Error { case timeout, unreachable }

    /// - Throws: `SendFailure`. The receiver's own words are not passed on: a page that shows them is a window into its network.
    func send(_ json: String, to webhook: SlackWebhook) async throws(SendFailure) {
        let answer: Answer
        do {
            answer = try await post(webhook.url, json)
        } catch NoAnswer.timeout {
            throw SendFailure(.uncertain, .timeout, "Slack did not answer in time.")
        } catch {
            throw SendFailure(.temporary, .unreachable, "Slack cannot be reached.")
        }
        if let failure = Self.failure(answer) { throw failure }
    }

    static func failure(_ answer: Answer) -> SendFailure? {
        let word = answer.body.prefix { $0.isASCII && ($0.isLetter || $0 == "_") }
        switch answer.status {
        case 200 where answer.body == "ok": return nil
        case 200...299:
            if let text = refusals[String(word)] { return SendFailure(.permanent, .clientError, "Slack refused the message: \(text).") }
            return SendFailure(.temporary, .other, "Slack answered \(answer.status), and not with ok.")
        case 300...399: return SendFailure(.permanent, .clientError, "Slack answered with a redirect, which is not followed.")
        case 429:
            return SendFailure(
                .temporary, .rateLimited, "Slack wants fewer messages (429).", retryAfterSeconds: answer.retryAfterSeconds)
        case 401, 403:
            return SendFailure(.permanent, .authError, "Slack refused the message: \(refusals[String(word)] ?? "\(answer.status)").")
        case 400...499:
            return SendFailure(.permanent, .clientError, "Slack refused the message: \(refusals[String(word)] ?? "\(answer.status)").")
        default: return SendFailure(.temporary, .serverError, "\(answer.status) from Slack.")
        }
    }

    /// Slack's words, from its documentation of incoming webhooks.
    private static let refusals = [
        "invalid_payload": "it cannot read it", "no_text": "it has no text", "too_many_attachments": "it has too many attachments",
        "user_not_found": "the person it is for is not there", "channel_not_found": "the channel is not there",
        "channel_is_archived": "the channel is archived", "action_prohibited": "an administrator does not allow it",
        "posting_to_general_channel_denied": "this app may not write to that channel", "invalid_token": "the webhook was revoked",
        "no_service": "the webhook was revoked", "no_service_id": "the webhook was revoked", "no_active_hooks": "the webhook was revoked",
        "no_team": "the workspace is not there", "team_disabled": "the workspace is switched off",
    ]
}
