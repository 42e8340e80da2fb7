import Bookkeeping
import Foundation
import NIOCore

/// Why nothing can listen where the operator wants it.
enum ListenError: ExplainedError, Equatable {
    case inUse(host: String, port: Int)
    case notAllowed(port: Int)
    case unknownHost(String)

    /// Nil for what is wrong with something else.
    init?(_ error: any Error, host: String, port: Int) {
        switch (error, (error as? IOError)?.errnoCode) {
        case (_, EADDRINUSE): self = .inUse(host: host, port: port)
        case (_, EACCES): self = .notAllowed(port: port)
        case (_, EADDRNOTAVAIL), (is SocketAddressError, _), (is SocketAddressError.UnknownHost, _): self = .unknownHost(host)
        default: return nil
        }
    }

    var userText: String {
        switch self {
        case .inUse(let host, let port):
            "Another program listens at \(host), port \(port). End it, or choose another port with PORT or --port."
        case .notAllowed(let port): "This user may not listen at port \(port). Choose one from 1024 on with PORT or --port."
        case .unknownHost(let host):
            "HOST or --host is “\(host.prefix(80))”, which is no address of this machine. It takes one, such as 127.0.0.1 or 0.0.0.0."
        }
    }
}
