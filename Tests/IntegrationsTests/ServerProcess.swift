import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
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
        guard let port else { throw Failure(description: "\(script) did not start.") }
        self.port = port
    }

    /// Lets it end by itself, for one that has others to end.
    func stop() async throws {
        try Data().write(to: URL(filePath: folder + "/stop"))
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    }

    deinit { process.terminate() }

    var address: String { "http://127.0.0.1:\(port)" }

    /// Tells a double how to behave from here on.
    func steer(_ json: String) async throws {
        var request = HTTPClientRequest(url: address + "/_double/state")
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: json))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        guard response.status == .ok else { throw Failure(description: "The double does not take \(json).") }
    }

    /// What a double was asked, or holds.
    func json(_ path: String) async throws -> Data {
        let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: address + path), timeout: .seconds(30))
        return Data((try await response.body.collect(upTo: 64 << 20)).readableBytesView)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    var certificate: String { folder + "/ca.pem" }
    func text(_ name: String) -> String { (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? "" }

    /// The bytes of the `number`th thing that arrived.
    func bytes(_ kind: String, _ number: Int = 1) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(folder)/\(kind)-\(number)").map(Array.init)
    }
}
