package import Bookkeeping

/// The chart of accounts and which bank account belongs to which account; no other file names `account` and `bank_feed`.
package struct AccountStore {
    let db: any Connection
    let tenant: TenantID

    /// - Throws: `.taken` when the code is in use.
    @discardableResult
    package func add(code: String, name: String, kind: Account.Kind) throws(StorageError) -> Account {
        let account = Account(id: try db.newID(), code: code, name: name, kind: kind)
        try add(account)
        return account
    }

    /// With an id that `reserveID` gave.
    package func add(_ account: Account) throws(StorageError) {
        try db.execute(
            """
            INSERT INTO account (tenant_id, id, code, name, kind)
            VALUES (\(tenant), \(account.id), \(account.code), \(account.name), \(account.kind))
            """)
    }

    package func reserveIDs(_ count: Int) throws(StorageError) -> [AccountID] { try db.reserveIDs(count).map { AccountID($0) } }

    /// In order of code.
    package func all() throws(StorageError) -> [Account] {
        try db.all("SELECT id, code, name, kind FROM account WHERE tenant_id = \(tenant) ORDER BY code", Self.account)
    }

    package func account(_ id: AccountID) throws(StorageError) -> Account? {
        try db.first("SELECT id, code, name, kind FROM account WHERE tenant_id = \(tenant) AND id = \(id)", Self.account)
    }

    /// A bank's or card company's account, as the books know it again.
    package struct BankFeed: Hashable, Sendable {
        /// A digest of the whole account number; in rows of older versions the masked number itself.
        package let key: String
        /// `****1234`.
        package let maskedNumber: String

        package init(key: String, maskedNumber: String) { (self.key, self.maskedNumber) = (key, maskedNumber) }
    }

    /// By the feed's key, the account that its statements were booked to before.
    package func bankFeeds() throws(StorageError) -> [String: AccountID] {
        let pairs = try db.all("SELECT account_key, account_id FROM bank_feed WHERE tenant_id = \(tenant)") {
            (row) throws(StorageError) in
            (try row[0] as String, try row[1] as AccountID)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Takes the place of an older row that knew the masked number alone.
    package func remember(_ feed: BankFeed, as account: AccountID) throws(StorageError) {
        try db.execute("DELETE FROM bank_feed WHERE tenant_id = \(tenant) AND account_key = \(feed.maskedNumber)")
        try db.execute(
            """
            INSERT INTO bank_feed (tenant_id, account_key, account_id, masked_number)
            VALUES (\(tenant), \(feed.key), \(account), \(feed.maskedNumber))
            ON CONFLICT (tenant_id, account_key) DO UPDATE SET account_id = excluded.account_id
            """)
    }

    private static func account(_ row: Row) throws(StorageError) -> Account {
        Account(id: try row[0], code: try row[1], name: try row[2], kind: try row[3])
    }
}
