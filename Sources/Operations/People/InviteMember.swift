package import Bookkeeping
package import Storage

/// Asks someone by mail to join a tenant; a newer invitation of the same address takes the place of the one before.
package struct InviteMember: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    static let lifeSeconds: Int64 = 7 * 86_400

    @discardableResult
    package func callAsFunction(for tenant: TenantID, email: String, role: Role, by member: Member) async throws -> InvitationID {
        let email = try EmailAddress.checked(email)
        try await front.charge(Allowance.invitationsOfTenant.charge("\(tenant)"))
        let (token, now) = (SecretToken(random: front.random), front.now())
        let database = front.database.from(member.caller.address)
        let id = try await database.write(for: tenant) { books in
            try books.require(.manageTeam, of: member.user)
            if let known = try books.people.users.credentials(ofEmail: email)?.user, try books.members.role(of: known.id) != nil {
                throw PeopleError.alreadyMember(email)
            }
            let id = try books.invitations.add(
                email: email, role: role, tokenHash: token.hash, expiresAt: now.advanced(bySeconds: Self.lifeSeconds), by: member.actor,
                at: now)
            try books.audit.append(
                .init(actor: member.actor, action: "member.invited", subject: email, detail: role.rawValue), at: now)
            return id
        }
        let company = try await TenantStore(front.database).record(tenant)?.name ?? ""
        do {
            try await front.mailer.send(letter(to: email, from: member, company: company, link: "\(tenant).\(token.text)"))
        } catch {
            _ = try await database.write(for: tenant) { books in try books.invitations.revoke(id, at: now) }
            throw PeopleError.letterNotSent(email)
        }
        return id
    }

    /// Takes an invitation back that nobody has accepted.
    package func revoke(_ id: InvitationID, for tenant: TenantID, by member: Member) async throws {
        let now = front.now()
        try await front.database.from(member.caller.address).write(for: tenant) { books in
            try books.require(.manageTeam, of: member.user)
            guard let invitation = try books.invitations.record(id), try books.invitations.revoke(id, at: now) else {
                throw PeopleError.noSuchInvitation
            }
            try books.noteRevoked(invitation, by: member, at: now)
        }
    }

    private func letter(to email: String, from member: Member, company: String, link: String) -> Mailer.Letter {
        Mailer.Letter(
            to: email, subject: "The books of \(company)",
            body: """
                \(member.email) invites you to work on the books of \(company).

                Accept within seven days:
                \(front.publicURL)/invitation?token=\(link)

                If you do not know them, there is nothing to do.

                """)
    }
}

extension Books {
    /// Whom somebody invited as an Owner comes in no more once they are none: they could come back that way themselves.
    func revokeInvitations(of person: User, by member: Member, at now: Instant) throws {
        for invitation in try invitations.revokeAll(by: person.email, at: now) { try noteRevoked(invitation, by: member, at: now) }
    }

    fileprivate func noteRevoked(_ invitation: InvitationStore.Record, by member: Member, at now: Instant) throws {
        try audit.append(
            .init(
                actor: member.actor, action: "invitation.revoked", subject: invitation.email,
                detail: "\(invitation.role.rawValue), invited by \(invitation.invitedBy)"), at: now)
    }
}
