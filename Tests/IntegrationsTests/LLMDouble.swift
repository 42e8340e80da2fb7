import AsyncHTTPClient
import Foundation
import Integrations
import NIOCore
import NIOHTTP1
import Operations
import TestSupport

/// The double of a language model's endpoint, a process of its own on this machine.
final class LLMDouble: Sendable {
    let address: String
    private let process: Process

    init() async throws {
        let portFile = TemporaryFolder.shared.path("llm-double-\(UUID())")
        process = Process()
        process.executableURL = Python.executable
        process.arguments = [Python.script("llm_double.py"), portFile]
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var port: String?
        while port == nil, process.isRunning {
            try await Task.sleep(for: .milliseconds(20))
            port = try? String(contentsOfFile: portFile, encoding: .utf8)
        }
        guard let port else { throw StripeDouble.Failure(description: "The double did not start.") }
        address = "http://127.0.0.1:\(port)"
    }

    deinit { process.terminate() }

    /// - Parameter key: one with “wrong” in it is unknown there
    func model(
        _ key: String = "sk-ours", timeout: Duration = .seconds(10), pauses: Pauses = Pauses(), clock: HandWatch = HandWatch()
    ) -> LLM {
        .live(
            model: "double-1", base: address + "/v1", key: LLMKey(key), timeout: timeout, pause: { pauses.add($0) }, clock: { clock.now })
    }

    func steer(_ json: String) async throws {
        var request = HTTPClientRequest(url: address + "/_double/state")
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: json))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        guard response.status == .ok else { throw StripeDouble.Failure(description: "The double does not take \(json).") }
    }

    func requests() async throws -> [[String: Any]] {
        let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: address + "/_double/requests"), timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 1 << 24)
        return try JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [[String: Any]] ?? []
    }
}
