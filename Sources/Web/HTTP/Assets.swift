import CZlib
import Foundation
import HTTPTypes
import Hummingbird

/// Styles and pictures. Each is served under a name that holds the hash of its bytes, so browsers may keep it for ever and a new version
/// has a new address.
struct Assets: Sendable {
    struct File: Sendable {
        let type: String
        let bytes: [UInt8]
        let gzip: [UInt8]
        let tag: String
        /// `app.1f3a….css`
        let address: String
    }

    private let byAddress: [String: File]
    private let addressByName: [String: String]

    private static let types = ["css": "text/css; charset=utf-8", "svg": "image/svg+xml", "js": "text/javascript; charset=utf-8"]

    init() throws {
        var files: [String: File] = [:]
        var addresses: [String: String] = [:]
        let folder = Resources.folder.appending(path: "assets")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let parts = name.split(separator: ".")
            guard parts.count == 2, let type = Self.types[String(parts[1])] else { continue }
            let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
            let tag = EntityTag.quoted(bytes)
            let address = "\(parts[0]).\(tag.dropFirst().prefix(12)).\(parts[1])"
            files[address] = File(type: type, bytes: bytes, gzip: Gzip.compress(bytes), tag: tag, address: address)
            addresses[name] = "/assets/\(address)"
        }
        (byAddress, addressByName) = (files, addresses)
    }

    /// Where `app.css` is found.
    func address(of name: String) -> String { addressByName[name] ?? "/assets/\(name)" }

    var routes: [RouteDeclaration] {
        [
            .open(.get, "/assets/{name}") { call in try answer(call.request, named: call.parameter("name")) },
            .open(.get, "/favicon.ico") { _ in Response(status: .movedPermanently, headers: [.location: address(of: "icon.svg")]) },
        ]
    }

    private func answer(_ request: Request, named name: String) throws -> Response {
        guard let file = byAddress[name] else { throw Refusal.notFound("file") }
        var headers: HTTPFields = [.cacheControl: "public, max-age=31536000, immutable", .eTag: file.tag, .vary: "Accept-Encoding"]
        if request.headers[.ifNoneMatch].map({ $0.contains(file.tag) }) ?? false { return Response(status: .notModified, headers: headers) }
        let takesGzip = request.headers[.acceptEncoding]?.lowercased().contains("gzip") ?? false
        if takesGzip { headers[.contentEncoding] = "gzip" }
        return .bytes(takesGzip ? file.gzip : file.bytes, type: file.type, headers)
    }
}

/// Files that come with the program, in a folder beside it.
enum Resources {
    static var folder: URL { Bundle.module.bundleURL.appending(path: "Resources") }
}

/// RFC 1952, by zlib.
enum Gzip {
    enum Effort: Int32 {
        /// For what is made anew for each request.
        case quick = 1
        /// For what is packed once.
        case best = 9
    }

    static func compress(_ bytes: [UInt8], _ effort: Effort = .best) -> [UInt8] {
        var stream = z_stream()
        guard bookkeeper_gzip_begin(&stream, effort.rawValue) == Z_OK else { return bytes }
        defer { deflateEnd(&stream) }
        var input = bytes
        // All of it in one call: the bound leaves room for whatever comes out.
        let bound = Int(deflateBound(&stream, uLong(bytes.count)))
        return [UInt8](unsafeUninitializedCapacity: bound) { output, used in
            input.withUnsafeMutableBufferPointer { input in
                (stream.next_in, stream.avail_in) = (input.baseAddress, uInt(input.count))
                (stream.next_out, stream.avail_out) = (output.baseAddress, uInt(bound))
                deflate(&stream, Z_FINISH)
            }
            used = bound - Int(stream.avail_out)
        }
    }
}
