import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle

/// The service, listening.
package struct WebService {
    let application: Application<RouterResponder<WebContext>>

    /// How long a connection may say nothing.
    private static let idleTimeout = TimeAmount.seconds(75)

    /// - Parameter isRunning: called with the port once requests are answered
    package init(
        _ site: Site, host: String, port: Int, logger: Logger, isRunning: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) {
        let fields = SecurityHeaders.fields(isSecure: site.settings.publicOrigin.isSecure)
        application = Application(
            router: site.router(),
            server: .http1(
                configuration: .init(additionalChannelHandlers: [ConnectionGuard(fields: fields)], idleTimeout: Self.idleTimeout)),
            configuration: .init(address: .hostname(host, port: port)),
            onServerRunning: { channel in isRunning(channel.localAddress?.port ?? port) },
            logger: logger)
    }

    /// Until SIGTERM or SIGINT: then no new requests are taken, and those under way are answered.
    package func run() async throws { try await application.runService() }
}
