package import Bookkeeping

/// How the tables of a bank account are read, one mapping for each layout it has sent; no other file names `saved_mapping`.
package struct MappingStore {
    let db: any Connection
    let tenant: TenantID

    package struct Record: Hashable, Sendable {
        package let account: AccountID
        /// Of the headings: equal for files of one layout.
        package let layout: Int64
        /// As JSON.
        package let mapping: String
        /// The size of the file in which it was detected; nil for a person's own choice.
        package let fileBytes: Int?
        package let savedAt: Instant
        package let savedBy: String
    }

    /// Of all accounts, the latest first.
    package func all() throws(StorageError) -> [Record] { try records("tenant_id = \(tenant)") }

    /// The latest first.
    package func mappings(of account: AccountID) throws(StorageError) -> [Record] {
        try records("tenant_id = \(tenant) AND account_id = \(account)")
    }

    /// Replaces what was saved for this layout before.
    package func save(
        _ mapping: String, layout: Int64, fileBytes: Int?, of account: AccountID, by actor: String, at now: Instant
    ) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO saved_mapping (tenant_id, account_id, layout, mapping, file_bytes, saved_at, saved_by)
            VALUES (\(tenant), \(account), \(layout), \(mapping), \(fileBytes), \(now), \(actor))
            ON CONFLICT (tenant_id, account_id, layout) DO UPDATE SET
                mapping = excluded.mapping, file_bytes = excluded.file_bytes, saved_at = excluded.saved_at, saved_by = excluded.saved_by
            """)
    }

    /// - Returns: how many were there.
    package func forget(of account: AccountID) throws(StorageError) -> Int {
        try db.execute("DELETE FROM saved_mapping WHERE tenant_id = \(tenant) AND account_id = \(account)")
    }

    private func records(_ condition: SQL) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT account_id, layout, mapping, file_bytes, saved_at, saved_by FROM saved_mapping WHERE \(condition)
            ORDER BY saved_at DESC, account_id, layout
            """
        ) { (row) throws(StorageError) in
            Record(
                account: try row[0], layout: try row[1], mapping: try row[2], fileBytes: try row[3], savedAt: try row[4],
                savedBy: try row[5])
        }
    }
}
