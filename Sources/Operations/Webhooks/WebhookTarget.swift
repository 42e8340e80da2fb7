import Foundation

/// Where a webhook goes: an https URL of a host on the public Internet.
struct WebhookTarget: Hashable, Sendable {
    let url: String
    let host: String

    /// - Throws: `.unfitURL` for anything that a server inside our own network could be reached by.
    init(_ text: String) throws(WebhookError) {
        guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), let parts = URLComponents(string: text),
            parts.scheme?.lowercased() == "https"
        else { throw .unfitURL("it does not begin with https://, or is no URL") }
        guard parts.user == nil, parts.password == nil else { throw .unfitURL("it has a user or password in it") }
        guard parts.fragment == nil else { throw .unfitURL("it has a fragment in it") }
        guard let host = parts.host?.lowercased(), !host.isEmpty else { throw .unfitURL("it names no host") }
        if let port = parts.port, !(port == 443 || (1_024...65_535).contains(port)) { throw .unfitURL("its port is one of other services") }
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        if let address = IPAddress(text: bare) {
            guard address.isPublic else { throw .unfitURL("its host is not on the public Internet") }
        } else {
            guard bare == host, Self.isPublicName(bare) else { throw .unfitURL("its host is not on the public Internet") }
        }
        (self.url, self.host) = (text, bare)
    }

    /// A name with a dot in it whose last part is no number, as `127.1` or `0x7f.1` would have.
    private static func isPublicName(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, labels.allSatisfy({ (1...63).contains($0.utf8.count) }) else { return false }
        guard last.first?.isLetter == true, !inside.contains(String(last)) else { return false }
        return name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
    }

    private static let inside: Set<String> = [
        "localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "onion",
    ]
}
