import Dispatch
import Storage

/// Lends connections, at most `limit` at a time; who comes later waits in line.
actor ConnectionPool {
    private let url: String
    private let limit: Int
    private var idle: [PostgresConnection] = []
    private var lent = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(url: String, limit: Int) { (self.url, self.limit) = (url, limit) }

    /// Runs `body` with a connection on that connection's thread.
    nonisolated func with<Value: Sendable>(
        _ body: @escaping @Sendable (PostgresConnection) throws -> Value
    ) async throws -> Value {
        let connection = await borrow()
        let outcome = await withCheckedContinuation { (continuation: CheckedContinuation<Result<Value, any Error>, Never>) in
            connection.queue.async {
                continuation.resume(returning: Result { try body(connection) })
            }
        }
        await giveBack(connection)
        return try outcome.get()
    }

    func close() {
        for connection in idle { connection.finish() }
        idle = []
    }

    private func borrow() async -> PostgresConnection {
        while lent >= limit { await withCheckedContinuation { waiting.append($0) } }
        lent += 1
        return idle.popLast() ?? PostgresConnection(url: url)
    }

    private func giveBack(_ connection: PostgresConnection) {
        lent -= 1
        idle.append(connection)
        if !waiting.isEmpty { waiting.removeFirst().resume() }
    }
}
