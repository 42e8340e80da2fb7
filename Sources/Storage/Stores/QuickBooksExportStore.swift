package import Bookkeeping

/// What became of each entry in QuickBooks Online; no other file names `qbo_export`.
package struct QuickBooksExportStore {
    let db: any Connection
    let tenant: TenantID
    let realm: RealmID

    package struct Record: Hashable, Sendable {
        package let entry: EntryID
        package let docNumber: String
        package let generation: Int
        /// What was sent, in our words.
        package let content: String
        package let contentHash: [UInt8]
        package let requestID: String
        package let state: State
        package let qboID: String?
        package let fault: Fault?
        /// Intuit's number of the call, for their support.
        package let trace: String?
        package let attempts: Int
        package let run: QuickBooksRunID
        package let claimedUntil: Instant
        package let sentAt: Instant?
        package let checkedAt: Instant?

        /// Whether someone is at it at `now`. A claim that lasts longer than any does was made by a clock that was ahead.
        package func isClaimed(at now: Instant, longestSeconds: Int64) -> Bool {
            claimedUntil > now && claimedUntil <= now.advanced(bySeconds: longestSeconds)
        }
    }

    package enum State: String, Sendable, CaseIterable, SQLConvertible {
        /// On its way, or of unknown fate after a crash or a lost answer: it is looked up before it is sent again.
        case sending
        /// QuickBooks took it; it was not read back yet.
        case sent
        /// Read back, and it is there as it was sent.
        case landed
        /// There, but changed by someone.
        case drifted
        /// It was there and is no longer.
        case gone
        case failed
        /// Another entry has its document number.
        case conflict

        /// Whether QuickBooks has the entry.
        package var isThere: Bool { self == .sent || self == .landed || self == .drifted }
    }

    package struct Fault: Hashable, Sendable {
        package let code: String
        /// One sentence.
        package let reason: String

        package init(code: String, reason: String) { (self.code, self.reason) = (code, reason) }
    }

    /// What is about to be sent.
    package struct Draft: Sendable {
        package let entry: EntryID
        package let docNumber: String
        package let generation: Int
        package let content: String
        package let contentHash: [UInt8]
        package let requestID: String

        package init(entry: EntryID, docNumber: String, generation: Int, content: String, contentHash: [UInt8], requestID: String) {
            (self.entry, self.docNumber, self.generation) = (entry, docNumber, generation)
            (self.content, self.contentHash, self.requestID) = (content, contentHash, requestID)
        }
    }

    /// Who is at work, and until when others leave it alone.
    package struct Claim: Sendable {
        package let name: [UInt8]
        package let run: QuickBooksRunID
        package let until: Instant

        package init(name: [UInt8], run: QuickBooksRunID, until: Instant) { (self.name, self.run, self.until) = (name, run, until) }
    }

    // MARK: Before and after the call

    /// Notes that `draft` is about to be sent. The call follows once this is committed.
    package func begin(_ draft: Draft, _ claim: Claim) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO qbo_export (tenant_id, realm, entry_id, doc_number, generation, content, content_hash, request_id, state, attempts,
                run_id, claim, claimed_until)
            VALUES (\(tenant), \(realm), \(draft.entry), \(draft.docNumber), \(draft.generation), \(draft.content), \(draft.contentHash),
                \(draft.requestID), \(State.sending), 1, \(claim.run), \(claim.name), \(claim.until))
            ON CONFLICT (tenant_id, realm, entry_id) DO UPDATE SET generation = excluded.generation, content = excluded.content,
                content_hash = excluded.content_hash, request_id = excluded.request_id, state = excluded.state, code = NULL, reason = NULL,
                trace = NULL, attempts = qbo_export.attempts + 1, run_id = excluded.run_id, claim = excluded.claim,
                claimed_until = excluded.claimed_until
            """)
    }

    /// Takes over what was being sent when somebody stopped: content and request stay as they were.
    package func takeOver(_ entry: EntryID, _ claim: Claim) throws(StorageError) {
        try db.execute(
            """
            UPDATE qbo_export SET state = \(State.sending), attempts = attempts + 1, run_id = \(claim.run), claim = \(claim.name),
                claimed_until = \(claim.until)
            WHERE tenant_id = \(tenant) AND realm = \(realm) AND entry_id = \(entry)
            """)
    }

    /// Goes on with what is still open.
    package func extend(_ claim: Claim) throws(StorageError) {
        try db.execute(
            """
            UPDATE qbo_export SET claimed_until = \(claim.until)
            WHERE tenant_id = \(tenant) AND realm = \(realm) AND state = \(State.sending) AND claim = \(claim.name)
            """)
    }

    /// What came of it. Says nothing where somebody else has taken over since: they know better.
    package func finish(
        _ entry: EntryID, _ state: State, qboID: String? = nil, fault: Fault? = nil, trace: String? = nil, claim: Claim, at now: Instant
    ) throws(StorageError) {
        try db.execute(
            """
            UPDATE qbo_export SET state = \(state), qbo_id = COALESCE(\(qboID), qbo_id), code = \(fault?.code), reason = \(fault?.reason),
                trace = COALESCE(\(trace), trace), sent_at = \(state.isThere ? now : nil), checked_at = \(state == .sent ? nil : now),
                claim = NULL, claimed_until = 0
            WHERE tenant_id = \(tenant) AND realm = \(realm) AND entry_id = \(entry) AND claim = \(claim.name)
            """)
    }

    /// An entry that this side refuses to send.
    package func refuse(_ draft: Draft, _ fault: Fault, _ claim: Claim, at now: Instant) throws(StorageError) {
        try begin(draft, claim)
        try finish(draft.entry, .failed, fault: fault, claim: claim, at: now)
    }

    /// What stays unknown is looked up by whoever comes next, at once.
    package func release(_ claim: Claim, fault: Fault) throws(StorageError) {
        try db.execute(
            """
            UPDATE qbo_export SET code = \(fault.code), reason = \(fault.reason), claim = NULL, claimed_until = 0
            WHERE tenant_id = \(tenant) AND realm = \(realm) AND state = \(State.sending) AND claim = \(claim.name)
            """)
    }

    /// What reading back found, about an entry that was there when it was read last.
    package func check(_ entry: EntryID, _ state: State, fault: Fault?, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            UPDATE qbo_export SET state = \(state), code = \(fault?.code), reason = \(fault?.reason), checked_at = \(now)
            WHERE tenant_id = \(tenant) AND realm = \(realm) AND entry_id = \(entry)
                AND state IN (\(State.sent), \(State.landed), \(State.drifted), \(State.gone))
            """)
    }

    /// A person wants what was deleted there to be sent anew, as another request.
    /// - Returns: false where it is not gone.
    package func sendAnew(_ entry: EntryID) throws(StorageError) -> Bool {
        try db.execute(
            """
            UPDATE qbo_export SET state = \(State.failed), code = 'again', reason = 'To be sent anew.', qbo_id = NULL,
                generation = generation + 1
            WHERE tenant_id = \(tenant) AND realm = \(realm) AND entry_id = \(entry) AND state = \(State.gone)
            """) == 1
    }

    // MARK: Reading

    package func records(of entries: [EntryID]) throws(StorageError) -> [EntryID: Record] {
        let found = try records("entry_id IN \(list: entries)", order: "entry_id", limit: entries.count)
        return Dictionary(found.map { ($0.entry, $0) }) { first, _ in first }
    }

    package func record(_ entry: EntryID) throws(StorageError) -> Record? {
        try records("entry_id = \(entry)", order: "entry_id", limit: 1).first
    }

    /// The next ones in these states, by entry.
    package func page(in states: [State], after last: EntryID?, limit: Int) throws(StorageError) -> [Record] {
        try records("state IN \(list: states) AND entry_id > \(last ?? EntryID(0))", order: "entry_id", limit: limit)
    }

    /// Those that QuickBooks has or had, the ones first that were not read back for longest.
    package func leastRecentlyChecked(limit: Int) throws(StorageError) -> [Record] {
        try records(
            "state IN (\(State.sent), \(State.landed), \(State.drifted), \(State.gone))", order: "COALESCE(checked_at, 0), entry_id",
            limit: limit)
    }

    package func page(of run: QuickBooksRunID, after last: EntryID?, limit: Int) throws(StorageError) -> [Record] {
        try records("run_id = \(run) AND entry_id > \(last ?? EntryID(0))", order: "entry_id", limit: limit)
    }

    /// Those of a run that did not get there.
    package func failures(of run: QuickBooksRunID, limit: Int) throws(StorageError) -> [Record] {
        try records(
            "run_id = \(run) AND state IN (\(State.failed), \(State.conflict), \(State.sending), \(State.drifted)) AND reason IS NOT NULL",
            order: "entry_id", limit: limit)
    }

    package func counts() throws(StorageError) -> [State: Int] {
        let pairs = try db.all(
            "SELECT state, COUNT(*) FROM qbo_export WHERE tenant_id = \(tenant) AND realm = \(realm) GROUP BY state"
        ) { (row) throws(StorageError) in (try row[0] as State, try row[1] as Int) }
        return Dictionary(pairs) { first, _ in first }
    }

    private func records(_ condition: SQL, order: SQL, limit: Int) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT entry_id, doc_number, generation, content, content_hash, request_id, state, qbo_id, code, reason, trace, attempts, run_id,
                claimed_until, sent_at, checked_at
            FROM qbo_export WHERE tenant_id = \(tenant) AND realm = \(realm) AND \(condition) ORDER BY \(order) LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            let (code, reason): (String?, String?) = (try row[8], try row[9])
            return Record(
                entry: try row[0], docNumber: try row[1], generation: try row[2], content: try row[3], contentHash: try row[4],
                requestID: try row[5], state: try row[6], qboID: try row[7],
                fault: code.flatMap { code in reason.map { Fault(code: code, reason: $0) } }, trace: try row[10], attempts: try row[11],
                run: try row[12], claimedUntil: try row[13], sentAt: try row[14], checkedAt: try row[15])
        }
    }

    static let columns: [BulkRows.Column] = [
        .integer("tenant_id"), .text("realm"), .integer("entry_id"), .text("doc_number"), .integer("generation"), .text("content"),
        .blob("content_hash"), .text("request_id"), .text("state"), .text("qbo_id"), .text("code"), .text("reason"), .text("trace"),
        .integer("attempts"), .integer("run_id"), .blob("claim"), .integer("claimed_until"), .integer("sent_at"), .integer("checked_at"),
    ]
}
