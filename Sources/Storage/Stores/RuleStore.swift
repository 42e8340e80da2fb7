package import Bookkeeping

/// The tenant's rules as text, which Categorization understands, and every version they had; no other file names `rule` and `rule_version`.
package struct RuleStore {
    let db: any Connection
    let tenant: TenantID

    package struct Record: Hashable, Sendable {
        package let id: RuleID
        package let name: String
        /// JSON.
        package let definition: String
        /// The number of changes so far, its making included.
        package let version: Int
    }

    package enum Change: String, SQLConvertible, Sendable {
        case added, changed, removed
        case rolledBack = "rolled_back"
    }

    /// What a rule was from one change to the next.
    package struct Version: Hashable, Sendable {
        package let rule: RuleID
        package let number: Int
        package let name: String
        /// JSON; nil when this change removed the rule.
        package let definition: String?
        package let change: Change
        package let changedAt: Instant
        package let changedBy: String
    }

    /// - Throws: `.taken` when a rule of this name is there.
    @discardableResult
    package func add(name: String, definition: String, by actor: String, at now: Instant) throws(StorageError) -> RuleID {
        let id: RuleID = try db.newID()
        try insert(id, name: name, definition: definition, by: actor, at: now)
        try keep(id, name: name, definition: definition, .added, by: actor, at: now)
        return id
    }

    /// Gives a rule, or one that was removed, another definition.
    /// - Throws: `.taken` when another rule has this name.
    package func set(_ id: RuleID, name: String, definition: String, _ change: Change, by actor: String, at now: Instant)
        throws(StorageError)
    {
        let changed = try db.execute(
            "UPDATE rule SET name = \(name), definition = \(definition) WHERE tenant_id = \(tenant) AND id = \(id)")
        if changed == 0 { try insert(id, name: name, definition: definition, by: actor, at: now) }
        try keep(id, name: name, definition: definition, change, by: actor, at: now)
    }

    /// In the order in which they were made.
    package func all() throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT r.id, r.name, r.definition,
                (SELECT MAX(v.version) FROM rule_version v WHERE v.tenant_id = r.tenant_id AND v.rule_id = r.id)
            FROM rule r WHERE r.tenant_id = \(tenant) ORDER BY r.id
            """
        ) { (row) throws(StorageError) in
            Record(id: try row[0], name: try row[1], definition: try row[2], version: try row[3])
        }
    }

    /// - Returns: whether there was such a rule.
    package func remove(name: String, by actor: String, at now: Instant) throws(StorageError) -> Bool {
        guard let id: RuleID = try db.first("SELECT id FROM rule WHERE tenant_id = \(tenant) AND name = \(name)") else { return false }
        try db.execute("DELETE FROM rule WHERE tenant_id = \(tenant) AND id = \(id)")
        try keep(id, name: name, definition: nil, .removed, by: actor, at: now)
        return true
    }

    /// Every version of the rule of this name, oldest first; a rule that was removed or renamed is found by what it was called.
    package func history(name: String) throws(StorageError) -> [Version] {
        let current: RuleID? = try db.first("SELECT id FROM rule WHERE tenant_id = \(tenant) AND name = \(name)")
        let latest: RuleID?? = try db.first("SELECT MAX(rule_id) FROM rule_version WHERE tenant_id = \(tenant) AND name = \(name)")
        guard let id = current ?? latest ?? nil else { return [] }
        return try history(of: id)
    }

    /// Oldest first; of a rule that was removed too.
    package func history(of id: RuleID) throws(StorageError) -> [Version] {
        try db.all(
            """
            SELECT rule_id, version, name, definition, change, changed_at, changed_by
            FROM rule_version WHERE tenant_id = \(tenant) AND rule_id = \(id) ORDER BY version
            """
        ) { (row) throws(StorageError) in
            Version(
                rule: try row[0], number: try row[1], name: try row[2], definition: try row[3], change: try row[4], changedAt: try row[5],
                changedBy: try row[6])
        }
    }

    private func insert(_ id: RuleID, name: String, definition: String, by actor: String, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO rule (tenant_id, id, name, definition, created_at, created_by)
            VALUES (\(tenant), \(id), \(name), \(definition), \(now), \(actor))
            """)
    }

    private func keep(_ id: RuleID, name: String, definition: String?, _ change: Change, by actor: String, at now: Instant)
        throws(StorageError)
    {
        let last: Int? = try db.first(
            "SELECT COALESCE(MAX(version), 0) FROM rule_version WHERE tenant_id = \(tenant) AND rule_id = \(id)")
        try db.execute(
            """
            INSERT INTO rule_version (tenant_id, rule_id, version, name, definition, change, changed_at, changed_by)
            VALUES (\(tenant), \(id), \((last ?? 0) + 1), \(name), \(definition), \(change), \(now), \(actor))
            """)
    }
}

/// A tenant's standing order on how to file lines.
package enum StoredRule {}

package typealias RuleID = ID<StoredRule>
