import Foundation
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@testable import Web

/// What only a real connection shows.
struct ConnectionTests {
    /// Sends bytes as they are, and hands back all that comes until the other side closes or is silent for a long time.
    private func exchange(_ text: String, at url: String = "http://localhost:8080") async throws -> String {
        try await connection(text, at: url).answer
    }

    /// - Parameter pause: between one byte and the next
    private func connection(
        _ text: String, pause: Duration? = nil, patience: TimeAmount = WebService.patience, at url: String = "http://localhost:8080"
    ) async throws -> RawConnection.Outcome {
        let house = try await House(at: url)
        let service = WebService(
            house.site, host: "127.0.0.1", port: 0, logger: Logger(label: "test") { _ in LogBook.Handler(book: house.log) },
            patience: patience)
        return try await service.application.test(.live) { client in
            let port = try #require(client.port)
            return try await withCheckedThrowingContinuation { continuation in
                // A thread of its own: it waits, and the server needs the tasks' threads.
                Thread.detachNewThread { continuation.resume(with: Result { try RawConnection(port: port).exchange(text, pause: pause) }) }
            }
        }
    }

    @Test(arguments: [
        "NONSENSE\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n",
        "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    ])
    func `what is no HTTP is refused, with the headers that every answer has`(_ text: String) async throws {
        let answer = try await exchange(text)
        #expect(answer.hasPrefix("HTTP/1.1 400"))
        #expect(answer.lowercased().contains("content-security-policy: default-src 'none'"))
    }

    @Test func `whoever announces too much is refused at once and the connection closed`() async throws {
        let answer = try await exchange(
            "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{")
        #expect(answer.hasPrefix("HTTP/1.1 413"))
        #expect(answer.contains("too_large"))
    }

    @Test func `whoever sends too much without announcing it is refused too`() async throws {
        let piece = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
        let answer = try await exchange(
            "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + String(repeating: piece, count: 4))
        #expect(answer.hasPrefix("HTTP/1.1 413"))
    }

    @Test(arguments: [
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        "Transfer-Encoding: gzip\r\n\r\n{}",
    ])
    func `a body that is none to HTTP is refused, and no fault of ours`(_ rest: String) async throws {
        let answer = try await exchange("POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\(rest)")
        #expect(answer.hasPrefix("HTTP/1.1 400") && answer.contains("malformed"), "\(answer.prefix(300))")
    }

    @Test(arguments: [
        "GET /login HTTP/1.1\r\nHost: x\r\nX-Slow: " + String(repeating: "s", count: 200),
        "POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{",
    ])
    func `whoever lets a request wait is hung up on: a byte now and then is not enough for a head`(_ text: String) async throws {
        let outcome = try await connection(text, pause: .milliseconds(20), patience: .seconds(1))
        #expect(outcome.isClosed && !outcome.answer.contains("HTTP/1.1 200"))
    }

    @Test(arguments: [
        "/../../../../etc/passwd", "/assets/../../../../etc/passwd", "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%5c..%5cetc%5cpasswd",
        "/assets/%00", "/assets/....//....//etc/passwd", "//etc/passwd", "http://evil.example/etc/passwd",
    ])
    func `no path leads out of what is served`(_ path: String) async throws {
        let answer = try await exchange("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 404") || answer.hasPrefix("HTTP/1.1 400"), "\(answer.prefix(80))")
        #expect(!answer.contains("root:"))
    }

    @Test func `no value from outside becomes a header of the answer`() async throws {
        let answer = try await exchange(
            "GET /login?back=%2Fx%0d%0aX-Planted:%201 HTTP/1.1\r\nHost: x\r\nX-Request-Id: planted\r\nConnection: close\r\n\r\n")
        let head = answer.lowercased().prefix { $0 != "<" }
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(!head.contains("x-planted") && !head.contains("planted"))
    }

    /// The decision as a server on a socket takes it: Host is not asked, Sec-Fetch-Site goes first, Origin is compared as a whole.
    @Test(
        arguments: [
            ("same-origin", nil, true), ("none", nil, true), (nil, nil, true), (nil, "http://localhost:8080", true),
            ("cross-site", nil, false), ("same-site", nil, false), ("cross-site", "http://localhost:8080", false),
            (nil, "http://evil.example", false), (nil, "null", false), ("none", "null", false),
            ("same-origin", "http://evil.example", false),
        ] as [(String?, String?, Bool)])
    func `over a socket the same requests pass and the same are refused`(_ site: String?, _ origin: String?, passes: Bool) async throws {
        let headers = [site.map { "Sec-Fetch-Site: \($0)\r\n" }, origin.map { "Origin: \($0)\r\n" }].compactMap(\.self).joined()
        let body = #"{"email":"nobody@example.com","password":"not this one"}"#
        let answer = try await exchange(
            "POST /api/auth/login HTTP/1.1\r\nHost: evil.example\r\n\(headers)Content-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
        #expect(answer.hasPrefix(passes ? "HTTP/1.1 401" : "HTTP/1.1 403"), "\(answer.prefix(300))")
        #expect(answer.contains("csrf_failed") == !passes)
    }

    @Test func `a connection is never switched to another protocol`() async throws {
        let answer = try await exchange(
            "GET /login HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://evil.example\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(!answer.lowercased().contains("upgrade: websocket"))
    }

    @Test func `an answer to HEAD has the headers and no body`() async throws {
        let answer = try await exchange("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200") && answer.hasSuffix("\r\n\r\n"))
    }
}

/// A plain TCP connection to this machine.
struct RawConnection {
    private let descriptor: Int32

    struct Failure: Error {}

    struct Outcome {
        let answer: String
        /// By the other side; otherwise it was silent for longer than this one waits.
        let isClosed: Bool
    }

    #if os(Linux)
        /// MSG_NOSIGNAL: a connection closed by the other side is an error and no signal.
        private static let flags: Int32 = 0x4000
    #else
        private static let flags: Int32 = 0
    #endif

    init(port: Int) throws {
        #if os(Linux)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard outcome == 0 else { throw Failure() }
    }

    /// - Parameter pause: after each byte; a whole text at once without
    func exchange(_ text: String, pause: Duration? = nil) throws -> Outcome {
        defer { close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, pause == nil ? $0.count : 1, Self.flags) }
            if count <= 0 { break }
            bytes = bytes.dropFirst(count)
            if let pause { Thread.sleep(forTimeInterval: Double(pause.components.attoseconds) / 1e18) }
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 {
                let isSilent = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)
                return Outcome(answer: String(decoding: answer, as: UTF8.self), isClosed: !isSilent)
            }
            answer += buffer.prefix(count)
        }
    }
}
