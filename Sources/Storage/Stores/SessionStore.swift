package import Bookkeeping

/// Where people are signed in; no other file names `user_session`. Of a token only its SHA-256 is here.
package struct SessionStore {
    let db: any Connection

    package struct Record: Hashable, Sendable {
        package let id: SessionID
        package let user: UserID
        package let createdAt: Instant
        package let seenAt: Instant
        package let expiresAt: Instant
        /// Where it was last used from.
        package let address: String
        package let agent: String
        /// A role of this person changed: the token is to be replaced at the next request.
        package let isRotationDue: Bool
        /// Found by the token before this one, which counts for a moment after a rotation, for requests already under way.
        package let isByPreviousToken: Bool
    }

    package func add(
        for user: UserID, tokenHash: [UInt8], expiresAt: Instant, address: String, agent: String, at now: Instant
    ) throws(StorageError) -> SessionID {
        let id: SessionID = try db.newID()
        try db.execute(
            """
            INSERT INTO user_session (id, user_id, token_hash, rotated_at, rotation_due, created_at, seen_at, expires_at, address, agent)
            VALUES (\(id), \(user), \(tokenHash), \(now), 0, \(now), \(now), \(expiresAt), \(address), \(agent))
            """)
        return id
    }

    /// The session of a token that counts at `now`, was used after `idleSince`, and is not older than a rotation before `rotatedSince`.
    package func find(
        tokenHash: [UInt8], at now: Instant, idleSince: Instant, rotatedSince: Instant
    ) throws(StorageError) -> Record? {
        let current = try records("token_hash = \(tokenHash) AND expires_at > \(now) AND seen_at > \(idleSince)").first
        if let current { return current }
        return try records(
            "previous_hash = \(tokenHash) AND rotated_at > \(rotatedSince) AND expires_at > \(now) AND seen_at > \(idleSince)",
            isByPreviousToken: true
        ).first
    }

    package func touch(_ id: SessionID, address: String, agent: String, at now: Instant) throws(StorageError) {
        try db.execute("UPDATE user_session SET seen_at = \(now), address = \(address), agent = \(agent) WHERE id = \(id)")
    }

    /// Replaces the token where that is due.
    /// - Returns: false when someone else was quicker.
    package func rotate(_ id: SessionID, to tokenHash: [UInt8], at now: Instant) throws(StorageError) -> Bool {
        try db.execute(
            """
            UPDATE user_session SET previous_hash = token_hash, token_hash = \(tokenHash), rotated_at = \(now), rotation_due = 0
            WHERE id = \(id) AND rotation_due = 1
            """) == 1
    }

    package func requestRotation(of user: UserID) throws(StorageError) {
        try db.execute("UPDATE user_session SET rotation_due = 1 WHERE user_id = \(user)")
    }

    /// Last used first.
    package func active(of user: UserID, at now: Instant, idleSince: Instant) throws(StorageError) -> [Record] {
        try records("user_id = \(user) AND expires_at > \(now) AND seen_at > \(idleSince)")
    }

    package func end(tokenHash: [UInt8]) throws(StorageError) {
        try db.execute("DELETE FROM user_session WHERE token_hash = \(tokenHash) OR previous_hash = \(tokenHash)")
    }

    /// - Returns: false when this person has no such session.
    package func end(_ id: SessionID, of user: UserID) throws(StorageError) -> Bool {
        try db.execute("DELETE FROM user_session WHERE id = \(id) AND user_id = \(user)") == 1
    }

    package func endAll(of user: UserID, except kept: SessionID? = nil) throws(StorageError) {
        let others: SQL = kept.map { "AND id <> \($0)" } ?? ""
        try db.execute("DELETE FROM user_session WHERE user_id = \(user) \(others)")
    }

    /// Takes away this person's sessions that no longer count.
    package func removeExpired(of user: UserID, at now: Instant, idleSince: Instant) throws(StorageError) {
        try db.execute("DELETE FROM user_session WHERE user_id = \(user) AND (expires_at <= \(now) OR seen_at <= \(idleSince))")
    }

    private func records(_ condition: SQL, isByPreviousToken: Bool = false) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT id, user_id, created_at, seen_at, expires_at, address, agent, rotation_due
            FROM user_session WHERE \(condition) ORDER BY seen_at DESC, id DESC
            """
        ) { (row) throws(StorageError) in
            Record(
                id: try row[0], user: try row[1], createdAt: try row[2], seenAt: try row[3], expiresAt: try row[4], address: try row[5],
                agent: try row[6], isRotationDue: try row[7], isByPreviousToken: isByPreviousToken)
        }
    }
}

/// One browser's stay.
package enum UserSession {}

package typealias SessionID = ID<UserSession>
