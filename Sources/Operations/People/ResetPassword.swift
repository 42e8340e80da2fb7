import Storage

/// A new password for whoever holds the mailed link. The link counts once; every session ends.
package struct ResetPassword: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    /// Signs nobody in: where a code is wanted besides the password, a mailbox alone does not open the books.
    /// - Returns: a device token for the cookie: who read the mail is no stranger at the sign-in that follows.
    package func callAsFunction(token: String, newPassword: String, from caller: Caller) async throws -> String {
        try await front.charge(Allowance.linksOfAddress.charge(caller.network))
        let now = front.now()
        guard let token = SecretToken(text: token),
            let user = try await front.database.readPeople({ people in
                try people.resets.user(ofTokenHash: token.hash, at: now).flatMap { try people.users.user($0) }
            })
        else { throw PeopleError.linkExpired }
        try PasswordRules.check(newPassword, email: user.email)
        let hash = try await front.passwords.hash(newPassword)
        try await front.database.writePeople { people in
            guard try people.resets.user(ofTokenHash: token.hash, at: now) == user.id else { throw PeopleError.linkExpired }
            try people.setPassword(hash, of: user.id)
        }
        return try DeviceToken.make(for: user.id, front).text
    }
}
