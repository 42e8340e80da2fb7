package import Storage

/// Someone has come in.
package struct NewSession: Sendable {
    package let user: User
    package let memberships: [Membership]
    package let session: SessionID
    /// For the cookie; shown this once.
    package let token: SecretToken
    package let expiresAt: Instant
    /// For a cookie that outlives the session: spares its owner the line of strangers at the next sign-in.
    package let device: String
}

/// How long a session lasts.
enum SessionLife {
    /// Whatever is done with it: thirty days.
    static let longestSeconds: Int64 = 30 * 86_400
    /// Unused: three days, a long weekend.
    static let idleSeconds: Int64 = 3 * 86_400
    /// After a rotation the token before still counts this long, for requests under way.
    static let overlapSeconds: Int64 = 60
    /// A session that is used is noted as seen no more often than this.
    static let touchSeconds: Int64 = 300
}

extension FrontOffice {
    /// Opens a session, within a transaction, under a token that nobody can have known before; the visitor's earlier one ends.
    func openSession(
        for user: User, device: DeviceToken?, replacing old: SecretToken?, from caller: Caller, in people: People, at now: Instant
    ) throws -> NewSession {
        if let old { try people.sessions.end(tokenHash: old.hash) }
        try people.sessions.removeExpired(of: user.id, at: now, idleSince: now.advanced(bySeconds: -SessionLife.idleSeconds))
        let token = SecretToken(random: random)
        let expiresAt = now.advanced(bySeconds: SessionLife.longestSeconds)
        let id = try people.sessions.add(
            for: user.id, tokenHash: token.hash, expiresAt: expiresAt, address: caller.address, agent: caller.agent, at: now)
        return NewSession(
            user: user, memberships: try people.memberships.of(user.id), session: id, token: token, expiresAt: expiresAt,
            device: try device?.text ?? DeviceToken.make(for: user.id, self).text)
    }
}
