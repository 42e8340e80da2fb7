import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
package import Operations

extension SlackSender {
    /// By HTTP. The address comes checked against the hosts that are allowed; no redirect leads away from it.
    package static let live = SlackSender { url, json in
        do {
            return try await withThrowingTaskGroup(of: Answer.self) { group in
                group.addTask { try await exchange(url, json) }
                // The client's own limit ends with the head of an answer; its body could go on for ever.
                group.addTask {
                    try await Task.sleep(for: total)
                    throw NoAnswer.timeout
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw NoAnswer.unreachable }
                return answer
            }
        } catch let error as NoAnswer {
            throw error
        } catch let error as HTTPClientError where [.deadlineExceeded, .readTimeout, .connectTimeout].contains(error) {
            throw NoAnswer.timeout
        } catch {
            // Not passed on: a library's words may hold the address, which is the secret.
            throw NoAnswer.unreachable
        }
    }

    private static func exchange(_ url: String, _ json: String) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = ["Content-Type": "application/json; charset=utf-8", "User-Agent": "AI Bookkeeper"]
        request.body = .bytes(ByteBuffer(string: json))
        let response = try await client.execute(request, timeout: TimeAmount(total))
        var body = ByteBuffer()
        // A refusal is one word. Whoever sends more is not listened to.
        for try await part in response.body {
            body.writeImmutableBuffer(part)
            if body.readableBytes >= answerLimit { break }
        }
        return Answer(
            status: Int(response.status.code), body: String(decoding: body.readableBytesView.prefix(answerLimit), as: UTF8.self),
            retryAfterSeconds: response.headers.first(name: "Retry-After").flatMap { Int64($0) })
    }

    private static let answerLimit = 4 << 10
    private static let total = Duration.seconds(10)

    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: .init(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5), read: .seconds(10))))
}
