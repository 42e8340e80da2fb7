package import Bookkeeping
package import Storage

/// Joins a tenant by the link of an invitation, which counts once and for its address alone.
package struct AcceptInvitation: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    /// What the page behind the link shows before anything is accepted.
    package struct Invitation: Hashable, Sendable {
        package let tenant: TenantID
        package let tenantName: String
        package let email: String
        package let role: Role
        /// Whether to sign in, or to choose a password.
        package let hasAccount: Bool
    }

    /// Nil for a link that has expired, was used or taken back, or is none.
    package func preview(token text: String, from caller: Caller) async throws -> Invitation? {
        try await front.charge(Allowance.linksOfAddress.charge(caller.network))
        guard let link = TenantToken(text: text, separator: ".") else { return nil }
        let now = front.now()
        let found = try await front.database.read(for: link.tenant) { books -> (InvitationStore.Record, Bool)? in
            guard let record = try books.invitations.open(tokenHash: link.token.hash, at: now) else { return nil }
            return (record, try books.people.users.credentials(ofEmail: record.email) != nil)
        }
        guard let (record, hasAccount) = found, let tenant = try await TenantStore(front.database).record(link.tenant) else { return nil }
        return Invitation(
            tenant: tenant.id, tenantName: tenant.name, email: record.email, role: record.role, hasAccount: hasAccount)
    }

    /// For someone who is signed in with the invited address.
    /// - Returns: the tenant that they belong to now.
    @discardableResult
    package func callAsFunction(token text: String, as user: UserID, from caller: Caller) async throws -> TenantID {
        let link = try await link(text, from: caller)
        let now = front.now()
        return try await front.database.from(caller.address).write(for: link.tenant) { books in
            guard let person = try books.people.users.user(user) else { throw PeopleError.noSuchMember }
            try books.join(person, by: link.token, at: now)
            return books.tenant
        }
    }

    /// For someone without an account, who gets one.
    package func callAsFunction(
        token text: String, password: String, name: String = "", replacing old: SecretToken? = nil, from caller: Caller
    ) async throws -> NewSession {
        let link = try await link(text, from: caller)
        let now = front.now()
        guard
            let invited = try await front.database.read(
                for: link.tenant,
                { books in
                    try books.invitations.open(tokenHash: link.token.hash, at: now)
                })
        else { throw PeopleError.linkExpired }
        try PasswordRules.check(password, email: invited.email)
        if !name.isEmpty { try Name.check(name) }
        let hash = try await front.passwords.hash(password)
        let front = front
        return try await front.database.from(caller.address).write(for: link.tenant) { books in
            guard try books.people.users.credentials(ofEmail: invited.email) == nil else { throw PeopleError.accountExists(invited.email) }
            let user = try books.people.users.add(email: invited.email, name: name, passwordHash: hash, at: now)
            try books.join(user, by: link.token, at: now)
            return try front.openSession(for: user, device: nil, replacing: old, from: caller, in: books.people, at: now)
        }
    }

    private func link(_ text: String, from caller: Caller) async throws -> TenantToken {
        try await front.charge(Allowance.linksOfAddress.charge(caller.network))
        guard let link = TenantToken(text: text, separator: ".") else { throw PeopleError.linkExpired }
        return link
    }
}

extension Books {
    fileprivate func join(_ person: User, by token: SecretToken, at now: Instant) throws {
        guard let invitation = try invitations.open(tokenHash: token.hash, at: now) else { throw PeopleError.linkExpired }
        guard invitation.email == person.email else { throw PeopleError.invitedSomeoneElse(invitation.email) }
        guard try members.role(of: person.id) == nil else { throw PeopleError.alreadyMember(person.email) }
        guard try invitations.accept(invitation.id, at: now) else { throw PeopleError.linkExpired }
        try members.add(person.id, as: invitation.role, at: now)
        try people.sessions.requestRotation(of: person.id)
        try audit.append(
            .init(
                actor: person.email, action: "member.joined", subject: person.email,
                detail: "\(invitation.role.rawValue), invited by \(invitation.invitedBy)"), at: now)
    }
}
