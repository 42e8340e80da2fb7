import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
package import Operations

extension HTTPSender {
    /// Over the network, by way of the resolver of this machine.
    package static let live = HTTPSender(
        resolve: { host in
            if let address = IPAddress(text: host) { return [address] }
            return try await addresses(of: host)
        },
        send: { request in try await send(request) })

    struct UnknownHost: Error {}

    /// On a thread that may wait: the system's resolver blocks.
    private static func addresses(of host: String) async throws -> [IPAddress] {
        try await NIOThreadPool.singleton.runIfActive {
            var hints = addrinfo()
            #if os(Linux)
                hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            #else
                hints.ai_socktype = SOCK_STREAM
            #endif
            var list: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo(host, nil, &hints, &list) == 0 else { throw UnknownHost() }
            defer { freeaddrinfo(list) }
            return sequence(first: list) { $0?.pointee.ai_next }.prefix { $0 != nil }.compactMap { $0.flatMap(address) }
        }
    }

    private static func address(_ info: UnsafeMutablePointer<addrinfo>) -> IPAddress? {
        switch info.pointee.ai_family {
        case AF_INET:
            info.pointee.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                withUnsafeBytes(of: address.pointee.sin_addr) { IPAddress(bytes: Array($0)) }
            }
        case AF_INET6:
            info.pointee.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                withUnsafeBytes(of: address.pointee.sin6_addr) { IPAddress(bytes: Array($0)) }
            }
        default: nil
        }
    }

    /// With a client of its own: the address is the one that was looked at, and no connection to another is left over from before.
    private static func send(_ request: Request) async throws -> Int {
        guard let host = URLComponents(string: request.url)?.host, let address = request.addresses.first else { throw UnknownHost() }
        let timeout = TimeAmount.seconds(Int64(request.timeoutSeconds))
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, timeout: .init(connect: timeout, read: timeout))
        configuration.dnsOverride = [host: "\(address)"]
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            var message = HTTPClientRequest(url: request.url)
            message.method = .POST
            for (name, value) in request.headers { message.headers.add(name: name, value: value) }
            message.body = .bytes(ByteBuffer(bytes: request.body))
            // What the receiver says beside the status interests nobody, so it is not read.
            let status = try await client.execute(message, timeout: timeout).status.code
            try await client.shutdown()
            return Int(status)
        } catch {
            try? await client.shutdown()
            throw error
        }
    }
}
