package import Bookkeeping

/// Who was asked to join a tenant; no other file names `invitation`.
package struct InvitationStore {
    let db: any Connection
    let tenant: TenantID

    package struct Record: Hashable, Sendable {
        package let id: InvitationID
        package let email: String
        package let role: Role
        package let invitedBy: String
        package let createdAt: Instant
        package let expiresAt: Instant
    }

    /// The newest invitation of an address counts alone.
    package func add(
        email: String, role: Role, tokenHash: [UInt8], expiresAt: Instant, by actor: String, at now: Instant
    ) throws(StorageError) -> InvitationID {
        try db.execute(
            """
            UPDATE invitation SET revoked_at = \(now)
            WHERE tenant_id = \(tenant) AND email = \(email) AND accepted_at IS NULL AND revoked_at IS NULL
            """)
        let id: InvitationID = try db.newID()
        try db.execute(
            """
            INSERT INTO invitation (tenant_id, id, email, role, token_hash, invited_by, created_at, expires_at)
            VALUES (\(tenant), \(id), \(email), \(role), \(tokenHash), \(actor), \(now), \(expiresAt))
            """)
        return id
    }

    /// Those that can be accepted, newest first.
    package func open(at now: Instant) throws(StorageError) -> [Record] {
        try records("expires_at > \(now) AND accepted_at IS NULL AND revoked_at IS NULL")
    }

    package func open(tokenHash: [UInt8], at now: Instant) throws(StorageError) -> Record? {
        try records("token_hash = \(tokenHash) AND expires_at > \(now) AND accepted_at IS NULL AND revoked_at IS NULL").first
    }

    /// - Returns: false when it was accepted or taken back before.
    package func accept(_ id: InvitationID, at now: Instant) throws(StorageError) -> Bool {
        try db.execute(
            """
            UPDATE invitation SET accepted_at = \(now)
            WHERE tenant_id = \(tenant) AND id = \(id) AND accepted_at IS NULL AND revoked_at IS NULL
            """) == 1
    }

    /// - Returns: false when there is none that could be taken back.
    package func revoke(_ id: InvitationID, at now: Instant) throws(StorageError) -> Bool {
        try db.execute(
            """
            UPDATE invitation SET revoked_at = \(now)
            WHERE tenant_id = \(tenant) AND id = \(id) AND accepted_at IS NULL AND revoked_at IS NULL
            """) == 1
    }

    package func record(_ id: InvitationID) throws(StorageError) -> Record? {
        try records("id = \(id) AND accepted_at IS NULL AND revoked_at IS NULL").first
    }

    /// - Returns: those that could have been accepted until now.
    package func revokeAll(by actor: String, at now: Instant) throws(StorageError) -> [Record] {
        let open = try open(at: now).filter { $0.invitedBy == actor }
        for invitation in open { _ = try revoke(invitation.id, at: now) }
        return open
    }

    private func records(_ condition: SQL) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT id, email, role, invited_by, created_at, expires_at FROM invitation
            WHERE tenant_id = \(tenant) AND \(condition) ORDER BY id DESC
            """
        ) { (row) throws(StorageError) in
            Record(
                id: try row[0], email: try row[1], role: try row[2], invitedBy: try row[3], createdAt: try row[4], expiresAt: try row[5])
        }
    }
}

package enum TeamInvitation {}

package typealias InvitationID = ID<TeamInvitation>
