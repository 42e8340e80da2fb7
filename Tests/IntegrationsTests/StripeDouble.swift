import AsyncHTTPClient
import Foundation
import Integrations
import NIOCore
import NIOHTTP1
import Operations
import Storage
import Synchronization
import TestSupport

/// The double of the payment provider, a process of its own on this machine.
final class StripeDouble: Sendable {
    let address: String
    private let process: Process

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    init() async throws {
        let portFile = TemporaryFolder.shared.path("stripe-double-\(UUID())")
        process = Process()
        process.executableURL = Python.executable
        process.arguments = [Python.script("stripe_double.py"), portFile]
        process.standardOutput = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var port: String?
        while port == nil, process.isRunning {
            try await Task.sleep(for: .milliseconds(20))
            port = try? String(contentsOfFile: portFile, encoding: .utf8)
        }
        guard let port else { throw Failure(description: "The double did not start.") }
        address = "http://127.0.0.1:\(port)"
    }

    deinit { process.terminate() }

    /// - Parameter key: one with “wrong” in it is unknown there
    func stripe(_ key: String = "sk_test_ours", timeout: Duration = .seconds(8), pauses: Pauses = Pauses()) throws -> Stripe {
        guard let key = StripeKey(key) else { throw Failure(description: "That is no key.") }
        return .live(key: key, base: address, timeout: timeout) { pause in pauses.add(pause) }
    }

    func steer(_ json: String) async throws {
        var request = HTTPClientRequest(url: address + "/_double/state")
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: json))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        guard response.status == .ok else { throw Failure(description: "The double does not take \(json).") }
    }

    struct Asked: Decodable, Sendable {
        let method: String
        let path: String
        let headers: [String: String]
    }

    func requests() async throws -> [Asked] { try JSONDecoder().decode([Asked].self, from: Data(await requestsAsJSON())) }

    func requestsAsJSON() async throws -> [UInt8] {
        let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: address + "/_double/requests"), timeout: .seconds(10))
        let buffer = try await response.body.collect(upTo: 1 << 22)
        return Array(buffer.readableBytesView)
    }
}

/// How long was waited, had it been waited.
final class Pauses: Sendable {
    private let all = Mutex<[Duration]>([])

    var durations: [Duration] { all.withLock { $0 } }
    func add(_ pause: Duration) { all.withLock { $0.append(pause) } }
}

/// The Python that `bin/setup --tests` makes, with the provider's own library in it.
enum Python {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    static let executable = folder.appending(path: "../../.build/python/bin/python3").standardized

    static func script(_ name: String) -> String { folder.appending(path: "Double/\(name)").path }

    /// - Returns: what the script printed.
    static func run(_ name: String, _ arguments: [String], input: [UInt8] = []) async throws -> String {
        guard FileManager.default.isExecutableFile(atPath: executable.path) else {
            throw StripeDouble.Failure(description: "There is no \(executable.path). Run: bin/setup --tests")
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
        guard status == 0 else { throw StripeDouble.Failure(description: "\(name) failed: \(output)") }
        return output
    }
}
