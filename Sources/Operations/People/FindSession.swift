package import Bookkeeping
package import Storage

/// Someone who is signed in, as things stand at this request: a role that was taken away a moment ago is not here any more.
package struct SignedIn: Sendable {
    package let session: SessionID
    package let user: User
    package let memberships: [Membership]
    /// The one that counts from now on.
    package let token: SecretToken
    /// The token is new: the answer must set the cookie again.
    package let isRotated: Bool
    package let expiresAt: Instant

    /// Nil for a tenant that this person has no business with, which to them does not exist.
    package func membership(in tenant: TenantID) -> Membership? { memberships.first { $0.tenant == tenant } }

    /// To act with.
    package func member(from caller: Caller) -> Member { Member(user: user.id, email: user.email, caller: caller) }
}

/// Who shows this token? Replaces it when that is due, and notes now and then that the session is used.
package struct FindSession: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package func callAsFunction(token: SecretToken, from caller: Caller) async throws -> SignedIn? {
        let now = front.now()
        let idleSince = now.advanced(bySeconds: -SessionLife.idleSeconds)
        let rotatedSince = now.advanced(bySeconds: -SessionLife.overlapSeconds)
        let found = try await front.database.readPeople { people -> (SessionStore.Record, User, [Membership])? in
            guard
                let session = try people.sessions.find(
                    tokenHash: token.hash, at: now, idleSince: idleSince, rotatedSince: rotatedSince),
                let user = try people.users.user(session.user)
            else { return nil }
            return (session, user, try people.memberships.of(user.id))
        }
        guard let (session, user, memberships) = found else { return nil }
        let next = try await rotated(session, at: now)
        if session.seenAt <= now.advanced(bySeconds: -SessionLife.touchSeconds) {
            try await front.database.writePeople { people in
                try people.sessions.touch(session.id, address: caller.address, agent: caller.agent, at: now)
            }
        }
        return SignedIn(
            session: session.id, user: user, memberships: memberships, token: next ?? token, isRotated: next != nil,
            expiresAt: session.expiresAt)
    }

    /// A new token where one is due and nobody was quicker.
    private func rotated(_ session: SessionStore.Record, at now: Instant) async throws -> SecretToken? {
        guard session.isRotationDue, !session.isByPreviousToken else { return nil }
        let token = SecretToken(random: front.random)
        let isDone = try await front.database.writePeople { people in try people.sessions.rotate(session.id, to: token.hash, at: now) }
        return isDone ? token : nil
    }
}
