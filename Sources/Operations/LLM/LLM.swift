package import Bookkeeping

/// A language model. An edge: the live form speaks HTTP and is in Integrations.
package struct LLM: Sendable {
    /// The name it is asked by.
    package let model: String
    package var complete: @Sendable (Request) async throws(LLMError) -> Reply

    package init(model: String, complete: @escaping @Sendable (Request) async throws(LLMError) -> Reply) {
        (self.model, self.complete) = (model, complete)
    }

    package struct Request: Hashable, Sendable {
        /// What it is to do.
        package let instructions: String
        /// What it is to do it with; data, never orders.
        package let material: String
        /// The JSON schema that its answer has to meet, as text.
        package let schema: String
        package let mostCompletionTokens: Int

        package init(instructions: String, material: String, schema: String, mostCompletionTokens: Int) {
            (self.instructions, self.material, self.schema) = (instructions, material, schema)
            self.mostCompletionTokens = mostCompletionTokens
        }

        /// More tokens than the prompt can have: a token is a byte at least, and the form around the texts takes a few.
        package var mostPromptTokens: Int { instructions.utf8.count + material.utf8.count + schema.utf8.count + 64 }
    }

    package struct Reply: Hashable, Sendable {
        package let content: String
        /// As the endpoint counts them; nil where it does not say.
        package let promptTokens: Int?
        package let completionTokens: Int?

        package init(content: String, promptTokens: Int?, completionTokens: Int?) {
            (self.content, self.promptTokens, self.completionTokens) = (content, promptTokens, completionTokens)
        }
    }
}

/// Why the language model gave no answer.
package enum LLMError: ExplainedError, Equatable {
    case unreachable(String)
    case timedOut
    case busy
    case serverFault(status: Int)
    case wrongKey
    case refused(status: Int, code: String)
    case tooLarge
    case unreadableReply
    /// It failed several times in a row and is left alone for a while.
    case resting

    /// Whether the endpoint may have done its work all the same, and wants to be paid for it.
    package var mayHaveCost: Bool {
        switch self {
        case .timedOut, .tooLarge, .unreadableReply: true
        case .unreachable, .busy, .serverFault, .wrongKey, .refused, .resting: false
        }
    }

    package var userText: String {
        switch self {
        case .unreachable: "The language model does not answer. Look at LLM_BASE_URL and the network; rules and model go on."
        case .timedOut: "The language model took too long. Its lines wait for a person; rules and model go on."
        case .busy: "The language model is busy. It is asked again later; rules and model go on."
        case .serverFault(let status): "The language model has a fault of its own (\(status)). It is asked again later."
        case .wrongKey: "The language model does not take this server's key. The operator sets the right LLM_API_KEY and restarts."
        case .refused(let status, let code):
            "The language model refused the request (\(status) \(code)). Look at LLM_MODEL and LLM_BASE_URL."
        case .tooLarge: "The language model's reply was too long to be one. Its lines wait for a person."
        case .unreadableReply: "The language model's reply could not be read. Its lines wait for a person."
        case .resting: "The language model failed several times and is left alone for a minute. Rules and model go on."
        }
    }

    package var faultKind: FaultKind { .unavailable }
    package var code: String { "llm_unavailable" }

    /// In one word or two, for the log of calls.
    var note: String {
        switch self {
        case .unreachable(let reason): "unreachable: \(reason.prefix(60))"
        case .timedOut: "timed out"
        case .busy: "busy"
        case .serverFault(let status): "server fault \(status)"
        case .wrongKey: "key refused"
        case .refused(let status, let code): "refused: \(status) \(code.prefix(60))"
        case .tooLarge: "reply too large"
        case .unreadableReply: "reply unreadable"
        case .resting: "resting"
        }
    }
}
