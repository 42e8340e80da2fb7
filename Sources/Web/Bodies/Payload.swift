import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// What came with a request: nothing, bytes in memory, or a file that is still coming in.
enum Payload: Sendable {
    case none
    case bytes(ByteBuffer)
    case form(Values)
    case upload(Upload)

    var bytes: ByteBuffer {
        if case .bytes(let buffer) = self { buffer } else { ByteBuffer() }
    }

    /// The company that JSON says it is about. Whether it is JSON at all is for the handler to say.
    var namedTenant: String? {
        guard case .bytes(let buffer) = self else { return nil }
        let text = String(buffer: buffer)
        // A name may be spelled with escapes.
        guard text.contains("\"tenant_id\"") || text.contains("\\u") else { return nil }
        return (try? JSONDecoder().decode(Naming.self, from: Data(buffer.readableBytesView)))?.name
    }

    /// As a number or as text; anything else is there too, and no company's.
    private struct Naming: Decodable {
        let name: String?

        private enum Key: String, CodingKey { case tenant_id }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            guard fields.contains(.tenant_id), try !fields.decodeNil(forKey: .tenant_id) else {
                name = nil
                return
            }
            let number = try? fields.decode(Int64.self, forKey: .tenant_id)
            name = number.map { "\($0)" } ?? (try? fields.decode(String.self, forKey: .tenant_id)) ?? ""
        }
    }

    var form: Values {
        switch self {
        case .form(let values): values
        case .upload(let upload): upload.fields
        case .none, .bytes: .none
        }
    }
}

/// Reads a body with an eye on its size and pace.
final class BodyReader: @unchecked Sendable {
    // One request's task reads, and nobody else: that is why it may be passed on.
    private var iterator: RequestBody.AsyncIterator
    private let limit: Int
    private let start = ContinuousClock.now
    private var received = 0

    /// Whoever sends no faster than this, after the first ten seconds, holds a connection and does nothing with it.
    private static let slowestBytesPerSecond = 4_096
    private static let patience = 10

    init(_ request: Request, limit: Int) throws {
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit { throw Refusal.tooLarge(limit: limit) }
        iterator = request.body.makeAsyncIterator()
        self.limit = limit
    }

    func next() async throws -> ByteBuffer? {
        let next: ByteBuffer?
        do {
            next = try await iterator.next()
        } catch {
            // The connection is gone, or its bytes are no body that HTTP knows: nothing of ours.
            throw Refusal.brokenOff
        }
        guard let buffer = next else { return nil }
        received += buffer.readableBytes
        guard received <= limit else { throw Refusal.tooLarge(limit: limit) }
        let seconds = Int((ContinuousClock.now - start).components.seconds)
        guard !Self.isTooSlow(received: received, after: seconds) else { throw Refusal.tooSlow }
        return buffer
    }

    static func isTooSlow(received: Int, after seconds: Int) -> Bool { received < (seconds - patience) * slowestBytesPerSecond }

    func rest() async throws -> ByteBuffer {
        var whole = ByteBuffer()
        while var buffer = try await next() { whole.writeBuffer(&buffer) }
        return whole
    }
}
