package import Operations

extension LLM {
    /// Any endpoint that speaks the `/chat/completions` of OpenAI's API.
    /// - Parameters:
    ///   - base: with the version where the endpoint wants one: `https://api.openai.com/v1`
    ///   - key: nil for an endpoint that asks for none
    ///   - timeout: for one attempt, of which there are up to three
    ///   - pause: waits before a repeat
    package static func live(
        model: String, base: String, key: LLMKey?, timeout: Duration = .seconds(60),
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) -> LLM {
        let api = ChatAPI(model: model, base: base, key: key, timeout: timeout, pause: pause, clock: clock)
        return LLM(model: model) { request async throws(LLMError) in try await api.complete(request) }
    }
}

/// The operator's key; never printed.
package struct LLMKey: Sendable, CustomStringConvertible {
    let text: String

    /// Nil for what cannot stand in a header.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.text = text
    }

    package var description: String { "LLMKey(…)" }
}
