import Storage

/// Who is at the other end of the line, as far as the line tells.
package struct Caller: Hashable, Sendable {
    /// The IP address as text, of the person and not of a proxy before us.
    package let address: String
    /// What the browser says it is; cut short, since anyone may send anything.
    package let agent: String

    package init(address: String, agent: String = "") {
        (self.address, self.agent) = (String(address.prefix(64)), String(agent.prefix(200)))
    }

    /// The address in what a socket or a proxy says: without the port that some put behind it, and an IPv4 address as one, where a socket for both
    /// kinds wraps it into one of IPv6 (RFC 4291, section 2.5.5.2). Nil where there is none: limits count by it.
    package static func address(in text: some StringProtocol) -> String? {
        var bare = text[...]
        if bare.first == "[", let end = bare.firstIndex(of: "]") {
            bare = bare[..<end].dropFirst()
        } else if let colon = bare.firstIndex(of: ":"), colon == bare.lastIndex(of: ":") {
            bare = bare[..<colon]
        }
        guard let address = IPAddress(text: bare) else { return nil }
        return address.version4?.description ?? String(bare)
    }

    /// What a limit per address counts: an IPv6 customer has a whole /64, and would otherwise have 2^64 tries.
    var network: String {
        guard let ip = IPAddress(text: address), ip.bytes.count == 16 else { return address }
        return ip.bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
    }
}

extension Office {
    /// The same office at work for someone: audit rows say from where.
    package func from(_ caller: Caller) -> Office { from(caller.address) }
}
