import HTTPTypes
import Hummingbird
import Logging
import Synchronization

/// One line for each request, and its count in the metrics. The query is left out, for it may hold a token or a bank's text.
struct AccessLog: RouterMiddleware {
    typealias Context = WebContext

    let metrics: Metrics

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let elapsed = ContinuousClock.now - start
        let microseconds = elapsed.components.seconds * 1_000_000 + elapsed.components.attoseconds / 1_000_000_000_000
        let route = context.endpointPath ?? "none"
        metrics.count(method: request.method.rawValue, route: route, status: Int(response.status.code), microseconds: microseconds)
        let level: Logger.Level = response.status.code >= 500 ? .error : Self.isRoutine(route) ? .debug : .info
        context.logger.log(
            level: level, "\(request.method.rawValue) \(request.uri.path.prefix(200))",
            metadata: [
                "status": "\(response.status.code)", "microseconds": "\(microseconds)", "peer": "\(context.peer ?? "-")",
            ])
        return response
    }

    /// Asked every few seconds by machines.
    private static func isRoutine(_ route: String) -> Bool {
        route == "/healthz" || route == "/readyz" || route == "/metrics" || route.hasPrefix("/assets/")
    }
}
