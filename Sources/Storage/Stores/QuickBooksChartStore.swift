package import Bookkeeping

/// QuickBooks' accounts, customers and vendors as they were read last, and which of them ours are; no other file names `qbo_account`,
/// `qbo_party` and `qbo_mapping`.
package struct QuickBooksChartStore {
    let db: any Connection
    let tenant: TenantID

    package struct Account: Hashable, Sendable {
        package let id: String
        /// Empty where the company does not number its accounts.
        package let number: String
        /// With the parents' names: `Utilities:Internet`.
        package let name: String
        package let type: String
        package let isActive: Bool
        package let currency: String

        package init(id: String, number: String, name: String, type: String, isActive: Bool, currency: String) {
            (self.id, self.number, self.name, self.type) = (id, number, name, type)
            (self.isActive, self.currency) = (isActive, currency)
        }

        package var label: String { number.isEmpty ? name : "\(number) \(name)" }
    }

    /// A line on receivables names a customer, one on payables a vendor.
    package struct Party: Hashable, Sendable {
        package let kind: Kind
        package let id: String
        package let name: String

        package enum Kind: String, Sendable, SQLConvertible {
            case customer = "Customer"
            case vendor = "Vendor"
        }

        package init(_ kind: Kind, id: String, name: String) { (self.kind, self.id, self.name) = (kind, id, name) }
    }

    /// Where one of our accounts goes.
    package struct Mapping: Hashable, Sendable {
        package let account: AccountID
        package let target: String
        package let party: PartyReference?

        package struct PartyReference: Hashable, Sendable {
            package let kind: Party.Kind
            package let id: String

            package init(_ kind: Party.Kind, id: String) { (self.kind, self.id) = (kind, id) }
        }

        package init(account: AccountID, target: String, party: PartyReference? = nil) {
            (self.account, self.target, self.party) = (account, target, party)
        }
    }

    /// Puts what was read in the place of what was known.
    package func replace(_ realm: RealmID, accounts: [Account], parties: [Party]) throws(StorageError) {
        try db.execute("DELETE FROM qbo_account WHERE tenant_id = \(tenant) AND realm = \(realm)")
        try db.execute("DELETE FROM qbo_party WHERE tenant_id = \(tenant) AND realm = \(realm)")
        var rows = BulkRows(into: "qbo_account", Self.accountColumns, capacity: accounts.count)
        for account in accounts {
            rows.append([
                tenant.sqlValue, realm.sqlValue, .text(account.id), .text(account.number), .text(account.name), .text(account.type),
                account.isActive.sqlValue, .text(account.currency),
            ])
        }
        if !rows.isEmpty { try db.insert(rows) }
        rows = BulkRows(into: "qbo_party", Self.partyColumns, capacity: parties.count)
        for party in parties {
            rows.append([tenant.sqlValue, realm.sqlValue, party.kind.sqlValue, .text(party.id), .text(party.name)])
        }
        if !rows.isEmpty { try db.insert(rows) }
    }

    /// In order of number and name.
    package func accounts(_ realm: RealmID) throws(StorageError) -> [Account] {
        try db.all(
            """
            SELECT qbo_id, number, name, type, is_active, currency FROM qbo_account
            WHERE tenant_id = \(tenant) AND realm = \(realm) ORDER BY number, name, qbo_id
            """
        ) { (row) throws(StorageError) in
            Account(
                id: try row[0], number: try row[1], name: try row[2], type: try row[3], isActive: try row[4], currency: try row[5])
        }
    }

    package func parties(_ realm: RealmID) throws(StorageError) -> [Party] {
        try db.all(
            "SELECT kind, qbo_id, name FROM qbo_party WHERE tenant_id = \(tenant) AND realm = \(realm) ORDER BY kind, name, qbo_id"
        ) { (row) throws(StorageError) in Party(try row[0], id: try row[1], name: try row[2]) }
    }

    package func mappings(_ realm: RealmID) throws(StorageError) -> [Mapping] {
        try db.all(
            """
            SELECT account_id, qbo_id, party_kind, party_id FROM qbo_mapping
            WHERE tenant_id = \(tenant) AND realm = \(realm) ORDER BY account_id
            """
        ) { (row) throws(StorageError) in
            let (kind, party): (Party.Kind?, String?) = (try row[2], try row[3])
            return Mapping(
                account: try row[0], target: try row[1], party: kind.flatMap { kind in party.map { .init(kind, id: $0) } })
        }
    }

    package func map(_ mapping: Mapping, _ realm: RealmID, by actor: String, at now: Instant) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO qbo_mapping (tenant_id, realm, account_id, qbo_id, party_kind, party_id, mapped_at, mapped_by)
            VALUES (\(tenant), \(realm), \(mapping.account), \(mapping.target), \(mapping.party?.kind), \(mapping.party?.id), \(now), \(actor))
            ON CONFLICT (tenant_id, realm, account_id) DO UPDATE SET qbo_id = excluded.qbo_id, party_kind = excluded.party_kind,
                party_id = excluded.party_id, mapped_at = excluded.mapped_at, mapped_by = excluded.mapped_by
            """)
    }

    package func unmap(_ account: AccountID, _ realm: RealmID) throws(StorageError) {
        try db.execute("DELETE FROM qbo_mapping WHERE tenant_id = \(tenant) AND realm = \(realm) AND account_id = \(account)")
    }

    static let accountColumns: [BulkRows.Column] = [
        .integer("tenant_id"), .text("realm"), .text("qbo_id"), .text("number"), .text("name"), .text("type"), .integer("is_active"),
        .text("currency"),
    ]

    static let partyColumns: [BulkRows.Column] = [
        .integer("tenant_id"), .text("realm"), .text("kind"), .text("qbo_id"), .text("name"),
    ]

    static let mappingColumns: [BulkRows.Column] = [
        .integer("tenant_id"), .text("realm"), .integer("account_id"), .text("qbo_id"), .text("party_kind"), .text("party_id"),
        .integer("mapped_at"), .text("mapped_by"),
    ]
}
