package import Bookkeeping

/// The tenant's rules as text, which Categorization understands; no other file names `rule`.
package struct RuleStore {
    let db: any Connection
    let tenant: TenantID

    package struct Record: Hashable, Sendable {
        package let id: RuleID
        package let name: String
        /// JSON.
        package let definition: String
    }

    /// - Throws: `.taken` when a rule of this name is there.
    @discardableResult
    package func add(name: String, definition: String, by actor: String, at now: Instant) throws(StorageError) -> RuleID {
        let id: RuleID = try db.newID()
        try db.execute(
            """
            INSERT INTO rule (tenant_id, id, name, definition, created_at, created_by)
            VALUES (\(tenant), \(id), \(name), \(definition), \(now), \(actor))
            """)
        return id
    }

    package func all() throws(StorageError) -> [Record] {
        try db.all("SELECT id, name, definition FROM rule WHERE tenant_id = \(tenant) ORDER BY id") { (row) throws(StorageError) in
            Record(id: try row[0], name: try row[1], definition: try row[2])
        }
    }

    /// - Returns: whether there was such a rule.
    package func remove(name: String) throws(StorageError) -> Bool {
        try db.execute("DELETE FROM rule WHERE tenant_id = \(tenant) AND name = \(name)") > 0
    }
}

/// A tenant's standing order on how to file lines.
package enum StoredRule {}

package typealias RuleID = ID<StoredRule>
