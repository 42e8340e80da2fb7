import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Operations

/// Speaks to the language model: a time limit, a size limit, repeats where the endpoint has surely not done the work, and rest after many failures.
actor ChatAPI {
    private let model: String
    private let base: String
    private let key: LLMKey?
    private let timeout: Duration
    private let pause: @Sendable (Duration) async throws -> Void
    private let clock: @Sendable () -> ContinuousClock.Instant
    private var form = ChatForm()
    private var breaker = CircuitBreaker()

    private static let replyLimit = 1 << 20
    private static let mostAttempts = 3
    private static let longestWaitSeconds = 30

    /// Redirects would carry the key elsewhere.
    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: .init(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5))))

    init(
        model: String, base: String, key: LLMKey?, timeout: Duration, pause: @escaping @Sendable (Duration) async throws -> Void,
        clock: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        (self.model, self.base, self.key, self.timeout) = (model, base, key, timeout)
        (self.pause, self.clock) = (pause, clock)
    }

    func complete(_ request: LLM.Request) async throws(LLMError) -> LLM.Reply {
        guard breaker.admits(at: clock()) else { throw .resting }
        do throws(LLMError) {
            let reply = try await send(request)
            breaker.succeeded()
            return reply
        } catch {
            // Being refused is an answer: the endpoint is there.
            if case .refused = error { breaker.succeeded() } else { breaker.failed(at: clock()) }
            throw error
        }
    }

    /// A request that timed out is not repeated: it may be under way still, and be paid for twice.
    private func send(_ request: LLM.Request) async throws(LLMError) -> LLM.Reply {
        var attempt = 1
        while true {
            let answer = try await exchange(request)
            switch answer.status {
            case 200..<300: return try Self.reply(answer.body)
            case 400, 404, 415, 422:
                let complaint = String(decoding: answer.body.prefix(2_000), as: UTF8.self)
                guard answer.status != 404, let simpler = answer.form.simpler(after: complaint) else {
                    throw .refused(status: answer.status, code: Self.code(answer.body))
                }
                form = simpler
            case 401, 403: throw .wrongKey
            case 408, 425, 429, 500..<600:
                guard attempt < Self.mostAttempts else { throw answer.status == 429 ? .busy : .serverFault(status: answer.status) }
                do { try await pause(answer.wait ?? Self.delay(after: attempt)) } catch { throw .unreachable("given up") }
                attempt += 1
            default: throw .refused(status: answer.status, code: Self.code(answer.body))
            }
        }
    }

    /// Half a second, then twice as long each time, in part by chance, so that many who wait do not come back together.
    private static func delay(after attempt: Int) -> Duration { .milliseconds(Int64.random(in: 250...500) << Int64(attempt - 1)) }

    private struct Answer {
        let status: Int
        let body: [UInt8]
        let form: ChatForm
        /// As long as the endpoint asks for.
        let wait: Duration?
    }

    private func exchange(_ request: LLM.Request) async throws(LLMError) -> Answer {
        let form = form
        var outgoing = HTTPClientRequest(url: base + "/chat/completions")
        outgoing.method = .POST
        outgoing.headers = ["Content-Type": "application/json", "Accept": "application/json", "User-Agent": "AI Bookkeeper"]
        if let key { outgoing.headers.add(name: "Authorization", value: "Bearer \(key.text)") }
        do {
            outgoing.body = .bytes(ByteBuffer(bytes: try form.body(request, model: model)))
            let response = try await Self.client.execute(outgoing, timeout: TimeAmount(timeout))
            let body = try await response.body.collect(upTo: Self.replyLimit)
            let seconds = response.headers.first(name: "Retry-After").flatMap { Int($0) }
            return Answer(
                status: Int(response.status.code), body: Array(body.readableBytesView), form: form,
                wait: seconds.map { .seconds(min(max($0, 0), Self.longestWaitSeconds)) })
        } catch is NIOTooManyBytesError {
            throw .tooLarge
        } catch let error as HTTPClientError where [.deadlineExceeded, .readTimeout, .cancelled].contains(error) {
            throw .timedOut
        } catch is CancellationError {
            throw .timedOut
        } catch {
            throw .unreachable("\(type(of: error))")
        }
    }

    // MARK: Replies

    private struct Completion: Decodable {
        let choices: [Choice]
        let usage: Usage?

        struct Choice: Decodable {
            let message: Message
        }

        struct Message: Decodable {
            /// Missing where the model refused to answer.
            let content: String?
        }

        struct Usage: Decodable {
            let prompt_tokens: Int?
            let completion_tokens: Int?
        }
    }

    private static func reply(_ body: [UInt8]) throws(LLMError) -> LLM.Reply {
        guard let completion = try? JSONDecoder().decode(Completion.self, from: Data(body)), let choice = completion.choices.first else {
            throw .unreadableReply
        }
        return LLM.Reply(
            content: choice.message.content ?? "", promptTokens: completion.usage?.prompt_tokens,
            completionTokens: completion.usage?.completion_tokens)
    }

    private struct Refusal: Decodable {
        let error: Detail

        struct Detail: Decodable {
            let code: String?
            let type: String?
        }
    }

    /// The endpoint's own word for it, short; its sentences may hold what it was sent.
    private static func code(_ body: [UInt8]) -> String {
        let detail = (try? JSONDecoder().decode(Refusal.self, from: Data(body)))?.error
        return String((detail?.code ?? detail?.type ?? "unknown").prefix(60))
    }
}
