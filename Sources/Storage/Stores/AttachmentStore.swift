package import Bookkeeping

/// Receipts on entries: each file's bytes once, under their SHA-256; no other file names `attachment` and `attachment_content`.
package struct AttachmentStore {
    let db: any Connection
    let tenant: TenantID

    /// What the bytes themselves say they are.
    package enum Kind: String, SQLConvertible, CaseIterable, Sendable { case pdf, png, jpeg }

    package struct Record: Hashable, Sendable {
        package let id: AttachmentID
        package let entry: EntryID
        package let hash: [UInt8]
        package let kind: Kind
        package let size: Int
        package let name: String
        package let addedAt: Instant
        package let addedBy: String
    }

    /// - Returns: where it is, and whether that is news: a file is on an entry once.
    package func add(
        _ bytes: [UInt8], hash: [UInt8], kind: Kind, named name: String, to entry: EntryID, by person: String, at now: Instant
    ) throws(StorageError) -> (record: Record, isNew: Bool) {
        try db.execute(
            """
            INSERT INTO attachment_content (tenant_id, hash, kind, bytes) VALUES (\(tenant), \(hash), \(kind), \(bytes))
            ON CONFLICT (tenant_id, hash) DO NOTHING
            """)
        let id: AttachmentID = try db.newID()
        let isNew =
            try db.execute(
                """
                INSERT INTO attachment (tenant_id, id, entry_id, hash, name, added_at, added_by)
                VALUES (\(tenant), \(id), \(entry), \(hash), \(name), \(now), \(person))
                ON CONFLICT (tenant_id, entry_id, hash) DO NOTHING
                """) == 1
        guard let record = try records("a.entry_id = \(entry) AND a.hash = \(hash)").first else {
            throw .unexpected("an attachment that was just kept is not there")
        }
        return (record, isNew)
    }

    package func attachment(_ id: AttachmentID) throws(StorageError) -> Record? { try records("a.id = \(id)").first }

    /// In the order in which they came.
    package func all(of entry: EntryID) throws(StorageError) -> [Record] { try records("a.entry_id = \(entry)") }

    package func bytes(of hash: [UInt8]) throws(StorageError) -> [UInt8]? {
        try db.first("SELECT bytes FROM attachment_content WHERE tenant_id = \(tenant) AND hash = \(hash)")
    }

    /// Takes it off its entry; the bytes go with the last entry that had them.
    package func remove(_ record: Record) throws(StorageError) {
        try db.execute("DELETE FROM attachment WHERE tenant_id = \(tenant) AND id = \(record.id)")
        try db.execute(
            """
            DELETE FROM attachment_content WHERE tenant_id = \(tenant) AND hash = \(record.hash)
                AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.tenant_id = \(tenant) AND a.hash = \(record.hash))
            """)
    }

    private func records(_ condition: SQL) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT a.id, a.entry_id, a.hash, c.kind, length(c.bytes), a.name, a.added_at, a.added_by
            FROM attachment a JOIN attachment_content c ON c.tenant_id = a.tenant_id AND c.hash = a.hash
            WHERE a.tenant_id = \(tenant) AND \(condition) ORDER BY a.id
            """
        ) { (row) throws(StorageError) in
            Record(
                id: try row[0], entry: try row[1], hash: try row[2], kind: try row[3], size: try row[4], name: try row[5],
                addedAt: try row[6], addedBy: try row[7])
        }
    }
}

/// A receipt on an entry.
package enum Attachment {}

package typealias AttachmentID = ID<Attachment>
