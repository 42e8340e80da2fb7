package import Bookkeeping

/// Exports to QuickBooks Online as a whole, and how far each has come; no other file names `qbo_run`.
package struct QuickBooksRunStore {
    let db: any Connection
    let tenant: TenantID

    package struct Record: Hashable, Sendable {
        package let id: QuickBooksRunID
        package let realm: RealmID
        package let state: State
        /// Why it stopped.
        package let problem: String?
        /// Entries of the books when it began.
        package let total: Int
        package let seen: Int
        package let counts: Counts
        package let startedAt: Instant
        package let startedBy: String
        package let claimedUntil: Instant
        package let finishedAt: Instant?

        /// Begun, not ended, and nobody is at it: a crash, say.
        package func isAbandoned(at now: Instant) -> Bool { (state == .waiting || state == .running) && claimedUntil <= now }
    }

    package enum State: String, Sendable, SQLConvertible { case waiting, running, finished, stopped }

    package struct Counts: Hashable, Sendable {
        package var posted = 0
        package var skipped = 0
        package var failed = 0

        package init(posted: Int = 0, skipped: Int = 0, failed: Int = 0) {
            (self.posted, self.skipped, self.failed) = (posted, skipped, failed)
        }

        package var sum: Int { posted + skipped + failed }
    }

    package func add(_ realm: RealmID, total: Int, claimedUntil: Instant, by actor: String, at now: Instant) throws(StorageError)
        -> QuickBooksRunID
    {
        let id: QuickBooksRunID = try db.newID()
        try db.execute(
            """
            INSERT INTO qbo_run (tenant_id, id, realm, state, total, seen, posted, skipped, failed, started_at, started_by, claimed_until)
            VALUES (\(tenant), \(id), \(realm), \(State.waiting), \(total), 0, 0, 0, 0, \(now), \(actor), \(claimedUntil))
            """)
        return id
    }

    /// Takes up one that waits or was abandoned. It goes over all entries again.
    /// - Returns: false when someone else is at it, or it has ended.
    package func claim(_ id: QuickBooksRunID, _ claim: [UInt8], until: Instant, at now: Instant) throws(StorageError) -> Bool {
        try db.execute(
            """
            UPDATE qbo_run SET state = \(State.running), claim = \(claim), claimed_until = \(until), seen = 0, posted = 0, skipped = 0,
                failed = 0
            WHERE tenant_id = \(tenant) AND id = \(id) AND (state = \(State.waiting) OR state = \(State.running) AND claimed_until <= \(now))
            """) == 1
    }

    package func note(
        _ id: QuickBooksRunID, seen: Int, _ counts: Counts, total: Int, claim: [UInt8], until: Instant
    ) throws(StorageError) {
        try db.execute(
            """
            UPDATE qbo_run SET seen = \(seen), posted = \(counts.posted), skipped = \(counts.skipped), failed = \(counts.failed),
                total = \(total), claimed_until = \(until)
            WHERE tenant_id = \(tenant) AND id = \(id) AND claim = \(claim)
            """)
    }

    /// - Returns: false when somebody else has taken over since.
    package func end(
        _ id: QuickBooksRunID, _ state: State, problem: String?, claim: [UInt8], at now: Instant
    ) throws(StorageError) -> Bool {
        try db.execute(
            """
            UPDATE qbo_run SET state = \(state), problem = \(problem), claim = NULL, claimed_until = 0, finished_at = \(now)
            WHERE tenant_id = \(tenant) AND id = \(id) AND claim = \(claim)
            """) == 1
    }

    package func record(_ id: QuickBooksRunID) throws(StorageError) -> Record? { try records("id = \(id)", limit: 1).first }

    /// Newest first.
    package func latest(limit: Int) throws(StorageError) -> [Record] { try records("id > 0", limit: limit) }

    /// Begun and not ended, newest first.
    package func open() throws(StorageError) -> [Record] { try records("state IN (\(State.waiting), \(State.running))", limit: 100) }

    private func records(_ condition: SQL, limit: Int) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT id, realm, state, problem, total, seen, posted, skipped, failed, started_at, started_by, claimed_until, finished_at
            FROM qbo_run WHERE tenant_id = \(tenant) AND \(condition) ORDER BY id DESC LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            Record(
                id: try row[0], realm: try row[1], state: try row[2], problem: try row[3], total: try row[4], seen: try row[5],
                counts: Counts(posted: try row[6], skipped: try row[7], failed: try row[8]), startedAt: try row[9], startedBy: try row[10],
                claimedUntil: try row[11], finishedAt: try row[12])
        }
    }

    static let columns: [BulkRows.Column] = [
        .integer("tenant_id"), .integer("id"), .text("realm"), .text("state"), .text("problem"), .integer("total"), .integer("seen"),
        .integer("posted"), .integer("skipped"), .integer("failed"), .integer("started_at"), .text("started_by"), .blob("claim"),
        .integer("claimed_until"), .integer("finished_at"),
    ]
}

/// One export to QuickBooks Online.
package enum QuickBooksRun {}

package typealias QuickBooksRunID = ID<QuickBooksRun>
