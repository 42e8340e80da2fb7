import Foundation
import HummingbirdTesting
import Logging
import Testing

@testable import Web

/// What only a real connection shows.
struct ConnectionTests {
    /// Sends bytes as they are, and hands back all that comes until the other side closes or is silent for twenty seconds.
    private func exchange(_ text: String) async throws -> String {
        let house = try await House()
        let service = WebService(
            house.site, host: "127.0.0.1", port: 0, logger: Logger(label: "test") { _ in LogBook.Handler(book: house.log) })
        return try await service.application.test(.live) { client in
            guard let port = client.port else { return "" }
            return try await withCheckedThrowingContinuation { continuation in
                // A thread of its own: it waits, and the server needs the tasks' threads.
                Thread.detachNewThread { continuation.resume(with: Result { try RawConnection(port: port).exchange(text) }) }
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

    @Test func `an answer to HEAD has the headers and no body`() async throws {
        let answer = try await exchange("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200") && answer.hasSuffix("\r\n\r\n"))
    }
}

/// A plain TCP connection to this machine.
struct RawConnection {
    private let descriptor: Int32

    struct Failure: Error {}

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
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard outcome == 0 else { throw Failure() }
    }

    func exchange(_ text: String) throws -> String {
        defer { close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Self.flags) }
            if count <= 0 { break }
            bytes = bytes.dropFirst(count)
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { return String(decoding: answer, as: UTF8.self) }
            answer += buffer.prefix(count)
        }
    }
}
