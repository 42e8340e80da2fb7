package import Bookkeeping
package import Storage

/// Takes someone off a tenant's team, at once: memberships are read at every request, and the person's tokens end with this one.
package struct RemoveMember: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    /// Anyone may leave; taking off another needs an Owner.
    package func callAsFunction(_ user: UserID, from tenant: TenantID, by member: Member) async throws {
        let now = front.now()
        try await front.database.from(member.caller.address).write(for: tenant) { books in
            if user != member.user { try books.require(.manageTeam, of: member.user) }
            guard let person = try books.people.users.user(user), let role = try books.members.role(of: user) else {
                throw PeopleError.noSuchMember
            }
            try books.keepAnOwner(without: role)
            try books.members.remove(user)
            try books.apiTokens.revokeAll(of: user, at: now)
            try books.people.sessions.requestRotation(of: user)
            try books.audit.append(
                .init(
                    actor: member.actor, action: user == member.user ? "member.left" : "member.removed", subject: person.email,
                    detail: role.rawValue), at: now)
            try books.revokeInvitations(of: person, by: member, at: now)
        }
    }
}
