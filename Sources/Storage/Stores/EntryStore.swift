package import Bookkeeping

/// Journal entries and their postings; no other file names `entry` and `posting`. Rows are added and never touched again.
package struct EntryStore {
    let db: any Connection
    let tenant: TenantID

    /// An entry about to be posted.
    package struct Draft: Sendable {
        package let entry: JournalEntry
        package let source: EntrySource
        /// The statement line it books.
        package let line: LineID?
        package let reverses: EntryID?
        package let key: IdempotencyKey?
        /// Who decided, where that is not the person at work: `machine:rule`.
        package let decider: String?

        package init(
            _ entry: JournalEntry, source: EntrySource, line: LineID? = nil, reverses: EntryID? = nil, key: IdempotencyKey? = nil,
            decider: String? = nil
        ) {
            (self.entry, self.source, self.line, self.reverses) = (entry, source, line, reverses)
            (self.key, self.decider) = (key, decider)
        }
    }

    /// Posts entries in the order given, numbers them without a gap within each year, and keeps the totals by day in step.
    package func post(_ drafts: [Draft], by actor: String, at now: Instant) throws(StorageError) -> [EntryID] {
        guard !drafts.isEmpty else { return [] }
        var numbers = db.gathered?.numbers ?? EntryNumbers()
        numbers.add(try lastNumbers(in: Set(drafts.map(\.entry.date.year)).subtracting(numbers.years)))
        let rows = try EntryRows(drafts, of: tenant, ids: try reserveIDs(drafts.count), numbers: &numbers, by: actor, at: now)
        try post(rows)
        db.gathered?.numbers = numbers
        return rows.ids
    }

    package func reserveIDs(_ count: Int) throws(StorageError) -> [EntryID] { try db.reserveIDs(count).map { EntryID($0) } }

    /// Posts entries that were made into rows before.
    package func post(_ rows: EntryRows) throws(StorageError) {
        guard !rows.ids.isEmpty else { return }
        try db.insert(rows)
        try TotalStore(db: db, tenant: tenant).add(rows.sums)
        try announce(rows.posted, at: rows.postedAt)
    }

    /// Tells whoever listens, a hundred entries in a delivery: their numbers and days, from which the rest can be asked for.
    func announce(_ posted: [EntryRows.Posted], at now: Instant) throws(StorageError) {
        if let gathered = db.gathered {
            gathered.posted += posted
            gathered.postedAt = now
            return
        }
        let webhooks = WebhookStore(db: db, tenant: tenant)
        let listeners = try webhooks.listeners(to: .entryPosted)
        guard !listeners.isEmpty else { return }
        let texts = posted.map { #"{"date":"\#($0.date)","id":\#($0.id),"number":"\#($0.number)"}"# }
        let payloads = stride(from: 0, to: texts.count, by: 100).map { start in
            #"{"entries":[\#(texts[start..<min(start + 100, texts.count)].joined(separator: ","))]}"#
        }
        try webhooks.enqueue(.entryPosted, payloads, to: listeners, at: now)
    }

    /// Posts `draft` once per key: a repeat gives the first id, and says that it posted nothing.
    /// - Throws: `.keyReused` when the key names a different entry.
    package func postOnce(_ draft: Draft, by actor: String, at now: Instant) throws(StorageError) -> (id: EntryID, isNew: Bool) {
        if let key = draft.key {
            let earlier = try db.first(
                "SELECT id, fingerprint FROM entry WHERE tenant_id = \(tenant) AND idempotency_key = \(key)"
            ) { (row) throws(StorageError) in (id: try row[0] as EntryID, fingerprint: try row[1] as [UInt8]) }
            if let earlier {
                guard earlier.fingerprint == draft.entry.fingerprint else { throw .keyReused(key.rawValue) }
                return (earlier.id, false)
            }
        }
        return (try post([draft], by: actor, at: now)[0], true)
    }

    package func entry(_ id: EntryID) throws(StorageError) -> PostedEntry? {
        try entries("e.tenant_id = \(tenant) AND e.id = \(id)", limit: 1).first
    }

    package func id(of key: IdempotencyKey) throws(StorageError) -> EntryID? {
        try db.first("SELECT id FROM entry WHERE tenant_id = \(tenant) AND idempotency_key = \(key)")
    }

    package func id(of number: EntryNumber) throws(StorageError) -> EntryID? {
        try db.first("SELECT id FROM entry WHERE tenant_id = \(tenant) AND number = \(number)")
    }

    /// The statement line that an entry was posted for.
    package func line(of id: EntryID) throws(StorageError) -> LineID? {
        try db.first("SELECT line_id FROM entry WHERE tenant_id = \(tenant) AND id = \(id)") ?? nil
    }

    /// Which entry took `id` back, if one did.
    package func reversal(of id: EntryID) throws(StorageError) -> EntryID? {
        try db.first("SELECT id FROM entry WHERE tenant_id = \(tenant) AND reverses = \(id)")
    }

    /// The next entries in order of date and number, at most `limit`.
    package func page(after last: PostedEntry?, limit: Int) throws(StorageError) -> [PostedEntry] {
        guard let last else { return try entries("e.tenant_id = \(tenant)", limit: limit) }
        return try entries("e.tenant_id = \(tenant) AND (e.date, e.number) > (\(last.entry.date), \(last.number.rawValue))", limit: limit)
    }

    /// Where a page of the journal ended.
    package struct JournalPosition: Sendable {
        package let date: CalendarDate
        package let number: EntryNumber

        package init(date: CalendarDate, number: EntryNumber) { (self.date, self.number) = (date, number) }
    }

    /// The next entries within `period`, newest first, at most `limit`.
    package func newest(in period: Period, before last: JournalPosition?, limit: Int) throws(StorageError) -> [PostedEntry] {
        let older: SQL = last.map { "AND (e.date, e.number) < (\($0.date), \($0.number))" } ?? ""
        return try entries(
            "e.tenant_id = \(tenant) AND e.date BETWEEN \(period.first) AND \(period.last) \(older)", order: "e.date DESC, e.number DESC",
            limit: limit)
    }

    /// Where a page of a ledger ended: an entry may have several postings on one account.
    package struct LedgerPosition: Sendable {
        let date: CalendarDate
        let entry: EntryID
        let ordinal: Int

        package init(date: CalendarDate, entry: EntryID, ordinal: Int) {
            (self.date, self.entry, self.ordinal) = (date, entry, ordinal)
        }
    }

    /// The next postings of one account within `period`, in order of date and entry, at most `limit`.
    package func ledger(
        of account: AccountID, in period: Period, after last: LedgerPosition?, limit: Int
    ) throws(StorageError) -> [(position: LedgerPosition, posting: LedgerPosting)] {
        let start: SQL = last.map { "AND (p.date, p.entry_id, p.ordinal) > (\($0.date), \($0.entry), \($0.ordinal))" } ?? ""
        return try db.all(
            """
            SELECT p.entry_id, e.number, p.date, e.narration, p.side, p.amount, p.currency, p.ordinal
            FROM (
                SELECT entry_id, date, ordinal, account_id, side, amount, currency FROM posting p
                WHERE p.tenant_id = \(tenant) AND p.account_id = \(account) AND p.date BETWEEN \(period.first) AND \(period.last) \(start)
                ORDER BY p.date, p.entry_id, p.ordinal LIMIT \(limit)
            ) p JOIN entry e ON e.tenant_id = \(tenant) AND e.id = p.entry_id
            ORDER BY p.date, p.entry_id, p.ordinal
            """
        ) { (row) throws(StorageError) in
            let posting = LedgerPosting(
                account: account, entry: try row[0], number: try row[1], date: try row[2], narration: try row[3], side: try row[4],
                amount: Money(minorUnits: try row[5], try row[6]))
            return (LedgerPosition(date: posting.date, entry: posting.entry, ordinal: try row[7]), posting)
        }
    }

    package func count() throws(StorageError) -> Int {
        try db.first("SELECT COUNT(*) FROM entry WHERE tenant_id = \(tenant)") ?? 0
    }

    package func count(during period: Period) throws(StorageError) -> Int {
        try db.first("SELECT COUNT(*) FROM entry WHERE tenant_id = \(tenant) AND date BETWEEN \(period.first) AND \(period.last)") ?? 0
    }

    private func entries(
        _ condition: SQL, order: SQL = "e.date, e.number", limit: Int
    ) throws(StorageError) -> [PostedEntry] {
        var found: [PostedEntry] = []
        var head: Head?
        var postings: [Posting] = []
        func finish() throws(StorageError) {
            guard let head else { return }
            found.append(try head.entry(with: postings))
            postings = []
        }
        try db.each(
            """
            SELECT e.id, e.number, e.date, e.narration, e.source, e.reverses, p.side, p.account_id, p.amount, p.currency
            FROM (SELECT * FROM entry e WHERE \(condition) ORDER BY \(order) LIMIT \(limit)) e
            JOIN posting p ON p.tenant_id = \(tenant) AND p.entry_id = e.id
            ORDER BY \(order), p.ordinal
            """
        ) { (row) throws(StorageError) in
            let id: EntryID = try row[0]
            if id != head?.id {
                try finish()
                head = Head(id: id, number: try row[1], date: try row[2], narration: try row[3], source: try row[4], reverses: try row[5])
            }
            postings.append(try Self.posting(side: try row[6], account: try row[7], amount: Money(minorUnits: try row[8], try row[9])))
        }
        try finish()
        return found
    }

    private struct Head {
        let id: EntryID
        let number: EntryNumber
        let date: CalendarDate
        let narration: String
        let source: EntrySource
        let reverses: EntryID?

        func entry(with postings: [Posting]) throws(StorageError) -> PostedEntry {
            do {
                let entry = try JournalEntry(date: date, narration: narration, postings: postings)
                return PostedEntry(id: id, number: number, entry: entry, source: source, reverses: reverses)
            } catch {
                throw .unexpected("entry \(number) does not balance; run: bookkeeper verify")
            }
        }
    }

    private static func posting(side: Side, account: AccountID, amount: Money) throws(StorageError) -> Posting {
        do {
            return try Posting(side, account, amount)
        } catch {
            throw .unexpected("a posting of \(amount)")
        }
    }

    /// The last number given out in each of `years`, for numbering entries of those years within the same transaction.
    package func lastNumbers(in years: Set<Int>) throws(StorageError) -> EntryNumbers {
        var numbers = EntryNumbers()
        for year in years { numbers.set(try lastNumber(in: year), in: year) }
        return numbers
    }

    private func lastNumber(in year: Int) throws(StorageError) -> EntryNumber? {
        guard let first = EntryNumber.first(ofYear: year), let end = EntryNumber(year: year, sequence: EntryNumber.lastSequence) else {
            return nil
        }
        let last: EntryNumber?? = try db.first(
            "SELECT MAX(number) FROM entry WHERE tenant_id = \(tenant) AND number BETWEEN \(first) AND \(end)")
        return last ?? nil
    }
}
