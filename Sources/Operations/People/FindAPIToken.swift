package import Bookkeeping
package import Storage

/// A program that speaks for a member: in one tenant, within the token's scope, and never beyond the member's role of this moment.
package struct TokenAccess: Sendable {
    package let tenant: TenantID
    package let token: APITokenID
    package let user: User
    package let role: Role
    package let scope: APITokenStore.Scope

    package func may(_ permission: Permission) -> Bool {
        role.may(permission) && (permission.isReading || scope == .write && permission.isForPrograms)
    }

    /// As the audit log names it.
    package var actor: String { "\(user.email) (token \(token))" }
}

/// Whose API token is this? Nil for one that is wrong, expired or revoked, and for one of somebody who has left.
package struct FindAPIToken: Sendable {
    let front: FrontOffice

    package init(_ front: FrontOffice) { self.front = front }

    /// Noted as used no more often than this.
    private static let touchSeconds: Int64 = 300

    package func callAsFunction(_ text: String) async throws -> TokenAccess? {
        guard let parsed = TenantToken(text: text, separator: "_", prefix: CreateAPIToken.prefix) else { return nil }
        let now = front.now()
        let found = try await front.database.read(for: parsed.tenant) { books -> (TokenAccess, Instant?)? in
            guard let record = try books.apiTokens.find(tokenHash: parsed.token.hash, at: now),
                let role = try books.members.role(of: record.user), let user = try books.people.users.user(record.user)
            else { return nil }
            return (TokenAccess(tenant: books.tenant, token: record.id, user: user, role: role, scope: record.scope), record.usedAt)
        }
        guard let (access, usedAt) = found else { return nil }
        if usedAt.map({ $0 <= now.advanced(bySeconds: -Self.touchSeconds) }) ?? true {
            try await front.database.write(for: access.tenant) { books in try books.apiTokens.touch(access.token, at: now) }
        }
        return access
    }
}
