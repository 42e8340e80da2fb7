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
