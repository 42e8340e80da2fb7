/// Secrets of authenticator apps, sealed, and recovery codes, hashed; no other file names `second_factor` and `recovery_code`.
package struct SecondFactorStore {
    let db: any Connection

    package struct Record: Hashable, Sendable {
        package let sealedSecret: [UInt8]
        /// Nil while the person has not shown a first code.
        package let confirmedAt: Instant?
        /// The last 30-second step whose code was taken: none before it counts again.
        package let lastStep: Int64
    }

    package func record(of user: UserID) throws(StorageError) -> Record? {
        try db.first("SELECT sealed_secret, confirmed_at, last_step FROM second_factor WHERE user_id = \(user)") {
            (row) throws(StorageError) in Record(sealedSecret: try row[0], confirmedAt: try row[1], lastStep: try row[2])
        }
    }

    /// Begins anew; what was not confirmed is forgotten.
    /// - Returns: false when a confirmed one is there, which stays.
    package func enroll(_ user: UserID, sealedSecret: [UInt8], at now: Instant) throws(StorageError) -> Bool {
        try db.execute(
            """
            INSERT INTO second_factor (user_id, sealed_secret, enrolled_at, last_step) VALUES (\(user), \(sealedSecret), \(now), 0)
            ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, enrolled_at = excluded.enrolled_at, last_step = 0
            WHERE second_factor.confirmed_at IS NULL
            """) == 1
    }

    package func confirm(_ user: UserID, at now: Instant) throws(StorageError) {
        try db.execute("UPDATE second_factor SET confirmed_at = \(now) WHERE user_id = \(user) AND confirmed_at IS NULL")
    }

    /// Takes a step's code once.
    /// - Returns: false when that step, or a later one, was taken before.
    package func take(step: Int64, of user: UserID) throws(StorageError) -> Bool {
        try db.execute("UPDATE second_factor SET last_step = \(step) WHERE user_id = \(user) AND last_step < \(step)") == 1
    }

    package func remove(_ user: UserID) throws(StorageError) {
        try db.execute("DELETE FROM recovery_code WHERE user_id = \(user)")
        try db.execute("DELETE FROM second_factor WHERE user_id = \(user)")
    }

    package func replaceRecoveryCodes(of user: UserID, hashes: [[UInt8]]) throws(StorageError) {
        try db.execute("DELETE FROM recovery_code WHERE user_id = \(user)")
        for hash in hashes { try db.execute("INSERT INTO recovery_code (user_id, code_hash) VALUES (\(user), \(hash))") }
    }

    /// Takes a recovery code once.
    package func takeRecoveryCode(hash: [UInt8], of user: UserID, at now: Instant) throws(StorageError) -> Bool {
        try db.execute(
            "UPDATE recovery_code SET used_at = \(now) WHERE user_id = \(user) AND code_hash = \(hash) AND used_at IS NULL") == 1
    }

    package func unusedRecoveryCodes(of user: UserID) throws(StorageError) -> Int {
        try db.first("SELECT COUNT(*) FROM recovery_code WHERE user_id = \(user) AND used_at IS NULL") ?? 0
    }
}
