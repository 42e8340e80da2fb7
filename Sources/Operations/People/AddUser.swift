package import Bookkeeping
package import Storage

/// People as the operator of the service adds them, on the machine itself.
package struct AddUser: Sendable {
    let office: Office
    let passwords: PasswordHasher

    package init(_ office: Office, passwords: PasswordHasher) { (self.office, self.passwords) = (office, passwords) }

    /// Whether `email` has an account, which then keeps its password.
    package func isKnown(_ email: String) async throws -> Bool {
        let email = try EmailAddress.checked(email)
        return try await office.database.readPeople { people in try people.users.credentials(ofEmail: email) != nil }
    }

    /// - Parameter password: for someone new; nil for someone known
    @discardableResult
    package func callAsFunction(
        email: String, name: String = "", password: String?, to tenant: TenantID, as role: Role, by actor: String
    ) async throws -> User {
        let email = try EmailAddress.checked(email)
        if !name.isEmpty { try Name.check(name) }
        if let password { try PasswordRules.check(password, email: email) }
        var hash: String?
        if let password { hash = try await passwords.hash(password) }
        let (now, newHash) = (office.now(), hash)
        return try await office.database.write(for: tenant) { books in
            let user: User
            if let known = try books.people.users.credentials(ofEmail: email)?.user {
                guard newHash == nil else { throw PeopleError.accountExists(email) }
                guard try books.members.role(of: known.id) == nil else { throw PeopleError.alreadyMember(email) }
                user = known
            } else {
                guard newHash != nil else { throw PeopleError.noSuchUser(email) }
                user = try books.people.users.add(email: email, name: name, passwordHash: newHash, at: now)
            }
            try books.members.add(user.id, as: role, at: now)
            try books.audit.append(.init(actor: actor, action: "member.added", subject: email, detail: role.rawValue), at: now)
            return user
        }
    }
}
