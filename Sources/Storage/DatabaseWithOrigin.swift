import Bookkeeping

/// The same database on behalf of someone elsewhere: audit rows written through it say from where.
///
/// Every verb appends to the audit log, and none of them has to know where its caller sits.
struct DatabaseWithOrigin: Database {
    let base: any Database
    let origin: String

    var engine: Engine { base.engine }

    func read<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await base.read(scope) { db in try body(ConnectionInContext(base: db, origin: origin)) }
    }

    func write<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await base.write(scope) { db in try body(ConnectionInContext(base: db, origin: origin)) }
    }

    func writeTogether<Value: Sendable>(
        _ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await base.writeTogether(scope) { db in try body(ConnectionInContext(base: db, origin: origin)) }
    }

    func copyFile(to path: String) async throws -> Bool { try await base.copyFile(to: path) }
    func close() async { await base.close() }
}

/// A connection that knows for whom it works, and where what it changes is gathered.
struct ConnectionInContext: Connection {
    let base: any Connection
    let origin: String?
    let gathered: Gathered?

    init(base: any Connection, origin: String?, gathered: Gathered? = nil) {
        (self.base, self.origin, self.gathered) = (base, origin, gathered ?? base.gathered)
    }

    var engine: Engine { base.engine }
    var readying: Readying? { base.readying }

    func run(_ text: String, _ arguments: [SQLValue], _ eachRow: (Row) throws(StorageError) -> Void) throws(StorageError) -> Int {
        try base.run(text, arguments, eachRow)
    }

    func insert(_ rows: BulkRows) throws(StorageError) { try base.insert(rows) }
    func insert(_ rows: EntryRows) throws(StorageError) { try base.insert(rows) }
    func reserveIDs(_ count: Int) throws(StorageError) -> Range<Int64> { try base.reserveIDs(count) }
    func enter(_ tenant: TenantID) throws(StorageError) { try base.enter(tenant) }
    func lastReservedID() throws(StorageError) -> Int64 { try base.lastReservedID() }
    func runScript(_ text: String) throws(StorageError) { try base.runScript(text) }
}

extension Books {
    /// The same books within the same transaction, on behalf of one of several people whose work is done together.
    package func from(_ origin: String?) -> Books {
        guard let origin else { return self }
        return Books(db: ConnectionInContext(base: db, origin: origin), tenant: tenant)
    }
}

extension Database {
    /// - Parameter origin: an address, as it will stand in the audit log
    package func from(_ origin: String) -> any Database { DatabaseWithOrigin(base: self, origin: origin) }
}
