import Foundation
import Operations

/// The body of a chat completion, in the words that an endpoint takes: not all of them know JSON schemas, and two names go about for the limit of
/// tokens. What one does not take is found out by its refusal, once for as long as the process runs.
struct ChatForm: Hashable, Sendable {
    enum Format: Hashable, Sendable { case schema, object, plain }
    enum Limit: String, Hashable, Sendable { case old = "max_tokens", new = "max_completion_tokens" }

    var format = Format.schema
    var limit = Limit.old
    var temperature = true

    /// The next simpler form after a refusal, going by what the endpoint complains of; nil when nothing of it can be left out.
    func simpler(after complaint: String) -> ChatForm? {
        var form = self
        let complaint = complaint.lowercased()
        if complaint.contains("max_tokens"), limit == .old {
            form.limit = .new
        } else if complaint.contains("temperature"), temperature {
            form.temperature = false
        } else if format == .schema {
            form.format = .object
        } else if format == .object {
            form.format = .plain
        } else {
            return nil
        }
        return form
    }

    func body(_ request: LLM.Request, model: String) throws -> [UInt8] {
        var fields: [String: any Sendable] = [
            "model": model,
            "messages": [["role": "system", "content": request.instructions], ["role": "user", "content": request.material]],
            limit.rawValue: request.mostCompletionTokens,
        ]
        if temperature { fields["temperature"] = 0 }
        switch format {
        case .schema:
            let schema = try JSONSerialization.jsonObject(with: Data(request.schema.utf8))
            return try serialized(
                fields as [String: Any],
                adding: ["type": "json_schema", "json_schema": ["name": "answers", "strict": true, "schema": schema] as [String: Any]])
        case .object: return try serialized(fields, adding: ["type": "json_object"])
        case .plain: return try serialized(fields, adding: nil)
        }
    }

    private func serialized(_ fields: [String: Any], adding format: [String: Any]?) throws -> [UInt8] {
        var fields = fields
        fields["response_format"] = format
        return Array(try JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes]))
    }
}
