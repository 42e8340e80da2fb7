import Foundation
import TestSupport

/// A server of the tests' own, a process on this machine that writes its port into its folder.
final class ServerProcess: Sendable {
    let folder: String
    let port: Int
    private let process: Process

    init(_ script: String, _ arguments: String...) async throws {
        folder = TemporaryFolder.shared.path("server-\(UUID())")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        process = Process()
        process.executableURL = Python.executable
        process.arguments = [Python.script(script)] + arguments + [folder]
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var port: Int?
        while port == nil, process.isRunning {
            try await Task.sleep(for: .milliseconds(20))
            port = (try? String(contentsOfFile: folder + "/port", encoding: .utf8)).flatMap { Int($0) }
        }
        guard let port else { throw StripeDouble.Failure(description: "\(script) did not start.") }
        self.port = port
    }

    /// Lets it end by itself, for one that has others to end.
    func stop() throws {
        try Data().write(to: URL(filePath: folder + "/stop"))
        process.waitUntilExit()
    }

    deinit { process.terminate() }

    var certificate: String { folder + "/ca.pem" }
    func text(_ name: String) -> String { (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? "" }

    /// The bytes of the `number`th thing that arrived.
    func bytes(_ kind: String, _ number: Int = 1) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(folder)/\(kind)-\(number)").map(Array.init)
    }
}
