import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import Operations
import Storage

extension Site {
    /// With an `Idempotency-Key`, a POST of the API has its effect once: a repeat gets the first answer again, the same key with other content
    /// is refused.
    func once(_ call: Call<Seat>, _ handle: @escaping @Sendable () async throws -> Response) async throws -> Response {
        guard let key = call.request.headers[.idempotencyKey] else { return try await handle() }
        var hash = SHA256()
        hash.update(data: Array("\(call.request.uri.string)\n".utf8))
        switch call.arrival.payload {
        case .none, .form: break
        case .bytes(let buffer): hash.update(data: Array(buffer.readableBytesView))
        case .upload(let upload): try await upload.fingerprint(in: settings.spoolFolder, into: &hash)
        }
        let principal = "user \(call.party.user.id)"
        let answer = try await OnceOnly(front)(
            for: call.tenant, principal: principal, key: IdempotencyKey(rawValue: key), fingerprint: Array(hash.finalize())
        ) {
            let response = try await handle()
            return OnceOnly.Answer(
                status: Int(response.status.code), contentType: response.headers[.contentType] ?? "application/json",
                body: try await response.body.collected())
        }
        return .bytes(answer.body, type: answer.contentType, status: HTTPResponse.Status(code: answer.status))
    }
}

extension ResponseBody {
    /// The whole of it, for answers that are in memory anyway.
    consuming func collected() async throws -> [UInt8] {
        let collector = Collector()
        try await write(collector)
        return Array(collector.buffer.readableBytesView)
    }

    private final class Collector: ResponseBodyWriter {
        var buffer = ByteBuffer()

        func write(_ piece: ByteBuffer) async throws { buffer.writeImmutableBuffer(piece) }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
