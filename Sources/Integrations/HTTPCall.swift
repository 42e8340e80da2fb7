import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One request to a service of somebody else, with limits on the time and on the size of the answer.
enum HTTPCall {
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let body: [UInt8]
    }

    /// The request may have been acted upon all the same.
    struct TimedOut: Error {}

    enum TooLong {
        /// The rest is not read.
        case cut
        /// `NIOTooManyBytesError` is thrown.
        case refused
    }

    /// For as long as the process runs: connections are kept between requests. Redirects would carry keys and tokens elsewhere.
    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: .init(redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5))))

    /// Throws `TimedOut`, `CancellationError`, `NIOTooManyBytesError`, or what the client throws when nobody can be reached. The last may hold the
    /// address in its words, which for some services is the secret: callers keep its type and leave its words.
    /// - Parameters:
    ///   - limit: until the last byte of the answer. The client's own limit ends with the head of an answer; a body could trickle for ever.
    ///   - byteLimit: of the body
    static func send(
        _ request: HTTPClientRequest, within limit: Duration, upTo byteLimit: Int, longer: TooLong = .refused
    ) async throws -> Answer {
        do {
            return try await withThrowingTaskGroup(of: Answer.self) { group in
                group.addTask { try await exchange(request, limit, byteLimit, longer) }
                group.addTask {
                    try await Task.sleep(for: limit)
                    throw TimedOut()
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw TimedOut() }
                return answer
            }
        } catch let error as HTTPClientError where [.deadlineExceeded, .readTimeout].contains(error) {
            throw TimedOut()
        } catch let error as HTTPClientError where error == .cancelled {
            throw CancellationError()
        }
    }

    private static func exchange(
        _ request: HTTPClientRequest, _ limit: Duration, _ byteLimit: Int, _ longer: TooLong
    ) async throws -> Answer {
        let response = try await client.execute(request, timeout: TimeAmount(limit))
        var body = ByteBuffer()
        for try await part in response.body {
            body.writeImmutableBuffer(part)
            guard body.readableBytes > byteLimit else { continue }
            if longer == .refused { throw NIOTooManyBytesError(maxBytes: byteLimit) }
            break
        }
        return Answer(status: Int(response.status.code), headers: response.headers, body: Array(body.readableBytesView.prefix(byteLimit)))
    }

    /// How long to wait before the next attempt: about half a second after the first, then twice as long each time, in part by chance, so that
    /// many who wait do not come back together.
    static func delay(after attempt: Int) -> Duration { .milliseconds(Int64.random(in: 250...500) << Int64(attempt - 1)) }
}
