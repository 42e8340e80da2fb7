import Integrations
import Operations
import Storage

/// What the environment says about mail and Slack. Without a mail server alerts are a dry run, and letters stand in the log.
struct NotificationConfiguration: Sendable {
    private let server: SMTPServer?
    private let missing: [String]
    private let sender: String
    private let slackHosts: SlackHosts
    private let publicURL: String

    /// - Parameter value: of an environment variable; nil where it is empty or not set
    init(_ value: (String) -> String?, publicURL: String) throws {
        self.publicURL = publicURL
        sender = value("SMTP_FROM") ?? "noreply@ai-bookkeeper.com"
        guard Messenger.isAddress(sender) else {
            throw ConfigurationError.wrong("SMTP_FROM", sender, wanted: "an email address, such as noreply@example.com")
        }
        let hosts = value("SLACK_ALLOWED_HOSTS")
        guard let slackHosts = hosts.map(SlackHosts.init(text:)) ?? .slack else {
            throw ConfigurationError.wrong(
                "SLACK_ALLOWED_HOSTS", hosts ?? "", wanted: "host names parted by commas, such as hooks.slack.com")
        }
        self.slackHosts = slackHosts
        server = try Self.server(value, sender: sender)
        missing = server == nil ? ["SMTP_HOST", "SMTP_USER", "SMTP_PASS"].filter { value($0) == nil } : []
    }

    private static func server(_ value: (String) -> String?, sender: String) throws -> SMTPServer? {
        let encryptionText = value("SMTP_TLS") ?? "starttls"
        guard let encryption = SMTPServer.Encryption(rawValue: encryptionText) else {
            throw ConfigurationError.wrong("SMTP_TLS", encryptionText, wanted: "starttls, implicit, or none for a server on this machine")
        }
        let portText = value("SMTP_PORT") ?? "587"
        guard let port = Int(portText), (1...65_535).contains(port) else {
            throw ConfigurationError.wrong("SMTP_PORT", portText, wanted: "a port from 1 to 65535, such as 587")
        }
        guard (value("SMTP_USER") == nil) == (value("SMTP_PASS") == nil) else {
            throw ConfigurationError.wrong(
                value("SMTP_USER") == nil ? "SMTP_USER" : "SMTP_PASS", "",
                wanted: "a value wherever the other of SMTP_USER and SMTP_PASS has one")
        }
        guard let host = value("SMTP_HOST") else { return nil }
        guard host.utf8.count <= 253, host.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !Array("/@?#[]\\".utf8).contains($0) }) else {
            throw ConfigurationError.wrong("SMTP_HOST", host, wanted: "the name of a mail server alone, such as smtp.example.com")
        }
        guard encryption != .none || ["localhost", "127.0.0.1", "::1"].contains(host) else {
            throw ConfigurationError.wrong("SMTP_TLS", "none", wanted: "starttls or implicit, since SMTP_HOST is not on this machine")
        }
        let login = value("SMTP_USER").flatMap { user in value("SMTP_PASS").map { (user: user, password: $0) } }
        return SMTPServer(
            host: host, port: port, login: login, sender: sender, encryption: encryption, certificateFile: value("SMTP_CA_FILE"))
    }

    /// Nil without a mail server.
    func mailer(_ now: @escaping @Sendable () -> Instant) -> Mailer? {
        server.map { .live($0, publicURL: publicURL, now: now) }
    }

    /// - Parameter mailer: counts for nothing without a mail server
    func messenger(_ mailer: Mailer) -> Messenger {
        Messenger(
            mailer: server == nil ? nil : mailer, missingMailVariables: missing, sender: sender, slack: .live, slackHosts: slackHosts)
    }
}
