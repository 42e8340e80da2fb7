import Storage
import Synchronization

/// Counts the transactions that may change somebody's books.
final class CountingDatabase: Database {
    private let base: any Database
    private let count = Atomic(0)

    init(_ base: any Database) { self.base = base }

    var writes: Int { count.load(ordering: .relaxed) }
    var engine: Engine { base.engine }

    func read<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await base.read(scope, body)
    }

    func write<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        count.add(1, ordering: .relaxed)
        return try await base.write(scope, body)
    }

    func copyFile(to path: String) async throws -> Bool { try await base.copyFile(to: path) }
    func close() async { await base.close() }
}
