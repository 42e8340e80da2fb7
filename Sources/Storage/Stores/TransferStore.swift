package import Bookkeeping

/// What people said of two lines that may be one transfer between own accounts; no other file names `transfer_pair`.
package struct TransferStore {
    let db: any Connection
    let tenant: TenantID

    /// Two lines that are one transfer.
    package struct Match: Hashable, Sendable {
        package let id: TransferPairID
        package let out: LineID
        package let into: LineID
        /// What books both.
        package let entry: EntryID
        /// Whether the entry was posted for the pair, and not before for one of the lines.
        package let madeEntry: Bool
        package let decidedAt: Instant
        package let decidedBy: String
    }

    package func match(
        _ pair: TransferPairing.Key, as entry: EntryID, madeEntry: Bool, by person: String, at now: Instant
    ) throws(StorageError) -> TransferPairID {
        let id: TransferPairID = try db.newID()
        try db.execute(
            """
            INSERT INTO transfer_pair (tenant_id, id, out_line_id, in_line_id, state, entry_id, made_entry, decided_at, decided_by)
            VALUES (\(tenant), \(id), \(pair.out), \(pair.into), 'matched', \(entry), \(madeEntry), \(now), \(person))
            """)
        return id
    }

    /// - Returns: whether that is news.
    package func reject(_ pair: TransferPairing.Key, by person: String, at now: Instant) throws(StorageError) -> Bool {
        let id: TransferPairID = try db.newID()
        return try db.execute(
            """
            INSERT INTO transfer_pair (tenant_id, id, out_line_id, in_line_id, state, made_entry, decided_at, decided_by)
            VALUES (\(tenant), \(id), \(pair.out), \(pair.into), 'rejected', 0, \(now), \(person))
            ON CONFLICT (tenant_id, out_line_id, in_line_id) DO NOTHING
            """) == 1
    }

    /// Forgets that somebody said the two are no pair.
    /// - Returns: whether anybody had.
    package func forgetRejection(_ pair: TransferPairing.Key) throws(StorageError) -> Bool {
        try db.execute(
            """
            DELETE FROM transfer_pair
            WHERE tenant_id = \(tenant) AND out_line_id = \(pair.out) AND in_line_id = \(pair.into) AND state = 'rejected'
            """) == 1
    }

    package func remove(_ id: TransferPairID) throws(StorageError) {
        try db.execute("DELETE FROM transfer_pair WHERE tenant_id = \(tenant) AND id = \(id)")
    }

    package func match(_ id: TransferPairID) throws(StorageError) -> Match? { try matches("id = \(id)", limit: 1).first }

    /// Asked of every entry that is reversed: `BETWEEN`, and an order that is not the key's, keep SQLite on the index of entries.
    package func match(bookedBy entry: EntryID) throws(StorageError) -> Match? {
        try matches("entry_id BETWEEN \(entry) AND \(entry)", limit: 1).first
    }

    /// One question for each index.
    package func match(of line: LineID) throws(StorageError) -> Match? {
        if let match = try matches("out_line_id = \(line)", limit: 1).first { return match }
        return try matches("in_line_id = \(line)", limit: 1).first
    }

    /// Newest first.
    package func matches(limit: Int) throws(StorageError) -> [Match] { try matches("id > 0", order: "id DESC", limit: limit) }

    /// The lines of all transfers.
    package func matchedLines() throws(StorageError) -> Set<LineID> {
        var lines: Set<LineID> = []
        try db.each("SELECT out_line_id, in_line_id FROM transfer_pair WHERE tenant_id = \(tenant) AND state = 'matched'") {
            (row) throws(StorageError) in
            lines.insert(try row[0])
            lines.insert(try row[1])
        }
        return lines
    }

    package func rejected() throws(StorageError) -> Set<TransferPairing.Key> {
        Set(
            try db.all("SELECT out_line_id, in_line_id FROM transfer_pair WHERE tenant_id = \(tenant) AND state = 'rejected'") {
                (row) throws(StorageError) in TransferPairing.Key(out: try row[0], into: try row[1])
            })
    }

    private func matches(_ condition: SQL, order: SQL = "decided_at DESC, id DESC", limit: Int) throws(StorageError) -> [Match] {
        try db.all(
            """
            SELECT id, out_line_id, in_line_id, entry_id, made_entry, decided_at, decided_by FROM transfer_pair
            WHERE tenant_id = \(tenant) AND state = 'matched' AND \(condition) ORDER BY \(order) LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            Match(
                id: try row[0], out: try row[1], into: try row[2], entry: try row[3], madeEntry: try row[4], decidedAt: try row[5],
                decidedBy: try row[6])
        }
    }
}

/// Two lines that somebody has decided about.
package enum TransferPairRow {}

package typealias TransferPairID = ID<TransferPairRow>
