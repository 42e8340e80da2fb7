import Foundation
package import Storage
import StoragePostgres
import StorageSQLite
import Synchronization

extension Engine {
    /// Both, always: a machine without PostgreSQL fails the suite, which is what it should do.
    package static var available: [Engine] { Engine.allCases }

    /// A database of its own for one test, with the newest schema and nothing in it.
    package func emptyDatabase() async throws -> any Database {
        let database = try await bareDatabase()
        try await Migrator(database).up()
        return database
    }

    /// A database without any schema.
    package func bareDatabase() async throws -> any Database {
        switch self {
        case .sqlite: try SQLiteDatabase(path: TemporaryFolder.shared.path("books-\(Self.next()).db"))
        case .postgres: try await PostgresDatabase(url: PostgresCluster.shared.url(ofNewDatabase: "books_\(Self.next())"), connections: 4)
        }
    }

    private static func next() -> Int { counter.add(1, ordering: .relaxed).newValue }
    private static let counter = Atomic(0)
}

/// A folder that lasts as long as the test process.
package final class TemporaryFolder: Sendable {
    package static let shared = TemporaryFolder()
    private let url: URL

    private init() {
        url = FileManager.default.temporaryDirectory.appending(path: "bookkeeper-tests-\(ProcessInfo.processInfo.processIdentifier)")
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        cleanUpAfterThisProcess("rm -rf '\(url.path)'")
    }

    package func path(_ name: String) -> String { url.appending(path: name).path }
}

/// Runs a shell command when this process has ended, however it ends.
func cleanUpAfterThisProcess(_ command: String) {
    let watcher = Process()
    watcher.executableURL = URL(filePath: "/bin/sh")
    let own = ProcessInfo.processInfo.processIdentifier
    watcher.arguments = ["-c", "(while kill -0 \(own) 2>/dev/null; do sleep 0.5; done; \(command)) >/dev/null 2>&1 </dev/null &"]
    watcher.standardOutput = FileHandle.nullDevice
    watcher.standardError = FileHandle.nullDevice
    try? watcher.run()
}
