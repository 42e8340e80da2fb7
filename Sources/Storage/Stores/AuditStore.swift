import Bookkeeping
import Crypto

/// Who did what and when, each row with the hash of the one before, so that a change, a gap or a row slipped in shows (rows taken off
/// the end do not). No other file
/// names `audit_event`.
package struct AuditStore {
    let db: any Connection
    let tenant: TenantID

    package struct Event: Hashable, Sendable {
        package let actor: String
        /// `import.finished`, `entry.reversed`: noun and past verb.
        package let action: String
        /// What it was done to: `import 12`.
        package let subject: String
        /// Facts for a reader; never a secret.
        package let detail: String

        package init(actor: String, action: String, subject: String, detail: String = "") {
            (self.actor, self.action, self.subject, self.detail) = (actor, action, subject, detail)
        }
    }

    package func append(_ event: Event, at now: Instant) throws(StorageError) {
        let last = try db.first(
            "SELECT sequence, hash FROM audit_event WHERE tenant_id = \(tenant) ORDER BY sequence DESC LIMIT 1"
        ) { (row) throws(StorageError) in (sequence: try row[0] as Int64, hash: try row[1] as [UInt8]) }
        let sequence = (last?.sequence ?? 0) + 1
        let previous = last?.hash ?? Self.beginning
        try db.execute(
            """
            INSERT INTO audit_event (tenant_id, sequence, occurred_at, actor, action, subject, detail, previous_hash, hash)
            VALUES (\(tenant), \(sequence), \(now), \(event.actor), \(event.action), \(event.subject), \(event.detail),
                \(previous), \(hash(of: event, sequence: sequence, at: now, after: previous)))
            """)
    }

    /// - Returns: the first row whose place or hash is not what it should be; nil when the chain is whole.
    package func firstBrokenSequence() throws(StorageError) -> Int64? {
        var expected: (sequence: Int64, hash: [UInt8]) = (1, Self.beginning)
        var broken: Int64?
        try db.each(
            """
            SELECT sequence, occurred_at, actor, action, subject, detail, previous_hash, hash
            FROM audit_event WHERE tenant_id = \(tenant) ORDER BY sequence
            """
        ) { (row) throws(StorageError) in
            guard broken == nil else { return }
            let event = Event(actor: try row[2], action: try row[3], subject: try row[4], detail: try row[5])
            let (sequence, previous, own): (Int64, [UInt8], [UInt8]) = (try row[0], try row[6], try row[7])
            let right = hash(of: event, sequence: sequence, at: try row[1], after: previous)
            if sequence != expected.sequence || previous != expected.hash || own != right { broken = expected.sequence }
            expected = (sequence + 1, own)
        }
        return broken
    }

    package func count() throws(StorageError) -> Int {
        try db.first("SELECT COUNT(*) FROM audit_event WHERE tenant_id = \(tenant)") ?? 0
    }

    /// What the first row carries as the hash of the one before it.
    private static let beginning = [UInt8](repeating: 0, count: 32)

    /// SHA-256 over the hash before and every field behind its length, so that no two rows read the same.
    private func hash(of event: Event, sequence: Int64, at now: Instant, after previous: [UInt8]) -> [UInt8] {
        var bytes = previous
        for field in ["\(tenant)", "\(sequence)", "\(now.milliseconds)", event.actor, event.action, event.subject, event.detail] {
            bytes.append(contentsOf: "\(field.utf8.count):\(field)".utf8)
        }
        return Array(SHA256.hash(data: bytes))
    }
}
