import Foundation
import Synchronization

/// A few threads for work that takes long and needs a core: requests that only wait must not wait for it.
final class WorkerThreads: Sendable {
    private let queue = OperationQueue()
    private let longestLine: Int
    private let inLine = Mutex(0)

    /// - Parameter longestLine: how many may wait before the next one is refused
    init(_ count: Int, longestLine: Int) {
        queue.maxConcurrentOperationCount = count
        self.longestLine = longestLine
    }

    /// - Throws: `PeopleError.busy` when too many wait already.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let hasRoom = inLine.withLock { count in
            guard count < longestLine else { return false }
            count += 1
            return true
        }
        guard hasRoom else { throw PeopleError.busy }
        return try await withCheckedThrowingContinuation { continuation in
            queue.addOperation {
                let result = Result { try work() }
                self.inLine.withLock { $0 -= 1 }
                continuation.resume(with: result)
            }
        }
    }
}
