import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
package import Operations

extension SlackSender {
    /// By HTTP. The address comes checked against the hosts that are allowed; no redirect leads away from it.
    package static let live = SlackSender { url, json in
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = ["Content-Type": "application/json; charset=utf-8", "User-Agent": "AI Bookkeeper"]
        request.body = .bytes(ByteBuffer(string: json))
        do {
            // A refusal is one word. Whoever sends more is not listened to.
            let answer = try await HTTPCall.send(request, within: .seconds(10), upTo: 4 << 10, longer: .cut)
            return Answer(
                status: answer.status, body: String(decoding: answer.body, as: UTF8.self),
                retryAfterSeconds: answer.headers.first(name: "Retry-After").flatMap { Int64($0) })
        } catch is HTTPCall.TimedOut {
            throw NoAnswer.timeout
        } catch let error as HTTPClientError where error == .connectTimeout {
            throw NoAnswer.timeout
        } catch {
            // Not passed on: a library's words may hold the address, which is the secret.
            throw NoAnswer.unreachable
        }
    }
}
