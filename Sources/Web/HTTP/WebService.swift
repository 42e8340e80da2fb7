import Hummingbird
package import Logging
package import NIOCore
import ServiceLifecycle
import UnixSignals

/// The service, listening.
package struct WebService {
    let application: Application<RouterResponder<WebContext>>
    private let host: String
    private let port: Int

    /// How long a connection may take over the head of its next request, or over each piece of a body.
    package static let patience = TimeAmount.seconds(75)

    /// How long what is under way at the end has to finish, or whoever sends a body drop by drop would keep the service from ending. Most
    /// supervisors kill after ninety seconds.
    private static let farewell = Duration.seconds(80)

    /// - Parameter isRunning: called with the port once requests are answered
    package init(
        _ site: Site, host: String, port: Int, logger: Logger, patience: TimeAmount = patience,
        isRunning: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) {
        (self.host, self.port) = (host, port)
        let fields = SecurityHeaders.fields(isSecure: site.settings.publicOrigin.isSecure)
        application = Application(
            router: site.router(),
            server: .http1(
                configuration: .init(additionalChannelHandlers: [ConnectionGuard(fields: fields)], idleTimeout: patience)),
            configuration: .init(address: .hostname(host, port: port)),
            onServerRunning: { channel in isRunning(channel.localAddress?.port ?? port) },
            logger: logger)
    }

    /// Until SIGTERM or SIGINT: then no new requests are taken, and those under way are answered; one that takes too long is taken back.
    /// - Throws: `ListenError` where nothing can listen
    package func run() async throws {
        var configuration = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: application.logger)
        configuration.maximumGracefulShutdownDuration = Self.farewell
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            throw ListenError(error, host: host, port: port) ?? error
        }
    }
}
