import AsyncHTTPClient
package import Foundation
import NIOCore
import NIOHTTP1

/// A server of the tests' own, a process on this machine that writes its port into its folder.
package final class ServerProcess: Sendable {
    package let folder: String
    package let port: Int
    private let process: Process

    package init(_ script: String, _ arguments: String...) async throws {
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
        guard let port else { throw Failure(description: "\(script) did not start.") }
        self.port = port
    }

    /// Lets it end by itself, for one that has others to end.
    package func stop() async throws {
        try Data().write(to: URL(filePath: folder + "/stop"))
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    }

    deinit { process.terminate() }

    package var address: String { "http://127.0.0.1:\(port)" }

    /// Tells a double how to behave from here on.
    package func steer(_ json: String) async throws {
        var request = HTTPClientRequest(url: address + "/_double/state")
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: json))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        guard response.status == .ok else { throw Failure(description: "The double does not take \(json).") }
    }

    /// What a double was asked, or holds.
    package func json(_ path: String) async throws -> Data {
        let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: address + path), timeout: .seconds(30))
        return Data((try await response.body.collect(upTo: 64 << 20)).readableBytesView)
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    package var certificate: String { folder + "/ca.pem" }
    package func text(_ name: String) -> String { (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? "" }

    /// The bytes of the `number`th thing that arrived.
    package func bytes(_ kind: String, _ number: Int = 1) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(folder)/\(kind)-\(number)").map(Array.init)
    }
}
