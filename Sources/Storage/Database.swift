package import Bookkeeping

/// Where the books are kept: SQLite or PostgreSQL, which differ in nothing that a store can see.
///
/// A body runs in one transaction, is synchronous and touches nothing else. Writes for one tenant come one after the other; a read
/// sees one state throughout. When a body throws, nothing of it remains, and the error comes out as it is; the database's own
/// refusals are `StorageError`s.
package protocol Database: Sendable {
    var engine: Engine { get }

    func read<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value
    func write<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value

    /// A short write, whose commit may be shared with others that wait: all that `body` does or nothing of it, and on disk when this returns, as
    /// with `write`. `body` may be run again where the others' work cannot be committed.
    func writeTogether<Value: Sendable>(
        _ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value

    /// Writes a consistent copy of the whole database to a new file, while others work on. SQLite alone can; PostgreSQL returns false and
    /// is copied row by row.
    func copyFile(to path: String) async throws -> Bool

    func close() async
}

extension Database {
    /// An engine whose writers do not wait for each other has nothing to share.
    package func writeTogether<Value: Sendable>(
        _ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await write(scope, body)
    }
}

package enum Engine: String, Sendable, CaseIterable { case sqlite, postgres }

/// Whose rows a transaction may see: on PostgreSQL row-level security holds it to that.
package enum Scope: Hashable, Sendable {
    case tenant(TenantID)
    /// Tables that belong to no tenant: the list of tenants, users, migrations.
    case system
}

/// A transaction under way. Statements are prepared once and kept.
package protocol Connection {
    var engine: Engine { get }

    /// Where the request came from that this is done for, if anyone said.
    var origin: String? { get }

    /// Where changes of counts are kept until the transaction's end; nil where each is written at once.
    var gathered: Gathered? { get }

    /// Runs one statement and hands over its rows in order.
    /// - Returns: how many rows it changed.
    @discardableResult
    func run(_ text: String, _ arguments: [SQLValue], _ eachRow: (Row) throws(StorageError) -> Void) throws(StorageError) -> Int

    /// What may be done with bulk rows ahead of their insertion; nil where nothing would be saved.
    var readying: Readying? { get }

    /// Inserts many rows by the engine's fastest way that its checks allow. A refusal may come with the next statement, or the commit.
    func insert(_ rows: BulkRows) throws(StorageError)

    /// Inserts entries with their postings. The schema's rules about them hold when this returns, or whatever comes next throws.
    func insert(_ rows: EntryRows) throws(StorageError)

    /// `count` ids that no row of any table has or will have, in order.
    func reserveIDs(_ count: Int) throws(StorageError) -> Range<Int64>

    /// From here on the transaction sees this tenant's rows, as one that was opened for it does.
    func enter(_ tenant: TenantID) throws(StorageError)

    /// The number that the next reserved id will be larger than.
    func lastReservedID() throws(StorageError) -> Int64

    /// Several statements without parameters: migrations alone.
    func runScript(_ text: String) throws(StorageError)
}

extension Connection {
    /// The schema looks at an entry's postings when the entry arrives, so they come first.
    package func insert(_ rows: EntryRows) throws(StorageError) {
        try insert(rows.postings)
        try insert(rows.entries)
    }

    package var origin: String? { nil }
    package var readying: Readying? { nil }
    package var gathered: Gathered? { nil }

    @discardableResult
    package func execute(_ sql: SQL) throws(StorageError) -> Int {
        try run(sql.text, sql.arguments) { (_) throws(StorageError) in }
    }

    package func each(_ sql: SQL, _ body: (Row) throws(StorageError) -> Void) throws(StorageError) {
        try run(sql.text, sql.arguments, body)
    }

    package func all<Value>(_ sql: SQL, _ decode: (Row) throws(StorageError) -> Value) throws(StorageError) -> [Value] {
        var values: [Value] = []
        try run(sql.text, sql.arguments) { (row) throws(StorageError) in values.append(try decode(row)) }
        return values
    }

    package func all<Value: SQLConvertible>(_ sql: SQL) throws(StorageError) -> [Value] {
        try all(sql) { (row) throws(StorageError) in try row[0] }
    }

    package func first<Value>(_ sql: SQL, _ decode: (Row) throws(StorageError) -> Value) throws(StorageError) -> Value? {
        try all(sql, decode).first
    }

    package func first<Value: SQLConvertible>(_ sql: SQL) throws(StorageError) -> Value? {
        let values: [Value] = try all(sql)
        return values.first
    }

    package func newID<Of>() throws(StorageError) -> ID<Of> { ID(try reserveIDs(1).lowerBound) }
}
