import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// Nothing but the status.
    static let done = Response(status: .noContent)

    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok, _ headers: HTTPFields = [:]) throws -> Response {
        bytes(try encoded(value), type: "application/json", status: status, headers)
    }

    /// JSON that is text already.
    static func json(text: String, status: HTTPResponse.Status = .ok) -> Response {
        bytes(Array(text.utf8), type: "application/json", status: status)
    }

    static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, _ headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    static func encoded(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// `{"error":{"code":…,"message":…}}`: every error of the API looks like this.
    static func error(_ refusal: Refusal, reason: String? = nil) -> Response {
        struct Body: Encodable {
            let error: Content

            struct Content: Encodable {
                let code: String
                let message: String
                var reason: String?
            }
        }
        let body = Body(error: .init(code: refusal.code, message: refusal.message, reason: reason))
        let bytes = (try? encoded(body)) ?? Array(#"{"error":{"code":"unexpected","message":"The error cannot be told."}}"#.utf8)
        return .bytes(bytes, type: "application/json", status: refusal.status, refusal.headers)
    }

    /// To a page of our own, with GET. Anything that could lead elsewhere leads home.
    static func seeOther(_ path: String, back: String? = nil) -> Response {
        let target = OwnPath.checked(path)
        let query = back.map { "?back=" + OwnPath.encoded(OwnPath.checked($0)) } ?? ""
        return Response(status: .seeOther, headers: [.location: target + query])
    }

    /// As a file of this name, which holds no character with a meaning in a header.
    func download(named name: String) -> Response {
        var response = self
        let safe = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) ? $0 : "-" })
        response.headers[.contentDisposition] = "attachment; filename=\"\(safe)\""
        return response
    }

    /// With the fingerprint of what it holds.
    func tagged(_ tag: String) -> Response {
        var response = self
        response.headers[.eTag] = tag
        return response
    }
}

/// A path of ours and nothing that a browser takes for another site's address.
enum OwnPath {
    static func checked(_ path: String) -> String {
        let bytes = Array(path.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.dropFirst().first != UInt8(ascii: "/"), bytes.count <= 2_000,
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return "/" }
        return path
    }

    /// As the value of a query.
    static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0" + digits : "%" + digits
            }
        }
    }
}

/// The fingerprint of a thing as it stands, for `ETag` and `If-Match` (RFC 9110, section 8.8).
enum EntityTag {
    static func of(_ value: some Encodable) throws -> String { quoted(try Response.encoded(value)) }

    static func quoted(_ bytes: [UInt8]) -> String {
        let digits = SHA256.hash(data: bytes).prefix(12).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        return "\"" + digits.joined() + "\""
    }

    /// - Throws: `.stale` when the request was made for another state of the thing.
    static func check(_ request: Request, against tag: String) throws {
        guard let wanted = request.headers[.ifMatch] else { return }
        let tags = wanted.split(separator: ",").map { String($0.trimmingBlanks) }
        guard tags.contains(tag) || tags.contains("*") else { throw Refusal.stale }
    }
}
