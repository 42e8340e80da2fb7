import Bookkeeping
import Foundation
import Integrations
import Operations
import Storage

/// What the environment says about QuickBooks Online. Without a client id nothing is sent there and everything else works; a value that
/// is none stops the start.
struct QuickBooksConfiguration: Sendable {
    private let client: QuickBooksClient?
    private let environment: QuickBooksConnection.Environment
    private let hosts: QuickBooksHosts

    /// - Parameter value: of an environment variable; nil where it is empty or not set
    init(_ value: (String) -> String?) throws {
        let word = value("QBO_ENV") ?? "sandbox"
        guard let environment = QuickBooksConnection.Environment(rawValue: word.lowercased()) else {
            throw ConfigurationError.wrong("QBO_ENV", word, wanted: "sandbox or production")
        }
        self.environment = environment
        hosts = QuickBooksHosts.intuit(environment).replacing(
            api: try Self.base("QBO_API_BASE", value("QBO_API_BASE")), oauth: try Self.base("QBO_OAUTH_BASE", value("QBO_OAUTH_BASE")))
        switch (value("QBO_CLIENT_ID"), value("QBO_CLIENT_SECRET")) {
        case (nil, nil): client = nil
        case (let id?, let secret?):
            // The texts themselves are secrets, whatever is wrong with them.
            guard let client = QuickBooksClient(id: id, secret: secret) else {
                throw ConfigurationError.wrong("QBO_CLIENT_SECRET", "…", wanted: "the secret of Intuit's developer portal, without blanks")
            }
            self.client = client
        case (_?, nil): throw ConfigurationError.wrong("QBO_CLIENT_SECRET", "", wanted: "the secret that belongs to QBO_CLIENT_ID")
        case (nil, _?): throw ConfigurationError.wrong("QBO_CLIENT_ID", "", wanted: "the client id that belongs to QBO_CLIENT_SECRET")
        }
    }

    var edge: QuickBooks? { client.map { .live($0, environment: environment, hosts: hosts) } }

    /// Tokens travel there, so only over https, or to a double on this machine.
    private static func base(_ name: String, _ text: String?) throws -> String? {
        guard let text else { return nil }
        let address = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard address.hasPrefix("https://") || ["http://127.0.0.1:", "http://localhost:"].contains(where: address.hasPrefix) else {
            throw ConfigurationError.wrong(name, text, wanted: "an address that begins with https://, or one on this machine")
        }
        return address
    }
}
