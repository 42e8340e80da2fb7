import Foundation

/// The Python that `bin/setup --tests` makes, with the provider's own library in it.
package enum Python {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    static let executable = folder.appending(path: "../../.build/python/bin/python3").standardized

    package static func script(_ name: String) -> String { folder.appending(path: "../Doubles/\(name)").standardized.path }

    /// - Returns: what the script printed.
    package static func run(_ name: String, _ arguments: [String], input: [UInt8] = []) async throws -> String {
        guard FileManager.default.isExecutableFile(atPath: executable.path) else {
            throw ServerProcess.Failure(description: "There is no \(executable.path). Run: bin/setup --tests")
        }
        let (inFile, outFile) = (TemporaryFolder.shared.path("in-\(UUID())"), TemporaryFolder.shared.path("out-\(UUID())"))
        try Data(input).write(to: URL(filePath: inFile))
        try Data().write(to: URL(filePath: outFile))
        let process = Process()
        process.executableURL = executable
        process.arguments = [script(name)] + arguments
        let handles = (
            input: try FileHandle(forReadingFrom: URL(filePath: inFile)), output: try FileHandle(forWritingTo: URL(filePath: outFile))
        )
        process.standardInput = handles.input
        process.standardOutput = handles.output
        // Foundation keeps them open, and waits for processes by select(2), which knows no descriptor above 1023.
        defer {
            try? handles.input.close()
            try? handles.output.close()
        }
        let status = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        let output = try String(contentsOfFile: outFile, encoding: .utf8)
        guard status == 0 else { throw ServerProcess.Failure(description: "\(name) failed: \(output)") }
        return output
    }
}
