import Foundation
import Integrations
import Operations
import Storage
import Synchronization
import TestSupport

/// The double of the payment provider, a process of its own on this machine.
final class StripeDouble: Sendable {
    private let server: ServerProcess

    init() async throws { server = try await ServerProcess("stripe_double.py") }

    var address: String { server.address }

    /// - Parameter key: one with “wrong” in it is unknown there
    func stripe(_ key: String = "sk_test_ours", timeout: Duration = .seconds(8), pauses: Pauses = Pauses()) throws -> Stripe {
        guard let key = StripeKey(key) else { throw ServerProcess.Failure(description: "That is no key.") }
        return .live(key: key, base: address, timeout: timeout) { pause in pauses.add(pause) }
    }

    func steer(_ json: String) async throws { try await server.steer(json) }

    struct Asked: Decodable, Sendable {
        let method: String
        let path: String
        let headers: [String: String]
    }

    func requests() async throws -> [Asked] { try JSONDecoder().decode([Asked].self, from: await requestsAsJSON()) }
    func requestsAsJSON() async throws -> Data { try await server.json("/_double/requests") }
}

/// How long was waited, had it been waited.
final class Pauses: Sendable {
    private let all = Mutex<[Duration]>([])

    var durations: [Duration] { all.withLock { $0 } }
    func add(_ pause: Duration) { all.withLock { $0.append(pause) } }
}
