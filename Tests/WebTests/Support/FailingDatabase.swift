import Storage
import Synchronization

/// Works until it is told to fail: then reading somebody's books goes wrong in a way that nobody foresaw.
final class FailingDatabase: Database {
    private let base: any Database
    private let isFailing = Atomic(false)

    struct Unforeseen: Error, CustomStringConvertible {
        let description = "secret detail"
    }

    init(_ base: any Database) { self.base = base }

    func fail() { isFailing.store(true, ordering: .relaxed) }

    var engine: Engine { base.engine }

    func read<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        if case .tenant = scope, isFailing.load(ordering: .relaxed) { throw Unforeseen() }
        return try await base.read(scope, body)
    }

    func write<Value: Sendable>(_ scope: Scope, _ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await base.write(scope, body)
    }

    func copyFile(to path: String) async throws -> Bool { try await base.copyFile(to: path) }
    func close() async { await base.close() }
}
