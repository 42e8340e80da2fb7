import Foundation
import TestSupport

/// The built program, run as a person runs it.
struct Program: Sendable {
    let folder: URL

    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// In a folder of its own, so that the default database is nobody else's.
    init() throws {
        folder = URL(filePath: TemporaryFolder.shared.path("run-\(UUID())"))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Beside the test bundle, where the build puts both.
    static let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "bookkeeper").path

    func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: folder.appending(path: name))
        return name
    }

    func run(_ arguments: String..., input: String? = nil, environment: [String: String] = [:]) async throws -> Outcome {
        try await run([Self.path] + arguments, input: input, environment: environment)
    }

    /// Output goes to files: a pipe that nobody reads would stop a program that says much.
    func run(_ words: [String], input: String? = nil, environment: [String: String] = [:]) async throws -> Outcome {
        let process = try process(words, environment: environment)
        if let input { process.standardInput = try FileHandle(forReadingFrom: folder.appending(path: file("in-\(UUID())", input))) }
        let (output, errors) = (folder.appending(path: "out-\(UUID())"), folder.appending(path: "err-\(UUID())"))
        for file in [output, errors] { try Data().write(to: file) }
        let handles = (output: try FileHandle(forWritingTo: output), errors: try FileHandle(forWritingTo: errors))
        process.standardOutput = handles.output
        process.standardError = handles.errors
        // Foundation keeps them open, and waits for processes by select(2), which knows no descriptor above 1023.
        defer {
            try? handles.output.close()
            try? handles.errors.close()
        }
        let status = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Outcome(
            status: status, output: try String(contentsOf: output, encoding: .utf8), errors: try String(contentsOf: errors, encoding: .utf8)
        )
    }

    /// Starts the program and kills it, without a chance to clean up, when `delay` has passed.
    /// - Returns: whether it was still at work then.
    func kill(after delay: Duration, _ arguments: String...) async throws -> Bool {
        let process = try process([Self.path] + arguments)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let reason = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Process.TerminationReason, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationReason) }
            do { try process.run() } catch { return continuation.resume(throwing: error) }
            let pid = process.processIdentifier
            // A thread of its own: the tasks of other tests must not delay it.
            Thread.detachNewThread {
                Thread.sleep(forTimeInterval: Double(delay.components.seconds) + Double(delay.components.attoseconds) / 1e18)
                if process.isRunning { Foundation.kill(pid, SIGKILL) }
            }
        }
        return reason == .uncaughtSignal
    }

    func process(_ words: [String], environment: [String: String] = [:]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = folder
        process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "USER": "dana"].merging(environment) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        return process
    }
}
