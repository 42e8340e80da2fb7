/// Brings a database to a migration, up or down, and tells where it stands.
package struct Migrator: Sendable {
    let database: any Database
    let migrations: [Migration]

    package init(_ database: any Database, migrations: [Migration] = Migration.all) {
        (self.database, self.migrations) = (database, migrations)
    }

    package struct Status: Hashable, Sendable {
        package let id: String
        package let isApplied: Bool
    }

    package func status() async throws -> [Status] {
        let applied = Set(try await applied())
        return migrations.map { Status(id: $0.id, isApplied: applied.contains($0.id)) }
    }

    /// For a database that must be complete already, a backup say; writes nothing.
    package func requireNewest() async throws {
        let applied = try await applied()
        guard let newest = migrations.last?.id, applied.last != newest else { return }
        throw StorageError.olderSchema(found: applied.last, needed: newest)
    }

    /// The migration before the last one applied; nil when that is the first.
    package func previous() async throws -> String? {
        let done = try await applied()
        return done.dropLast().last
    }

    /// Makes an empty database ready; leaves one that is up to date alone.
    /// - Throws: `.olderSchema` where an operator has to say `migrate up`, `.newerSchema` where this program is too old.
    package func prepare() async throws {
        let applied = try await applied()
        guard !applied.isEmpty else {
            try await up()
            return
        }
        try await requireNewest()
    }

    /// Applies what is missing, in order and in one transaction: nobody ever sees a schema half way up.
    /// - Returns: the migrations applied.
    @discardableResult
    package func up(to target: String? = nil) async throws -> [String] {
        let wanted = migrations[0...(try position(of: target ?? migrations.last?.id ?? ""))]
        _ = try await applied()
        return try await database.write(.system) { db in
            let done = Set(try Self.applied(db))
            let missing = wanted.filter { !done.contains($0.id) }
            for migration in missing {
                try Self.run(migration.up, on: db)
                try db.execute("INSERT INTO schema_migration (id) VALUES (\(migration.id))")
            }
            return missing.map(\.id)
        }
    }

    /// Takes back, newest first, what came after `target`; all of it when `target` is nil.
    /// - Returns: the migrations taken back.
    @discardableResult
    package func down(to target: String?) async throws -> [String] {
        let kept = try target.map { (id) throws(StorageError) in try position(of: id) + 1 } ?? 0
        _ = try await applied()
        let candidates = migrations[kept...].reversed()
        return try await database.write(.system) { db in
            let done = Set(try Self.applied(db))
            let reverted = candidates.filter { done.contains($0.id) }
            for migration in reverted {
                try Self.run(migration.down, on: db)
                try db.execute("DELETE FROM schema_migration WHERE id = \(migration.id)")
            }
            return reverted.map(\.id)
        }
    }

    /// Ids in order. One that this program does not know means a newer program made it.
    private func applied() async throws -> [String] {
        let ids = try await database.read(.system) { db in try Self.hasTable(db) ? try Self.recorded(db) : [] }
        let known = Set(migrations.map(\.id))
        if let newer = ids.last(where: { !known.contains($0) }) {
            throw StorageError.newerSchema(found: newer, known: migrations.last?.id ?? "none")
        }
        return ids
    }

    private func position(of id: String) throws(StorageError) -> Int {
        guard let position = migrations.firstIndex(where: { $0.id == id }) else {
            throw .unknownMigration(id, known: migrations.map(\.id))
        }
        return position
    }

    /// A migration may have something to say to one engine alone; PostgreSQL takes no empty script.
    private static func run(_ script: Migration.Script, on db: any Connection) throws(StorageError) {
        let text = script.text(for: db.engine)
        if !text.isEmpty { try db.runScript(text) }
    }

    private static func applied(_ db: any Connection) throws(StorageError) -> [String] {
        try db.execute("CREATE TABLE IF NOT EXISTS schema_migration (id TEXT NOT NULL PRIMARY KEY)")
        return try recorded(db)
    }

    private static func recorded(_ db: any Connection) throws(StorageError) -> [String] {
        try db.all("SELECT id FROM schema_migration ORDER BY id")
    }

    private static func hasTable(_ db: any Connection) throws(StorageError) -> Bool {
        let count: Int? =
            switch db.engine {
            case .sqlite: try db.first("SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_migration'")
            case .postgres:
                try db.first("SELECT COUNT(*) FROM pg_tables WHERE tablename = 'schema_migration' AND schemaname = current_schema()")
            }
        return count != 0
    }
}
