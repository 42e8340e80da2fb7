import Bookkeeping
package import Storage

/// The books on a PostgreSQL server, through libpq: a handful of connections, each on a thread of its own, since libpq blocks.
///
/// Writes for one tenant wait for each other on an advisory lock, as SQLite's do on the file; other tenants' go on beside them. The
/// transaction names its tenant to the server, whose row-level security then hides all other rows.
package final class PostgresDatabase: Database {
    package let engine = Engine.postgres
    /// Whether the server shows this role all rows whatever the policies say: tenants are then parted by the queries alone.
    package let ignoresRowSecurity: Bool
    private let pool: ConnectionPool

    /// Connects once, so that a wrong address shows at the start and not at the first question.
    package init(url: String, connections: Int = 8) async throws {
        pool = ConnectionPool(url: url, limit: connections)
        ignoresRowSecurity = try await pool.with { connection in
            let answer: Bool? = try connection.first(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            return answer ?? false
        }
    }

    package func read<Value: Sendable>(
        _ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \(setTenant(scope));", body)
    }

    package func write<Value: Sendable>(
        _ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await transaction("BEGIN; \(setTenant(scope)); SELECT pg_advisory_xact_lock(\(lockNumber(scope)));", body)
    }

    package func copyFile(to path: String) async throws -> Bool { false }

    package func close() async { await pool.close() }

    private func transaction<Value: Sendable>(
        _ begin: String, _ body: @escaping @Sendable (any Connection) throws -> Value
    ) async throws -> Value {
        try await pool.with { connection in
            try connection.begin(begin)
            let value: Value
            do {
                value = try body(connection)
                try connection.commit()
            } catch {
                connection.rollBack()
                throw error
            }
            return value
        }
    }

    /// Whole numbers only, so they may stand in the text.
    private func setTenant(_ scope: Scope) -> String {
        switch scope {
        case .tenant(let id): "SELECT set_config('bookkeeper.tenant_id', '\(id.rawValue)', true)"
        case .system: "SELECT set_config('bookkeeper.tenant_id', '', true)"
        }
    }

    private func lockNumber(_ scope: Scope) -> Int64 {
        switch scope {
        case .tenant(let id): id.rawValue
        case .system: 0
        }
    }
}
