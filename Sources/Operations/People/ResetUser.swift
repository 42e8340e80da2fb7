import Storage

/// A new password for someone, by the operator; ends their sessions.
package struct ResetUser: Sendable {
    let office: Office
    let passwords: PasswordHasher

    package init(_ office: Office, passwords: PasswordHasher) { (self.office, self.passwords) = (office, passwords) }

    package enum SecondFactorFate: Sendable { case keep, remove }

    package func callAsFunction(email: String, password: String, secondFactor: SecondFactorFate = .keep) async throws {
        let email = try EmailAddress.checked(email)
        try PasswordRules.check(password, email: email)
        let hash = try await passwords.hash(password)
        try await office.database.writePeople { people in
            guard let user = try people.users.credentials(ofEmail: email)?.user else { throw PeopleError.noSuchUser(email) }
            try people.setPassword(hash, of: user.id)
            if secondFactor == .remove { try people.secondFactors.remove(user.id) }
        }
    }
}
