/// How much of each allowance is used up; no other file names `rate_limit`.
///
/// The generic cell rate algorithm (ITU-T I.371): one number per key, the moment at which the whole allowance is free again. In the
/// database, since several processes answer for the same account and a restart must not forgive.
package struct RateLimitStore {
    let db: any Connection

    /// `burst` at once, and one more each `everySeconds`.
    package struct Charge: Sendable {
        let keyHash: [UInt8]
        let burst: Int64
        let everySeconds: Int64

        package init(keyHash: [UInt8], burst: Int, everySeconds: Int) {
            (self.keyHash, self.burst, self.everySeconds) = (keyHash, Int64(burst), Int64(everySeconds))
        }
    }

    /// Takes one of each allowance, or of none when one is used up.
    /// - Returns: the seconds to wait then; nil when there was enough.
    package func take(_ charges: [Charge], at now: Instant) throws(StorageError) -> Int? {
        if let wait = try wait(for: charges, at: now) { return wait }
        try db.execute("DELETE FROM rate_limit WHERE free_at <= \(now)")
        for charge in charges {
            try db.execute(
                """
                INSERT INTO rate_limit (key_hash, free_at) VALUES (\(charge.keyHash), \(try nextFreeAt(charge, now)))
                ON CONFLICT (key_hash) DO UPDATE SET free_at = excluded.free_at
                """)
        }
        return nil
    }

    /// The seconds until all of `charges` can be taken; nil when they can be now. Reads alone: who is refused holds up nobody who writes.
    package func wait(for charges: [Charge], at now: Instant) throws(StorageError) -> Int? {
        var wait: Int64 = 0
        for charge in charges {
            let early =
                try nextFreeAt(charge, now).milliseconds - charge.burst * charge.everySeconds * 1_000 - now.milliseconds
            wait = max(wait, (early + 999) / 1_000)
        }
        return wait > 0 ? Int(wait) : nil
    }

    /// Gives one back.
    package func giveBack(_ charge: Charge) throws(StorageError) {
        try db.execute("UPDATE rate_limit SET free_at = free_at - \(charge.everySeconds * 1_000) WHERE key_hash = \(charge.keyHash)")
    }

    /// Gives all back.
    package func clear(_ charge: Charge) throws(StorageError) {
        try db.execute("DELETE FROM rate_limit WHERE key_hash = \(charge.keyHash)")
    }

    /// When the whole allowance would be free again, with one more taken now.
    private func nextFreeAt(_ charge: Charge, _ now: Instant) throws(StorageError) -> Instant {
        let freeAt: Instant? = try db.first("SELECT free_at FROM rate_limit WHERE key_hash = \(charge.keyHash)")
        return max(freeAt ?? now, now).advanced(bySeconds: charge.everySeconds)
    }
}
