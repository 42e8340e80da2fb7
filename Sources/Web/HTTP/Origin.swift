/// Scheme, host and port of a web address: what a browser calls an origin (RFC 6454).
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    package let scheme: String
    package let host: String
    package let port: Int

    package var isSecure: Bool { scheme == "https" }

    /// Whether only this machine can reach it.
    package var isLocal: Bool { host == "localhost" || host == "127.0.0.1" || host == "[::1]" }

    /// From `https://books.example` or `http://127.0.0.1:8080`; nil when there is a path, a query, a user or anything else in it.
    package init?(_ text: some StringProtocol) {
        let parts = text.lowercased().split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let standard = Self.standardPorts[String(parts[0])] else { return nil }
        let authority = parts[1]
        // A port follows the last colon, unless that stands within an IPv6 address.
        let colon = authority.lastIndex(of: ":").flatMap { authority[$0...].contains("]") ? nil : $0 }
        let name = authority[..<(colon ?? authority.endIndex)]
        let digits = colon.map { authority[$0...].dropFirst() }
        guard !name.isEmpty, name.utf8.allSatisfy(Self.isHostByte) else { return nil }
        if let digits {
            guard (1...5).contains(digits.count), digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let port = Int(digits), (1...65_535).contains(port)
            else { return nil }
            self.port = port
        } else {
            port = standard
        }
        (scheme, host) = (String(parts[0]), String(name))
    }

    /// The origin of a whole address, as `Referer` holds one.
    package init?(ofAddress text: String) {
        guard let start = text.firstRange(of: "://") else { return nil }
        let end = text[start.upperBound...].firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? text.endIndex
        self.init(text[..<end])
    }

    package var description: String {
        Self.standardPorts[scheme] == port ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }

    private static let standardPorts = ["http": 80, "https": 443]

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: ".-[]:".utf8.contains(byte)
        }
    }
}
