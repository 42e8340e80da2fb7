package import Bookkeeping
import Crypto

/// Certificates of what was closed, as they were made; no other file names `close_certificate`.
package struct CertificateStore {
    let db: any Connection
    let tenant: TenantID

    package struct Record: Hashable, Sendable {
        package let id: CertificateID
        package let period: Period
        /// JSON, byte for byte as it was hashed.
        package let document: String
        /// SHA-256 of the document.
        package let hash: [UInt8]
        package let madeAt: Instant
        package let madeBy: String

        /// Whether the document is still the one that was hashed.
        package var isWhole: Bool { CertificateStore.hash(of: document) == hash }
    }

    package static func hash(of document: String) -> [UInt8] { Array(SHA256.hash(data: Array(document.utf8))) }

    package func add(_ document: String, of period: Period, by person: String, at now: Instant) throws(StorageError) -> CertificateID {
        let id: CertificateID = try db.newID()
        try db.execute(
            """
            INSERT INTO close_certificate (tenant_id, id, first_date, last_date, document, hash, made_at, made_by)
            VALUES (\(tenant), \(id), \(period.first), \(period.last), \(document), \(Self.hash(of: document)), \(now), \(person))
            """)
        return id
    }

    package func certificate(_ id: CertificateID) throws(StorageError) -> Record? {
        try records("tenant_id = \(tenant) AND id = \(id)", limit: 1).first
    }

    /// Newest first.
    package func all(limit: Int) throws(StorageError) -> [Record] { try records("tenant_id = \(tenant)", limit: limit) }

    private func records(_ condition: SQL, limit: Int) throws(StorageError) -> [Record] {
        try db.all(
            """
            SELECT id, first_date, last_date, document, hash, made_at, made_by FROM close_certificate
            WHERE \(condition) ORDER BY id DESC LIMIT \(limit)
            """
        ) { (row) throws(StorageError) in
            guard let period = Period(from: try row[1], through: try row[2]) else { throw .unexpected("a certificate without days") }
            return Record(
                id: try row[0], period: period, document: try row[3], hash: try row[4], madeAt: try row[5], madeBy: try row[6])
        }
    }
}

/// What was proved when a period was closed.
package enum CloseCertificate {}

package typealias CertificateID = ID<CloseCertificate>
