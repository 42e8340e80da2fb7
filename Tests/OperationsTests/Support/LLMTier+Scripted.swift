import Foundation
import Operations
import Storage
import TestSupport
import Testing

extension LLMTier {
    static let testPrices = Prices(input: MicroDollars(150_000), output: MicroDollars(600_000))
    static let wideCaps = Caps(tenant: MicroDollars(50_000_000), global: MicroDollars(1_000_000_000))

    /// A model that does what the test says.
    static func scripted(
        caps: Caps = wideCaps, _ complete: @escaping @Sendable (LLM.Request) async throws(LLMError) -> LLM.Reply
    ) -> LLMTier {
        LLMTier(model: LLM(model: "scripted", complete: complete), prices: testPrices, caps: caps)
    }

    /// A model that must not be asked.
    static func unasked(caps: Caps = wideCaps) -> LLMTier {
        scripted(caps: caps) { _ in
            Issue.record("the model was asked")
            return .init(content: "", promptTokens: nil, completionTokens: nil)
        }
    }

    static var unasked: LLMTier { unasked() }
}

extension LLM.Request {
    /// How many lines it asks about.
    var lineCount: Int {
        let material = try? JSONSerialization.jsonObject(with: Data(material.utf8)) as? [String: Any]
        return (material?["lines"] as? [Any])?.count ?? 0
    }
}

extension SampleBooks {
    /// A reply that answers each line by its number.
    func reply(
        lines: Int = 20, promptTokens: Int = 400, completionTokens: Int = 100, _ answer: (Int) -> (account: String, confidence: Double)
    ) -> LLM.Reply {
        let items = (1...max(lines, 1)).map { line in
            let (account, confidence) = answer(line)
            return #"{"line":\#(line),"account":"\#(account)","confidence":\#(confidence)}"#
        }
        return .init(
            content: "{\"answers\":[\(items.joined(separator: ","))]}", promptTokens: promptTokens, completionTokens: completionTokens)
    }
}
