import Bookkeeping
import Foundation
import Ingestion
import Integrations
import Operations
import Storage
import Synchronization
import TestSupport
import Testing

/// The live form against the double, and the double against the official client.
struct LLMTests {
    private static let request = LLM.Request(
        instructions: "Answer in JSON.", material: #"{"lines":[{"line":1,"text":"COFFEE SHOP"}]}"#,
        schema: #"{"type":"object","additionalProperties":false,"required":["answers"],"properties":{"answers":{"type":"string"}}}"#,
        mostCompletionTokens: 100)

    @Test func `the official client can drive the double`() async throws {
        let double = try await LLMDouble()
        #expect(try await Python.run("drive_llm.py", [double.address]) == "driven\n")
    }

    @Test func `a reply comes with its tokens, and the key travels in its header`() async throws {
        let double = try await LLMDouble()
        try await double.steer(#"{"words":{"COFFEE":"6400"}}"#)
        let reply = try await double.model().complete(Self.request)
        #expect(reply.content.contains("6400"))
        #expect((reply.promptTokens ?? 0) > 0 && (reply.completionTokens ?? 0) > 0)
        let headers = try #require(try await double.requests().first?["headers"] as? [String: String])
        #expect(headers["authorization"] == "Bearer sk-ours")
        #expect("\(try #require(LLMKey("sk-ours")))" == "LLMKey(…)")
    }

    @Test(arguments: [
        ([String](), "json_schema", "max_tokens"), (["max_tokens"], "json_schema", "max_completion_tokens"),
        (["json_schema"], "json_object", "max_tokens"), (["json_schema", "json_object", "max_tokens"], "none", "max_completion_tokens"),
        (["temperature"], "json_schema", "max_tokens"),
    ])
    func `what an endpoint does not know is left out, and stays out`(refuses: [String], format: String, limit: String) async throws {
        let double = try await LLMDouble()
        try await double.steer(#"{"refuses":\#(String(decoding: try JSONEncoder().encode(refuses), as: UTF8.self))}"#)
        let model = double.model()
        _ = try await model.complete(Self.request)
        let asked = try await double.requests().count
        _ = try await model.complete(Self.request)
        let requests = try await double.requests()
        #expect(requests.count == asked + 1)
        let body = try #require(requests.last?["body"] as? [String: Any])
        #expect((body["response_format"] as? [String: Any])?["type"] as? String ?? "none" == format)
        #expect(body[limit] as? Int == 100)
        #expect((body["temperature"] == nil) == refuses.contains("temperature"))
    }

    @Test func `a busy endpoint is asked again when it says so, and no more than three times`() async throws {
        let double = try await LLMDouble()
        let pauses = Pauses()
        let model = double.model(pauses: pauses)
        try await double.steer(#"{"faults":[{"status":429,"headers":{"Retry-After":"7"}},{"status":503}]}"#)
        _ = try await model.complete(Self.request)
        #expect(pauses.durations.first == .seconds(7))
        #expect(pauses.durations.count == 2 && pauses.durations[1] >= .milliseconds(500) && pauses.durations[1] <= .milliseconds(1_000))
        try await double.steer(#"{"faults":[{"status":429},{"status":429},{"status":429}]}"#)
        await #expect(throws: LLMError.busy) { try await model.complete(Self.request) }
    }

    @Test func `what cannot be a reply is named, each by its kind`() async throws {
        let double = try await LLMDouble()
        await #expect(throws: LLMError.wrongKey) { try await double.model("sk-wrong").complete(Self.request) }
        try await double.steer(#"{"faults":[{"status":200,"body":"<html>"}]}"#)
        await #expect(throws: LLMError.unreadableReply) { try await double.model().complete(Self.request) }
        try await double.steer(#"{"faults":[{"status":200,"body":"{\"choices\":[]}"}]}"#)
        await #expect(throws: LLMError.unreadableReply) { try await double.model().complete(Self.request) }
        try await double.steer(#"{"faults":[{"status":200,"body":"\#(String(repeating: "x", count: 1_100_000))"}]}"#)
        await #expect(throws: LLMError.tooLarge) { try await double.model().complete(Self.request) }
        try await double.steer(#"{"faults":[{"status":302,"headers":{"Location":"http://127.0.0.1:1/"}}]}"#)
        await #expect(throws: LLMError.refused(status: 302, code: "unknown")) { try await double.model().complete(Self.request) }
        try await double.steer(#"{"faults":[{"delay":2}]}"#)
        await #expect(throws: LLMError.timedOut) {
            try await double.model(timeout: .milliseconds(300)).complete(Self.request)
        }
        let nobody = LLM.live(model: "m", base: "http://127.0.0.1:1/v1", key: nil)
        await #expect(throws: LLMError.self) { try await nobody.complete(Self.request) }
    }

    @Test func `an endpoint that keeps failing is left alone for a minute, then tried once`() async throws {
        let double = try await LLMDouble()
        let clock = HandWatch()
        let model = double.model("sk-wrong", clock: clock)
        for _ in 1...5 { await #expect(throws: LLMError.wrongKey) { try await model.complete(Self.request) } }
        await #expect(throws: LLMError.resting) { try await model.complete(Self.request) }
        #expect(try await double.requests().count == 5)
        clock.advance(by: .seconds(61))
        await #expect(throws: LLMError.wrongKey) { try await model.complete(Self.request) }
        await #expect(throws: LLMError.resting) { try await model.complete(Self.request) }
        #expect(try await double.requests().count == 6)
    }

    @Test func `lines of an import are proposed by an endpoint, from the text alone`() async throws {
        let double = try await LLMDouble()
        let sample = try await SampleBooks.make(on: .sqlite)
        let office = Office(database: sample.database) { .testNow }
        let code = try #require(sample.accounts.values.first { $0.id == sample.account(.bankFees) }).code
        try await double.steer(#"{"words":{"COFFEE":"\#(code)"}}"#)
        let file = "Date,Description,Amount\n" + (1...8).map { "2025-06-0\($0),COFFEE 1234567890 \($0),-3.5\($0)\n" }.joined()
        _ = try await ImportStatement(office)(for: sample.tenant, .init(name: "a.csv", bytes: Array(file.utf8)), by: "test")
        let tier = LLMTier(
            model: double.model(), prices: .init(input: MicroDollars(150_000), output: MicroDollars(600_000)),
            caps: .init(tenant: MicroDollars(50_000_000), global: MicroDollars(1_000_000_000)))
        let summary = try await AskLLM(office, tier)(for: sample.tenant)
        #expect(summary.calls == 1)
        let lines = try await sample.database.read(for: sample.tenant) { books in try books.lines.waiting(limit: 10) }
        #expect(lines.map(\.proposal.method) == Array(repeating: "llm", count: 8))
        // One half: nothing is known of the model yet, whatever it says.
        #expect(lines.allSatisfy { $0.proposal.confidence == 5_000 })
        let body = try #require(try await double.requests().first?["body"] as? [String: Any])
        let sent = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
        #expect(sent.contains("COFFEE 1234######"))
        #expect(!sent.contains("1234567890") && !sent.contains("Acme") && !sent.contains("test"))
        let calls = try await sample.database.read(for: sample.tenant) { books in try books.llmCalls.latest(limit: 10) }
        #expect(calls.map(\.state) == [.answered])
        #expect(calls[0].cost == tier.prices.cost(promptTokens: calls[0].promptTokens, completionTokens: calls[0].completionTokens))
        #expect(calls[0].cost > .zero && calls[0].cost < calls[0].reserved)
    }
}

/// A clock that is moved by hand.
final class HandWatch: Sendable {
    private let time = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { time.withLock { $0 } }
    func advance(by duration: Duration) { time.withLock { $0 += duration } }
}
