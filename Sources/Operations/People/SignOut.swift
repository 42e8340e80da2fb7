package import Storage

/// Ends sessions: this one, one of the list, or all.
package struct SignOut: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package func callAsFunction(token: SecretToken) async throws {
        try await front.database.writePeople { people in try people.sessions.end(tokenHash: token.hash) }
    }

    /// - Returns: false when this person has no such session.
    @discardableResult
    package func one(_ session: SessionID, of user: UserID) async throws -> Bool {
        try await front.database.writePeople { people in try people.sessions.end(session, of: user) }
    }

    /// - Parameter kept: the session at hand, where that is to stay
    package func everywhere(user: UserID, except kept: SessionID? = nil) async throws {
        try await front.database.writePeople { people in try people.sessions.endAll(of: user, except: kept) }
    }
}

/// Where a person is signed in, last used first.
package struct ListSessions: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package func callAsFunction(of user: UserID) async throws -> [SessionStore.Record] {
        let now = front.now()
        return try await front.database.readPeople { people in
            try people.sessions.active(of: user, at: now, idleSince: now.advanced(bySeconds: -SessionLife.idleSeconds))
        }
    }
}
