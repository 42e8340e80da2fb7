package import Bookkeeping

/// Entries as the rows they become, numbered and summed up by day: the part of posting that asks the database nothing, so that another
/// thread than the transaction's may do it.
package struct EntryRows: Sendable {
    package let tenant: TenantID
    /// In the order of the drafts.
    package let ids: [EntryID]
    let postedAt: Instant
    package var entries: BulkRows
    package var postings: BulkRows
    private(set) var sums = DaySums()
    private(set) var posted: [Posted] = []

    package var accounts: Set<AccountID> { Set(postings.integers(in: "account_id").map { AccountID($0) }) }

    /// What a listener is told of an entry.
    struct Posted {
        let id: EntryID
        let number: EntryNumber
        let date: CalendarDate
    }

    /// - Parameters:
    ///   - ids: at least as many as there are drafts
    ///   - numbers: of every year in which there is a draft
    package init(
        _ drafts: [EntryStore.Draft], of tenant: TenantID, ids: [EntryID], numbers: inout EntryNumbers, by actor: String, at now: Instant
    ) throws(StorageError) {
        precondition(ids.count >= drafts.count, "each entry has an id")
        self.tenant = tenant
        self.ids = Array(ids.prefix(drafts.count))
        postedAt = now
        entries = BulkRows(into: "entry", Self.entryColumns, capacity: drafts.count)
        postings = BulkRows(into: "posting", Self.postingColumns, capacity: drafts.count * 2)
        posted.reserveCapacity(drafts.count)
        for (draft, id) in zip(drafts, ids) {
            let number = try numbers.next(in: draft.entry.date.year)
            posted.append(Posted(id: id, number: number, date: draft.entry.date))
            append(draft, id, number, of: tenant, by: actor, at: now)
            for posting in draft.entry.postings { try sums.add(posting, on: draft.entry.date) }
        }
    }

    package mutating func ready(_ readying: Readying?) {
        readying?(&postings)
        readying?(&entries)
    }

    private mutating func append(
        _ draft: EntryStore.Draft, _ id: EntryID, _ number: EntryNumber, of tenant: TenantID, by actor: String, at now: Instant
    ) {
        let entry = draft.entry
        entries.append([
            tenant.sqlValue, id.sqlValue, .integer(number.rawValue), entry.date.sqlValue, .text(entry.narration),
            draft.source.sqlValue, draft.line.sqlValue, draft.reverses.sqlValue, draft.key.sqlValue,
            draft.key.map { _ in .blob(entry.fingerprint) } ?? .null, now.sqlValue, .text(draft.decider ?? actor),
        ])
        for (ordinal, posting) in entry.postings.enumerated() {
            postings.append([
                tenant.sqlValue, id.sqlValue, .integer(Int64(ordinal)), posting.account.sqlValue, entry.date.sqlValue,
                posting.side.sqlValue, .integer(posting.amount.minorUnits), posting.amount.currency.sqlValue,
            ])
        }
    }

    static let entryColumns: [BulkRows.Column] = [
        .integer("tenant_id"), .integer("id"), .integer("number"), .integer("date"), .text("narration"), .text("source"),
        .integer("line_id"), .integer("reverses"), .text("idempotency_key"), .blob("fingerprint"), .integer("posted_at"),
        .text("posted_by"),
    ]

    static let postingColumns: [BulkRows.Column] = [
        .integer("tenant_id"), .integer("entry_id"), .integer("ordinal"), .integer("account_id"), .integer("date"), .text("side"),
        .integer("amount"), .text("currency"),
    ]
}

/// The last number of each year: asked of the database once, then counted.
package struct EntryNumbers: Sendable {
    private var last: [Int: EntryNumber?] = [:]

    package init() {}

    var years: Set<Int> { Set(last.keys) }

    mutating func set(_ number: EntryNumber?, in year: Int) { last.updateValue(number, forKey: year) }

    /// Takes over years that it does not know yet.
    package mutating func add(_ more: EntryNumbers) { last.merge(more.last) { known, _ in known } }

    mutating func next(in year: Int) throws(StorageError) -> EntryNumber {
        guard let previous = last[year] else { preconditionFailure("the numbers of \(year) were asked for") }
        guard let next = previous.map({ $0.next() }) ?? EntryNumber.first(ofYear: year) else {
            throw .unexpected("all entry numbers of \(year) are used")
        }
        last.updateValue(next, forKey: year)
        return next
    }
}
