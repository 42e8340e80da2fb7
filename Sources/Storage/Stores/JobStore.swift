/// When each recurring job is due and who runs it; no other file names the table `job`. Belongs to no tenant.
package struct JobStore: Sendable {
    let database: any Database

    package init(_ database: any Database) { self.database = database }

    package struct Record: Hashable, Sendable {
        package let dueAt: Instant
        package let claimedBy: String?
        package let claimedUntil: Instant?
        package let failures: Int
        package let lastError: String?
    }

    package func record(_ name: String) async throws -> Record? {
        try await database.read(.system) { db in try Self.record(name, db) }
    }

    /// Gives the job to `worker` if it is due and nobody else has it.
    /// - Parameters:
    ///   - firstDue: of a job that nobody knew yet
    ///   - latest: no due time lies behind it unless the clock was set back
    ///   - until: the claim ends then by itself; one that would last longer was made before the clock was set back
    package func claim(
        _ name: String, for worker: String, at now: Instant, until: Instant, firstDue: Instant, latest: Instant
    ) async throws -> Bool {
        try await database.write(.system) { db in
            try db.execute(
                "INSERT INTO job (name, due_at, failures) VALUES (\(name), \(firstDue), 0) ON CONFLICT (name) DO NOTHING")
            return try db.execute(
                """
                UPDATE job SET claimed_by = \(worker), claimed_until = \(until), started_at = \(now)
                WHERE name = \(name) AND (due_at <= \(now) OR due_at > \(latest))
                    AND (claimed_until IS NULL OR claimed_until <= \(now) OR claimed_until > \(until))
                """) == 1
        }
    }

    /// - Returns: false when the claim ran out and somebody else has it.
    package func renew(_ name: String, for worker: String, until: Instant) async throws -> Bool {
        try await database.write(.system) { db in
            try db.execute("UPDATE job SET claimed_until = \(until) WHERE name = \(name) AND claimed_by = \(worker)") == 1
        }
    }

    package func finish(
        _ name: String, for worker: String, at now: Instant, dueAt: Instant, failures: Int, error: String?
    ) async throws {
        try await database.write(.system) { db in
            _ = try db.execute(
                """
                UPDATE job SET due_at = \(dueAt), claimed_by = \(nil as String?), claimed_until = \(nil as Instant?), finished_at = \(now),
                    failures = \(failures), last_error = \(error)
                WHERE name = \(name) AND claimed_by = \(worker)
                """)
        }
    }

    private static func record(_ name: String, _ db: any Connection) throws(StorageError) -> Record? {
        try db.first("SELECT due_at, claimed_by, claimed_until, failures, last_error FROM job WHERE name = \(name)") {
            (row) throws(StorageError) in
            Record(dueAt: try row[0], claimedBy: try row[1], claimedUntil: try row[2], failures: try row[3], lastError: try row[4])
        }
    }
}
