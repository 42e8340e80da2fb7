package import Bookkeeping
package import Storage

/// Ends a token at once: one's own, or as an Owner anyone's.
package struct RevokeAPIToken: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package func callAsFunction(_ id: APITokenID, for tenant: TenantID, by member: Member) async throws {
        let now = front.now()
        try await front.database.from(member.caller.address).write(for: tenant) { books in
            guard try books.members.role(of: member.user) != nil else { throw PeopleError.noSuchMember }
            guard let token = try books.apiTokens.record(id) else { throw PeopleError.noSuchToken }
            if token.user != member.user { try books.require(.manageTeam, of: member.user) }
            guard try books.apiTokens.revoke(id, at: now) else { throw PeopleError.noSuchToken }
            try books.audit.append(
                .init(actor: member.actor, action: "token.revoked", subject: "token \(id)", detail: token.name), at: now)
        }
    }
}
