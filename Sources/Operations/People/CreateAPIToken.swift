package import Bookkeeping
package import Storage

/// A token by which a program speaks for a member, shown once.
package struct CreateAPIToken: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    package static let longestDays = 366
    static let prefix = "bk_"

    /// - Returns: its text, `bk_12_…`, which nobody can be shown again. The number is the tenant's, so that a lookup stays within it.
    package func callAsFunction(
        for tenant: TenantID, name: String, scope: APITokenStore.Scope, days: Int, by member: Member
    ) async throws -> (id: APITokenID, text: String) {
        try Name.check(name)
        guard (1...Self.longestDays).contains(days) else { throw PeopleError.unfitTokenLifetime(days: days) }
        let (token, now) = (SecretToken(random: front.random), front.now())
        let id = try await front.database.from(member.caller.address).write(for: tenant) { books in
            try books.require(scope == .write ? .makeTokens : .readBooks, of: member.user)
            let id = try books.apiTokens.add(
                name: name, scope: scope, tokenHash: token.hash, for: member.user,
                expiresAt: now.advanced(bySeconds: Int64(days) * 86_400), at: now)
            try books.audit.append(
                .init(
                    actor: member.actor, action: "token.created", subject: "token \(id)",
                    detail: "\(name), to \(scope.rawValue), for \(days) days"), at: now)
            return id
        }
        return (id, "\(Self.prefix)\(tenant)_\(token.text)")
    }
}
