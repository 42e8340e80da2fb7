import Bookkeeping

/// What the tenant's categorizer has learned, kept so that it need not learn it again; no other file names `categorizer`.
package struct CategorizerStore {
    let db: any Connection
    let tenant: TenantID

    package struct Snapshot: Hashable, Sendable {
        /// The last answer that went into it; later ones are learned on top.
        package let learnedThrough: DecisionID
        package let bytes: [UInt8]
    }

    package func snapshot() throws(StorageError) -> Snapshot? {
        try db.first("SELECT learned_through, bytes FROM categorizer WHERE tenant_id = \(tenant)") { (row) throws(StorageError) in
            Snapshot(learnedThrough: try row[0], bytes: try row[1])
        }
    }

    /// The last answer that went into the snapshot; nil when there is none.
    package func learnedThrough() throws(StorageError) -> DecisionID? {
        try db.first("SELECT learned_through FROM categorizer WHERE tenant_id = \(tenant)")
    }

    package func save(_ bytes: [UInt8], learnedThrough: DecisionID) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO categorizer (tenant_id, learned_through, bytes) VALUES (\(tenant), \(learnedThrough), \(bytes))
            ON CONFLICT (tenant_id) DO UPDATE SET learned_through = excluded.learned_through, bytes = excluded.bytes
            """)
    }

    /// Forgets what was learned; it is learned again from the answers that still stand.
    package func clear() throws(StorageError) {
        try db.execute("DELETE FROM categorizer WHERE tenant_id = \(tenant)")
    }
}
