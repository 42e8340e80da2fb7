import Bookkeeping
import Crypto

/// Who did what and when, each row with the hash of the one before, so that a change, a gap or a row slipped in shows. Where the chain
/// ends is noted beside it, so that rows taken off its end show too. No other file names `audit_event` and `audit_head`.
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
        guard let gathered = db.gathered else {
            var links = AuditLinks(after: try last())
            links.add(event, of: self, at: now)
            return try insert(links)
        }
        // In its place: a copy for each of thousands of rows would be one of all before it.
        if gathered.audit == nil { gathered.audit = AuditLinks(after: try last()) }
        gathered.audit?.add(event, of: self, at: now)
    }

    func insert(_ links: AuditLinks) throws(StorageError) {
        try db.insert(links.rows)
        // Only from the row before: a chain whose end was taken off keeps the head that says so.
        try db.execute(
            """
            INSERT INTO audit_head (tenant_id, sequence, hash) VALUES (\(tenant), \(links.end.sequence), \(links.end.hash))
            ON CONFLICT (tenant_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash
            WHERE audit_head.sequence = \(links.start.sequence) AND audit_head.hash = \(links.start.hash)
            """)
    }

    /// The last row there is, whatever the head says.
    private func last() throws(StorageError) -> Head {
        try db.first(
            "SELECT sequence, hash FROM audit_event WHERE tenant_id = \(tenant) ORDER BY sequence DESC LIMIT 1"
        ) { (row) throws(StorageError) in Head(sequence: try row[0], hash: try row[1]) } ?? Head(sequence: 0, hash: Self.beginning)
    }

    package func hash(of sequence: Int64) throws(StorageError) -> [UInt8]? {
        try db.first("SELECT hash FROM audit_event WHERE tenant_id = \(tenant) AND sequence = \(sequence)")
    }

    /// Where a chain ends. Written down outside, it proves later that nothing before it was changed since.
    package struct Head: Hashable, Sendable {
        package let sequence: Int64
        package let hash: [UInt8]
    }

    /// Nil where nothing was ever noted.
    package func head() throws(StorageError) -> Head? {
        try db.first("SELECT sequence, hash FROM audit_head WHERE tenant_id = \(tenant)") { (row) throws(StorageError) in
            Head(sequence: try row[0], hash: try row[1])
        }
    }

    /// - Returns: the first row whose place or hash is not what it should be, or that should be there and is not; nil when the chain is
    ///   whole.
    package func firstBrokenSequence() throws(StorageError) -> Int64? {
        var expected: (sequence: Int64, hash: [UInt8]) = (1, Self.beginning)
        var broken: Int64?
        try db.each(
            """
            SELECT sequence, occurred_at, actor, action, subject, detail, previous_hash, hash, came_from
            FROM audit_event WHERE tenant_id = \(tenant) ORDER BY sequence
            """
        ) { (row) throws(StorageError) in
            guard broken == nil else { return }
            let event = Event(actor: try row[2], action: try row[3], subject: try row[4], detail: try row[5])
            let (sequence, previous, own): (Int64, [UInt8], [UInt8]) = (try row[0], try row[6], try row[7])
            let right = hash(of: event, sequence: sequence, at: try row[1], from: try row[8], after: previous)
            if sequence != expected.sequence || previous != expected.hash || own != right { broken = expected.sequence }
            expected = (sequence + 1, own)
        }
        if let broken { return broken }
        let (head, last) = (try head() ?? Head(sequence: 0, hash: Self.beginning), expected.sequence - 1)
        if head.sequence != last { return min(head.sequence, last) + 1 }
        return head.hash == expected.hash ? nil : last
    }

    /// A row as it is read.
    package struct Record: Hashable, Sendable {
        package let sequence: Int64
        package let at: Instant
        package let event: Event
        /// The address it was done from; nil on the command line and by machines.
        package let origin: String?
    }

    /// What a reader looks for; nil looks for all.
    package struct Filter: Hashable, Sendable {
        package var actor: String?
        package var action: String?
        /// First and last moment, both included.
        package var from: Instant?
        package var to: Instant?

        package init(actor: String? = nil, action: String? = nil, from: Instant? = nil, to: Instant? = nil) {
            (self.actor, self.action, self.from, self.to) = (actor, action, from, to)
        }
    }

    /// The next rows that fit, newest first, at most `limit`; the next page begins before the last one's sequence.
    package func page(_ filter: Filter = Filter(), before last: Int64? = nil, limit: Int) throws(StorageError) -> [Record] {
        let older: SQL = last.map { "AND sequence < \($0)" } ?? ""
        let actor: SQL = filter.actor.map { "AND actor = \($0)" } ?? ""
        let action: SQL = filter.action.map { "AND action = \($0)" } ?? ""
        let from: SQL = filter.from.map { "AND occurred_at >= \($0)" } ?? ""
        let to: SQL = filter.to.map { "AND occurred_at <= \($0)" } ?? ""
        return try db.all(
            """
            SELECT sequence, occurred_at, actor, action, subject, detail, came_from FROM audit_event
            WHERE tenant_id = \(tenant) \(older) \(actor) \(action) \(from) \(to)
            ORDER BY sequence DESC LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            Record(
                sequence: try row[0], at: try row[1],
                event: Event(actor: try row[2], action: try row[3], subject: try row[4], detail: try row[5]), origin: try row[6])
        }
    }

    package func count() throws(StorageError) -> Int {
        try db.first("SELECT COUNT(*) FROM audit_event WHERE tenant_id = \(tenant)") ?? 0
    }

    /// What the first row carries as the hash of the one before it.
    private static let beginning = [UInt8](repeating: 0, count: 32)

    /// SHA-256 over the hash before and every field behind its length, so that no two rows read the same. A row that does not say where it
    /// came from has one field less, as all had before 008_people; adding or taking off that field changes the hash.
    fileprivate func hash(of event: Event, sequence: Int64, at now: Instant, from origin: String?, after previous: [UInt8]) -> [UInt8] {
        var bytes = previous
        let fields = ["\(tenant)", "\(sequence)", "\(now.milliseconds)", event.actor, event.action, event.subject, event.detail]
        for field in fields + (origin.map { [$0] } ?? []) {
            bytes.append(contentsOf: "\(field.utf8.count):\(field)".utf8)
        }
        return Array(SHA256.hash(data: bytes))
    }
}

/// New rows at the end of a chain.
struct AuditLinks {
    /// Where the chain ended before them, and where it ends with them.
    let start: AuditStore.Head
    private(set) var end: AuditStore.Head
    private(set) var rows = BulkRows(
        into: "audit_event",
        [
            .integer("tenant_id"), .integer("sequence"), .integer("occurred_at"), .text("actor"), .text("action"), .text("subject"),
            .text("detail"), .text("came_from"), .blob("previous_hash"), .blob("hash"),
        ])

    init(after start: AuditStore.Head) { (self.start, end) = (start, start) }

    mutating func add(_ event: AuditStore.Event, of store: AuditStore, at now: Instant) {
        let (sequence, previous, origin) = (end.sequence + 1, end.hash, store.db.origin)
        let own = store.hash(of: event, sequence: sequence, at: now, from: origin, after: previous)
        rows.append([
            store.tenant.sqlValue, .integer(sequence), now.sqlValue, .text(event.actor), .text(event.action), .text(event.subject),
            .text(event.detail), origin.sqlValue, .blob(previous), .blob(own),
        ])
        end = AuditStore.Head(sequence: sequence, hash: own)
    }
}
