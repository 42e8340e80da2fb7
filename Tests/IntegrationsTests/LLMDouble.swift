import Foundation
import Integrations
import Operations
import TestSupport

/// The double of a language model's endpoint, a process of its own on this machine.
final class LLMDouble: Sendable {
    private let server: ServerProcess

    init() async throws { server = try await ServerProcess("llm_double.py") }

    var address: String { server.address }

    /// - Parameter key: one with “wrong” in it is unknown there
    func model(
        _ key: String = "sk-ours", timeout: Duration = .seconds(10), pauses: Pauses = Pauses(), clock: HandWatch = HandWatch()
    ) -> LLM {
        .live(
            model: "double-1", base: address + "/v1", key: LLMKey(key), timeout: timeout, pause: { pauses.add($0) }, clock: { clock.now })
    }

    func steer(_ json: String) async throws { try await server.steer(json) }

    func requests() async throws -> [[String: Any]] {
        try JSONSerialization.jsonObject(with: await server.json("/_double/requests")) as? [[String: Any]] ?? []
    }
}
