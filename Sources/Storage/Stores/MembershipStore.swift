package import Bookkeeping

/// One of the tenants that a person belongs to.
package struct Membership: Hashable, Sendable {
    package let tenant: TenantID
    package let tenantName: String
    package let role: Role

    package init(tenant: TenantID, tenantName: String, role: Role) {
        (self.tenant, self.tenantName, self.role) = (tenant, tenantName, role)
    }
}

/// Which tenants a person belongs to. This file alone names `membership`.
package struct MembershipStore {
    let db: any Connection

    /// In order of the tenants' names: what a switcher shows.
    package func of(_ user: UserID) throws(StorageError) -> [Membership] {
        let roles = try db.all("SELECT tenant_id, role FROM membership WHERE user_id = \(user)") { (row) throws(StorageError) in
            (try row[0] as TenantID, try row[1] as Role)
        }
        let names = try TenantStore.names(of: roles.map(\.0), db)
        return roles.map { Membership(tenant: $0, tenantName: names[$0] ?? "", role: $1) }
            .sorted { ($0.tenantName, $0.tenant) < ($1.tenantName, $1.tenant) }
    }
}

/// The people of one tenant.
package struct MemberStore {
    let db: any Connection
    let tenant: TenantID

    package struct Record: Hashable, Sendable {
        package let user: User
        package let role: Role
        package let since: Instant
    }

    /// - Throws: `.taken` when the person belongs to the tenant already.
    package func add(_ user: UserID, as role: Role, at now: Instant) throws(StorageError) {
        try db.execute("INSERT INTO membership (tenant_id, user_id, role, created_at) VALUES (\(tenant), \(user), \(role), \(now))")
    }

    /// Nil for someone who does not belong to the tenant.
    package func role(of user: UserID) throws(StorageError) -> Role? {
        try db.first("SELECT role FROM membership WHERE tenant_id = \(tenant) AND user_id = \(user)")
    }

    /// In order of their addresses.
    package func all() throws(StorageError) -> [Record] {
        let rows = try db.all("SELECT user_id, role, created_at FROM membership WHERE tenant_id = \(tenant)") {
            (row) throws(StorageError) in
            (try row[0] as UserID, try row[1] as Role, try row[2] as Instant)
        }
        let byID = Dictionary(rows.map { ($0.0, $0) }) { first, _ in first }
        return try UserStore(db: db).users(rows.map(\.0)).compactMap { user in
            byID[user.id].map { Record(user: user, role: $0.1, since: $0.2) }
        }
    }

    package func ownerCount() throws(StorageError) -> Int {
        try db.first("SELECT COUNT(*) FROM membership WHERE tenant_id = \(tenant) AND role = \(Role.owner)") ?? 0
    }

    package func setRole(_ role: Role, of user: UserID) throws(StorageError) {
        try db.execute("UPDATE membership SET role = \(role) WHERE tenant_id = \(tenant) AND user_id = \(user)")
    }

    package func remove(_ user: UserID) throws(StorageError) {
        try db.execute("DELETE FROM membership WHERE tenant_id = \(tenant) AND user_id = \(user)")
    }
}
