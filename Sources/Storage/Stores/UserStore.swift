package import Bookkeeping

/// A person with a login.
package struct User: Hashable, Sendable {
    package let id: UserID
    /// In lower case.
    package let email: String
    /// May be empty.
    package let name: String
    /// How pages look to them.
    package let theme: Theme
    /// Whether single letters do things on pages; some people's tools type letters of their own.
    package let hasKeys: Bool

    package enum Theme: String, CaseIterable, SQLConvertible, Sendable { case system, light, dark }

    package init(id: UserID, email: String, name: String, theme: Theme = .system, hasKeys: Bool = true) {
        (self.id, self.email, self.name, self.theme, self.hasKeys) = (id, email, name, theme, hasKeys)
    }
}

package typealias UserID = ID<User>

/// People with a login; no other file names `app_user`.
package struct UserStore {
    let db: any Connection

    package struct Credentials: Sendable {
        package let user: User
        /// Nil for someone who has not chosen a password yet.
        package let passwordHash: String?
    }

    /// - Throws: `.taken` when someone has this address.
    package func add(email: String, name: String, passwordHash: String?, at now: Instant) throws(StorageError) -> User {
        let user = User(id: try db.newID(), email: email, name: name)
        try db.execute(
            """
            INSERT INTO app_user (id, email, name, password_hash, created_at)
            VALUES (\(user.id), \(email), \(name), \(passwordHash), \(now))
            """)
        return user
    }

    package func user(_ id: UserID) throws(StorageError) -> User? { try users([id]).first }

    package func users(_ ids: [UserID]) throws(StorageError) -> [User] {
        try db.all("SELECT \(Self.columns) FROM app_user WHERE id IN \(list: ids) ORDER BY email") { (row) throws(StorageError) in
            try Self.user(row)
        }
    }

    package func credentials(ofEmail email: String) throws(StorageError) -> Credentials? { try credentials("email = \(email)") }

    package func credentials(of id: UserID) throws(StorageError) -> Credentials? { try credentials("id = \(id)") }

    package func setPasswordHash(_ hash: String, of id: UserID) throws(StorageError) {
        try db.execute("UPDATE app_user SET password_hash = \(hash) WHERE id = \(id)")
    }

    package func setPreferences(theme: User.Theme, hasKeys: Bool, of id: UserID) throws(StorageError) {
        try db.execute("UPDATE app_user SET theme = \(theme), single_keys = \(hasKeys) WHERE id = \(id)")
    }

    /// The same password under today's cost; nothing when it was changed meanwhile.
    package func renewPasswordHash(_ hash: String, of id: UserID, instead old: String) throws(StorageError) {
        try db.execute("UPDATE app_user SET password_hash = \(hash) WHERE id = \(id) AND password_hash = \(old)")
    }

    private func credentials(_ condition: SQL) throws(StorageError) -> Credentials? {
        try db.first("SELECT \(Self.columns), password_hash FROM app_user WHERE \(condition)") { (row) throws(StorageError) in
            Credentials(user: try Self.user(row), passwordHash: try row[5])
        }
    }

    private static let columns: SQL = "id, email, name, theme, single_keys"

    private static func user(_ row: Row) throws(StorageError) -> User {
        User(id: try row[0], email: try row[1], name: try row[2], theme: try row[3], hasKeys: try row[4])
    }
}
