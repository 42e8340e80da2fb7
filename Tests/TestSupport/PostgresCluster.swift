import Foundation

/// A PostgreSQL server of the suite's own: started when the first test asks, reachable through a socket in a private folder, gone with
/// the test process. The server refuses root, so as root it runs as the user `postgres`.
package actor PostgresCluster {
    package static let shared = PostgresCluster()

    private let folder = "/tmp/bookkeeper-pg-\(ProcessInfo.processInfo.processIdentifier)"
    private var start: Task<Void, any Error>?

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Where a program connects to an empty database made for it. The role is no superuser, as row-level security does not bind one.
    package func url(ofNewDatabase name: String) async throws -> String {
        try await started()
        try await run("createdb", ["-h", folder, "-U", "bookkeeper", name])
        return "postgres://bookkeeper@/\(name)?host=\(folder)"
    }

    private func started() async throws {
        if start == nil { start = Task { try await self.startServer() } }
        try await start?.value
    }

    private func startServer() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o777])
        let data = folder + "/data"
        try await run("initdb", ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
        let settings = [
            "listen_addresses=", "unix_socket_directories=\(folder)", "max_connections=300", "fsync=off", "synchronous_commit=off",
            "full_page_writes=off",
        ]
        let server = try process("postgres", ["-D", data] + settings.flatMap { ["-c", $0] })
        try server.run()
        cleanUpAfterThisProcess(
            "\(Self.asServerUser(command(for: "pg_ctl"), ["-D", data, "-m", "immediate", "stop"]).joined(separator: " ")); rm -rf \(folder)"
        )
        try await run("pg_isready", ["-q", "-h", folder, "-U", "postgres", "-t", "30"], attempts: 300)
        try await run("psql", ["-q", "-h", folder, "-U", "postgres", "-c", "CREATE ROLE bookkeeper LOGIN CREATEDB"])
    }

    /// Runs a program to its end; one that fails is run again a tenth of a second later while `attempts` last.
    private func run(_ program: String, _ arguments: [String], attempts: Int = 1) async throws {
        let errorFile = FileManager.default.temporaryDirectory.appending(path: "bookkeeper-pg-\(UUID()).err")
        _ = FileManager.default.createFile(atPath: errorFile.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: errorFile) }
        for attempt in 1...attempts {
            let process = try process(program, arguments)
            let errors = try FileHandle(forWritingTo: errorFile)
            // Foundation keeps it open, and waits for processes by select(2), which knows no descriptor above 1023.
            defer { try? errors.close() }
            process.standardError = errors
            let status = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
                process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
                do { try process.run() } catch { continuation.resume(throwing: error) }
            }
            if status == 0 { return }
            if attempt < attempts { try await Task.sleep(for: .milliseconds(100)) }
        }
        let text = (try? String(contentsOf: errorFile, encoding: .utf8)) ?? ""
        throw Failure(
            description: "\(program) failed: \(text) The suite needs PostgreSQL's server programs: bin/setup --tests installs them.")
    }

    private func process(_ program: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = Self.asServerUser(command(for: program), arguments)
        process.currentDirectoryURL = URL(filePath: "/")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// Debian keeps the server's programs out of the search path, in a folder by version: the newest one is taken.
    private func command(for program: String) -> String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let newest = versions.compactMap(Int.init).max().map { "\(root)/\($0)/bin/\(program)" }
        if let newest, FileManager.default.isExecutableFile(atPath: newest) { return newest }
        return program
    }

    private static func asServerUser(_ command: String, _ arguments: [String]) -> [String] {
        (geteuid() == 0 ? ["runuser", "-u", "postgres", "--", command] : [command]) + arguments
    }
}
