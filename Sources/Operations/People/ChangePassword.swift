package import Storage

/// A new password for someone who knows the old one. Every session ends, and the one at hand goes on under a new token.
package struct ChangePassword: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package func callAsFunction(user: UserID, current: String, new: String, from caller: Caller) async throws -> NewSession {
        let oldHash = try await front.require(current, of: user)
        guard let person = try await front.database.readPeople({ people in try people.users.user(user) }) else {
            throw PeopleError.wrongPassword
        }
        try PasswordRules.check(new, email: person.email)
        let hash = try await front.passwords.hash(new)
        let (front, now) = (front, front.now())
        return try await front.database.writePeople { people in
            guard try people.users.credentials(of: user)?.passwordHash == oldHash else { throw PeopleError.wrongPassword }
            try people.setPassword(hash, of: user)
            return try front.openSession(for: person, device: nil, replacing: nil, from: caller, in: people, at: now)
        }
    }
}

extension People {
    /// Whoever came in by the old password, or by a link to change it, is out.
    func setPassword(_ hash: String, of user: UserID) throws {
        try users.setPasswordHash(hash, of: user)
        try sessions.endAll(of: user)
        try resets.removeAll(of: user)
    }
}
