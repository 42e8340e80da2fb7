package import Bookkeeping
package import Storage

/// Makes a member something else. Counts at their next request, whose session gets a new token.
package struct ChangeRole: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package func callAsFunction(of user: UserID, to role: Role, in tenant: TenantID, by member: Member) async throws {
        let now = front.now()
        try await front.database.from(member.caller.address).write(for: tenant) { books in
            try books.require(.manageTeam, of: member.user)
            guard let person = try books.people.users.user(user), let before = try books.members.role(of: user) else {
                throw PeopleError.noSuchMember
            }
            guard before != role else { return }
            try books.keepAnOwner(without: before)
            try books.members.setRole(role, of: user)
            try books.people.sessions.requestRotation(of: user)
            try books.audit.append(
                .init(
                    actor: member.actor, action: "member.role_changed", subject: person.email,
                    detail: "\(before.rawValue) to \(role.rawValue)"), at: now)
            if before == .owner { try books.revokeInvitations(of: person, by: member, at: now) }
        }
    }
}

extension Books {
    /// Writes for one tenant come one after the other, so two Owners cannot leave past each other.
    /// - Throws: `.lastOwner` when taking away one `role` leaves nobody in charge.
    func keepAnOwner(without role: Role) throws {
        guard role == .owner, try members.ownerCount() == 1 else { return }
        throw PeopleError.lastOwner
    }
}
