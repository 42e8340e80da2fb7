package import Bookkeeping

/// The suggested rules that people do not want; no other file names `dismissed_suggestion`.
package struct SuggestionStore {
    let db: any Connection
    let tenant: TenantID

    /// What a suggestion is about: whoever dismissed it does not want this vendor filed there by rule.
    package struct Subject: Hashable, Sendable {
        /// The vendor's key.
        package let vendor: String
        package let account: AccountID

        package init(vendor: String, account: AccountID) { (self.vendor, self.account) = (vendor, account) }
    }

    package func dismissed() throws(StorageError) -> Set<Subject> {
        Set(
            try db.all("SELECT vendor, account_id FROM dismissed_suggestion WHERE tenant_id = \(tenant)") { (row) throws(StorageError) in
                Subject(vendor: try row[0], account: try row[1])
            })
    }

    package func dismiss(_ subject: Subject, by person: String, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO dismissed_suggestion (tenant_id, vendor, account_id, dismissed_at, dismissed_by)
            VALUES (\(tenant), \(subject.vendor), \(subject.account), \(now), \(person))
            ON CONFLICT (tenant_id, vendor, account_id) DO NOTHING
            """)
    }
}
