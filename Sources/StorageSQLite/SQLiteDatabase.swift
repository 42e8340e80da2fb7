import Foundation
import GRDB
import GRDBSQLite
package import Storage

/// The books in one SQLite file: write-ahead log, one writer, any number of readers. GRDB keeps the connections, transactions and prepared
/// statements; cells go in and out by SQLite's own calls.
package final class SQLiteDatabase: Storage.Database {
    package let engine = Engine.sqlite
    private let connections: any DatabaseWriter
    private let sharedCommits = SharedCommits()

    /// Opens the file at `path`, or makes a new one there; its folder has to exist.
    package init(path: String) throws(StorageError) {
        connections = try StorageError.translating(path: path) { try Self.pool(path) }
    }

    private static let openingPatience = Duration.seconds(10)

    /// SQLite does not wait for its lock while a new file becomes one with a write-ahead log, so who makes the file at the same time as
    /// others tries again, for ten seconds in all.
    private static func pool(_ path: String) throws -> DatabasePool {
        let start = ContinuousClock.now
        while true {
            do {
                return try openPool(path)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && ContinuousClock.now - start < openingPatience {
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
    }

    private static func openPool(_ path: String) throws -> DatabasePool {
        // Opening for writing would change somebody else's file before it is known to be that.
        if let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, size > 0 { try recognize(path) }
        let pool = try DatabasePool(path: path, configuration: configuration)
        // What a commit has reported stands even when the power fails. GRDB sets a writer to NORMAL after it has prepared it.
        try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
        // A file that is ours already is not written to: its readers wait for nobody.
        if try pool.read({ db in try !check(db, path: path) }) { try pool.write { db in try claim(db, path: path) } }
        return pool
    }

    /// Opens a file that nobody works with, a backup, and writes nothing to it.
    package init(readOnly path: String) throws(StorageError) {
        connections = try StorageError.translating(path: path) {
            try Self.recognize(path)
            let file = try DatabaseQueue(path: path, configuration: Self.readOnly)
            guard try file.read({ db in try Self.check(db, path: path) }) else { throw StorageError.notADatabase(path) }
            return file
        }
    }

    package func read<Value: Sendable>(
        _ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await StorageError.translating {
            try await self.connections.read { db in try body(SQLiteConnection(db: db)) }
        }
    }

    package func write<Value: Sendable>(
        _ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await StorageError.translating {
            try await self.connections.write { db in try body(SQLiteConnection(db: db)) }
        }
    }

    package func writeTogether<Value: Sendable>(
        _ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await StorageError.translating { try await self.sharedCommits.write(with: self.connections, body) }
    }

    package func copyFile(to path: String) async throws -> Bool {
        do {
            try await connections.writeWithoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [path]) }
        } catch let error as DatabaseError {
            throw error.resultCode == .SQLITE_FULL
                ? StorageError.diskFull : .cannotOpen(path, reason: error.message ?? "\(error.resultCode)")
        }
        return true
    }

    package func close() async {
        // Checkpoints the log, so that the file alone holds everything. A reader still at work keeps it open, which loses nothing.
        try? connections.close()
    }

    /// The writer's cache is large because what an import changes and cannot keep in memory is written twice.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "books"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -\(db.configuration.readonly ? 32_768 : 131_072)")
            // A statement that may fail keeps the pages it changes until it is done: of a writer in memory, not in a temporary file.
            if !db.configuration.readonly { try db.execute(sql: "PRAGMA temp_store = MEMORY") }
            // Pages go back into the file after 64 MB of log: those that many transactions have changed, once for all of these.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 16384")
            let code = BulkTable.register(on: db.sqliteConnection)
            guard code == SQLITE_OK else { throw StorageError(code: code, message: "bulk rows") }
        }
        return configuration
    }

    private static var readOnly: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        return configuration
    }

    /// - Throws: `.notADatabase` for a file that this program did not make.
    private static func recognize(_ path: String) throws {
        // A connection of its own, which reads the whole schema, is only needed while the header has not come from the log into the file.
        if headerNamesUs(path) { return }
        _ = try DatabaseQueue(path: path, configuration: readOnly).read { db in try check(db, path: path) }
    }

    /// Ours, or nobody's yet: another process may be making it at this moment.
    /// - Returns: whether it is ours already.
    @discardableResult
    private static func check(_ db: GRDB.Database, path: String) throws -> Bool {
        let id = try Int.fetchOne(db, sql: "PRAGMA application_id")
        if id == applicationID { return true }
        guard id == 0, try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM sqlite_master") == 0 else { throw StorageError.notADatabase(path) }
        return false
    }

    /// "BkPr": written into a new file's header, so that another program's file is never mistaken for books.
    private static let applicationID = 0x426B_5072

    /// Whether the file's header has our id: big-endian, at byte 68 (sqlite.org/fileformat2.html, 1.3).
    private static func headerNamesUs(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path), let header = try? file.read(upToCount: 72), header.count == 72 else {
            return false
        }
        return header.starts(with: Data("SQLite format 3\0".utf8))
            && header.suffix(4).reduce(0) { $0 << 8 | Int($1) } == applicationID
    }

    private static func claim(_ db: GRDB.Database, path: String) throws {
        if try !check(db, path: path) { try db.execute(sql: "PRAGMA application_id = \(applicationID)") }
    }
}
