package import Bookkeeping

/// Tokens by which programs speak for a member; no other file names `api_token`.
package struct APITokenStore {
    let db: any Connection
    let tenant: TenantID

    package enum Scope: String, CaseIterable, Sendable, SQLConvertible { case read, write }

    package struct Record: Hashable, Sendable {
        package let id: APITokenID
        package let name: String
        package let scope: Scope
        /// Who made it, and beyond whose role it never reaches.
        package let user: UserID
        package let createdAt: Instant
        package let expiresAt: Instant
        package let usedAt: Instant?
    }

    package func add(
        name: String, scope: Scope, tokenHash: [UInt8], for user: UserID, expiresAt: Instant, at now: Instant
    ) throws(StorageError) -> APITokenID {
        let id: APITokenID = try db.newID()
        try db.execute(
            """
            INSERT INTO api_token (tenant_id, id, name, token_hash, scope, user_id, created_at, expires_at)
            VALUES (\(tenant), \(id), \(name), \(tokenHash), \(scope), \(user), \(now), \(expiresAt))
            """)
        return id
    }

    /// Newest first, expired ones too; revoked ones are gone.
    package func all() throws(StorageError) -> [Record] { try records("revoked_at IS NULL") }

    package func record(_ id: APITokenID) throws(StorageError) -> Record? { try records("id = \(id) AND revoked_at IS NULL").first }

    package func find(tokenHash: [UInt8], at now: Instant) throws(StorageError) -> Record? {
        try records("token_hash = \(tokenHash) AND expires_at > \(now) AND revoked_at IS NULL").first
    }

    package func touch(_ id: APITokenID, at now: Instant) throws(StorageError) {
        try db.execute("UPDATE api_token SET used_at = \(now) WHERE tenant_id = \(tenant) AND id = \(id)")
    }

    /// - Returns: false when there is none.
    package func revoke(_ id: APITokenID, at now: Instant) throws(StorageError) -> Bool {
        try db.execute("UPDATE api_token SET revoked_at = \(now) WHERE tenant_id = \(tenant) AND id = \(id) AND revoked_at IS NULL") == 1
    }

    package func revokeAll(of user: UserID, at now: Instant) throws(StorageError) {
        try db.execute("UPDATE api_token SET revoked_at = \(now) WHERE tenant_id = \(tenant) AND user_id = \(user) AND revoked_at IS NULL")
    }

    private func records(_ condition: SQL) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT id, name, scope, user_id, created_at, expires_at, used_at FROM api_token
            WHERE tenant_id = \(tenant) AND \(condition) ORDER BY id DESC
            """
        ) { (row) throws(StorageError) in
            Record(
                id: try row[0], name: try row[1], scope: try row[2], user: try row[3], createdAt: try row[4], expiresAt: try row[5],
                usedAt: try row[6])
        }
    }
}

package enum APIToken {}

package typealias APITokenID = ID<APIToken>
