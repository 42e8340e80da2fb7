/// Links that were mailed to people who forgot their password; no other file names `password_reset`.
package struct PasswordResetStore {
    let db: any Connection

    /// The newest link counts alone.
    package func replace(for user: UserID, tokenHash: [UInt8], expiresAt: Instant, at now: Instant) throws(StorageError) {
        try removeAll(of: user)
        try db.execute(
            "INSERT INTO password_reset (token_hash, user_id, created_at, expires_at) VALUES (\(tokenHash), \(user), \(now), \(expiresAt))")
    }

    package func user(ofTokenHash hash: [UInt8], at now: Instant) throws(StorageError) -> UserID? {
        try db.first("SELECT user_id FROM password_reset WHERE token_hash = \(hash) AND expires_at > \(now)")
    }

    package func removeAll(of user: UserID) throws(StorageError) {
        try db.execute("DELETE FROM password_reset WHERE user_id = \(user)")
    }
}
