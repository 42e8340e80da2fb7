import GRDB
import Storage
import Synchronization

/// Short writes that wait for the one writer at the same time, done in one transaction: a commit takes a write to the disk, which is the most
/// of what a short write takes, whatever it holds.
///
/// Each write stands in a savepoint of its own and falls alone. Nobody is told of a success before the commit. Where the transaction as a whole
/// cannot be committed, nothing of it has happened, and each write is done again by itself.
final class SharedCommits: Sendable {
    private let waiting = Mutex<[any PendingWrite]>([])

    func write<Value: Sendable>(
        with writer: any DatabaseWriter, _ body: @escaping @Sendable (SQLiteConnection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            waiting.withLock { $0.append(Write(body: body, continuation: continuation)) }
            // The first to come to the writer takes all that wait; the others find nothing left.
            writer.asyncWriteWithoutTransaction { db in self.commitAll(db) }
        }
    }

    private func commitAll(_ db: GRDB.Database) {
        let writes = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        if writes.count > 1, Self.commit(writes, db) { return }
        for write in writes where !Self.commit([write], db) { write.tell() }
    }

    /// - Returns: whether it was committed; where not, the writes know why.
    private static func commit(_ writes: [any PendingWrite], _ db: GRDB.Database) -> Bool {
        do {
            try db.inTransaction {
                let connection = SQLiteConnection(db: db)
                // One alone falls with the transaction.
                if writes.count == 1 { try writes[0].run(connection) } else { try run(writes, connection) }
                return .commit
            }
        } catch {
            for write in writes { write.fail(error) }
            return false
        }
        for write in writes { write.tell() }
        return true
    }

    /// GRDB has SQLite read the text of each of its savepoints anew; these are prepared once.
    private static func run(_ writes: [any PendingWrite], _ connection: SQLiteConnection) throws {
        for write in writes {
            try connection.execute("SAVEPOINT one_of_many")
            do {
                try write.run(connection)
            } catch {
                write.fail(error)
                // A full disk, say, ends the transaction itself.
                guard connection.db.isInsideTransaction else { throw error }
                try connection.execute("ROLLBACK TO one_of_many")
            }
            try connection.execute("RELEASE one_of_many")
        }
    }
}

private protocol PendingWrite: Sendable {
    func run(_ connection: SQLiteConnection) throws
    func fail(_ error: any Error)
    /// Tells whoever waits how it ended, once.
    func tell()
}

private final class Write<Value: Sendable>: PendingWrite {
    private let body: @Sendable (SQLiteConnection) throws -> Value
    private let continuation: CheckedContinuation<Value, any Error>
    private let outcome = Mutex<Result<Value, any Error>?>(nil)

    init(body: @escaping @Sendable (SQLiteConnection) throws -> Value, continuation: CheckedContinuation<Value, any Error>) {
        (self.body, self.continuation) = (body, continuation)
    }

    func run(_ connection: SQLiteConnection) throws {
        let value = try body(connection)
        outcome.withLock { $0 = .success(value) }
    }

    func fail(_ error: any Error) { outcome.withLock { $0 = .failure(error) } }

    func tell() {
        let outcome = outcome.withLock { $0 }
        continuation.resume(with: outcome ?? .failure(StorageError.unexpected("a write without an outcome")))
    }
}
