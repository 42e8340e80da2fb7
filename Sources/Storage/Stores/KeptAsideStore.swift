package import Bookkeeping

/// Entries whose debits and credits differ, which were kept aside instead of posted; no other file names `kept_aside`.
package struct KeptAsideStore {
    let db: any Connection
    let tenant: TenantID

    package struct Record: Hashable, Sendable {
        package let id: KeptAsideID
        package let date: CalendarDate
        package let narration: String
        /// JSON.
        package let postings: String
        /// Debits less credits, of the first currency that does not balance.
        package let difference: Money
        package let keptAt: Instant
        package let keptBy: String
    }

    /// - Parameter fingerprint: of all that the entry says
    /// - Returns: where it is kept, and whether that is news.
    package func keep(
        fingerprint: [UInt8], date: CalendarDate, narration: String, postings: String, difference: Money, by actor: String, at now: Instant
    ) throws(StorageError) -> (id: KeptAsideID, isNew: Bool) {
        let new: KeptAsideID = try db.newID()
        let isNew =
            try db.execute(
                """
                INSERT INTO kept_aside (tenant_id, id, fingerprint, date, narration, postings, difference, currency, kept_at, kept_by)
                VALUES (\(tenant), \(new), \(fingerprint), \(date), \(narration), \(postings), \(difference.minorUnits),
                    \(difference.currency), \(now), \(actor))
                ON CONFLICT (tenant_id, fingerprint) DO NOTHING
                """) == 1
        let id: KeptAsideID? = try db.first("SELECT id FROM kept_aside WHERE tenant_id = \(tenant) AND fingerprint = \(fingerprint)")
        return (id ?? new, isNew)
    }

    package func count() throws(StorageError) -> Int {
        let count: Int? = try db.first("SELECT COUNT(*) FROM kept_aside WHERE tenant_id = \(tenant)")
        return count ?? 0
    }

    package func count(during period: Period) throws(StorageError) -> Int {
        try db.first(
            "SELECT COUNT(*) FROM kept_aside WHERE tenant_id = \(tenant) AND date BETWEEN \(period.first) AND \(period.last)") ?? 0
    }

    /// Newest first, at most `limit`, before `last`.
    package func page(before last: KeptAsideID? = nil, limit: Int) throws(StorageError) -> [Record] {
        let older: SQL = last.map { "id < \($0)" } ?? "id > 0"
        return try db.all(
            """
            SELECT id, date, narration, postings, difference, currency, kept_at, kept_by FROM kept_aside
            WHERE tenant_id = \(tenant) AND \(older) ORDER BY id DESC LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            Record(
                id: try row[0], date: try row[1], narration: try row[2], postings: try row[3],
                difference: Money(minorUnits: try row[4], try row[5]), keptAt: try row[6], keptBy: try row[7])
        }
    }

    /// - Returns: whether it was there.
    package func remove(_ id: KeptAsideID) throws(StorageError) -> Bool {
        try db.execute("DELETE FROM kept_aside WHERE tenant_id = \(tenant) AND id = \(id)") == 1
    }
}

/// An entry that waits beside the books.
package enum KeptAside {}

package typealias KeptAsideID = ID<KeptAside>
