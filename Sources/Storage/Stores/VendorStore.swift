package import Bookkeeping

/// Which vendors people hold for one and what they call them; no other file names `vendor_alias` and `vendor_change`.
package struct VendorStore {
    let db: any Connection
    let tenant: TenantID

    /// Where a vendor's lines belong: another vendor, or the same one under another name.
    package struct Target: Hashable, Sendable {
        package let key: String
        package let name: String

        package init(key: String, name: String) { (self.key, self.name) = (key, name) }
    }

    package enum Kind: String, SQLConvertible, Sendable { case merged, renamed, split }

    /// One change that a person made.
    package struct Change: Hashable, Sendable {
        package let id: VendorChangeID
        package let kind: Kind
        /// The key whose target changed.
        package let vendor: String
        package let old: Target?
        package let new: Target?
        package let changedAt: Instant
        package let changedBy: String
        package let isUndone: Bool
    }

    /// By key of the vendor read from the bank's text.
    package func aliases() throws(StorageError) -> [String: Target] {
        let pairs = try db.all("SELECT vendor, target, target_name FROM vendor_alias WHERE tenant_id = \(tenant)") {
            (row) throws(StorageError) in (try row[0] as String, Target(key: try row[1], name: try row[2]))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Sends `vendor` to another target, or to itself when there is none.
    @discardableResult
    package func change(
        _ vendor: String, to target: Target?, _ kind: Kind, by person: String, at now: Instant
    ) throws(StorageError) -> VendorChangeID {
        let old = try aliases()[vendor]
        try set(vendor, to: target)
        let id: VendorChangeID = try db.newID()
        try db.execute(
            """
            INSERT INTO vendor_change (tenant_id, id, kind, vendor, old_target, old_name, new_target, new_name, changed_at, changed_by)
            VALUES (\(tenant), \(id), \(kind), \(vendor), \(old?.key), \(old?.name), \(target?.key), \(target?.name), \(now), \(person))
            """)
        return id
    }

    package func undo(_ change: Change, by person: String, at now: Instant) throws(StorageError) {
        try set(change.vendor, to: change.old)
        try db.execute(
            "UPDATE vendor_change SET undone_at = \(now), undone_by = \(person) WHERE tenant_id = \(tenant) AND id = \(change.id)")
    }

    /// Newest first.
    package func changes() throws(StorageError) -> [Change] {
        try db.all(
            """
            SELECT id, kind, vendor, old_target, old_name, new_target, new_name, changed_at, changed_by, undone_at
            FROM vendor_change WHERE tenant_id = \(tenant) ORDER BY id DESC
            """
        ) { (row) throws(StorageError) in
            let undoneAt: Instant? = try row[9]
            return Change(
                id: try row[0], kind: try row[1], vendor: try row[2], old: try Self.target(row, 3), new: try Self.target(row, 5),
                changedAt: try row[7], changedBy: try row[8], isUndone: undoneAt != nil)
        }
    }

    private static func target(_ row: Row, _ index: Int) throws(StorageError) -> Target? {
        guard let key: String = try row[index], let name: String = try row[index + 1] else { return nil }
        return Target(key: key, name: name)
    }

    private func set(_ vendor: String, to target: Target?) throws(StorageError) {
        guard let target else {
            try db.execute("DELETE FROM vendor_alias WHERE tenant_id = \(tenant) AND vendor = \(vendor)")
            return
        }
        try db.execute(
            """
            INSERT INTO vendor_alias (tenant_id, vendor, target, target_name)
            VALUES (\(tenant), \(vendor), \(target.key), \(target.name))
            ON CONFLICT (tenant_id, vendor) DO UPDATE SET target = excluded.target, target_name = excluded.target_name
            """)
    }
}

/// One merge, renaming or split of vendors by a person.
package enum VendorChange {}

package typealias VendorChangeID = ID<VendorChange>
