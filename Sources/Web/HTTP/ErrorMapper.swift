import HTTPTypes
import Hummingbird
import Logging
import Operations

/// Turns what a handler throws into an answer: JSON for programs, a page for people. What nobody expected becomes a number outside and
/// the whole error in the log.
struct ErrorMapper: RouterMiddleware {
    typealias Context = WebContext

    let site: Site

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        do { return try await next(request, context) } catch { return answer(to: error, request, context) }
    }

    func answer(to error: any Error, _ request: Request, _ context: WebContext) -> Response {
        if let failure = error as? CSRFFailure { return answer(failure, request, context) }
        if let error = error as? HTTPError, error.status == .notFound {
            return answer(.notFound("page or address \(request.uri.path.prefix(100))"), request)
        }
        if let refusal = Refusal(error) { return answer(refusal, request) }
        context.logger.error("unexpected error", metadata: ["error": "\(error)"])
        return answer(.unexpected(reference: context.reference), request)
    }

    private func answer(_ failure: CSRFFailure, _ request: Request, _ context: WebContext) -> Response {
        site.metrics.countRefusal(failure.reason.rawValue)
        context.logger.warning(
            "csrf refused", metadata: ["reason": "\(failure.reason.rawValue)", "route": "\(failure.route.path)"])
        let refusal = Refusal(status: .forbidden, code: "csrf_failed", message: Self.sentence(failure.reason))
        guard !Self.wantsJSON(request) else { return .error(refusal, reason: failure.reason.rawValue) }
        return site.expired(refusal, failure, request, context)
    }

    private func answer(_ refusal: Refusal, _ request: Request) -> Response {
        if Self.wantsJSON(request) { return .error(refusal) }
        // A page of somebody who is not signed in, or no longer: after signing in they are where they wanted to go.
        if refusal.status == .unauthorized, request.method == .get { return .seeOther("/login", back: request.uri.string) }
        return site.pages.error(refusal)
    }

    static func wantsJSON(_ request: Request) -> Bool { request.uri.path.hasPrefix("/api/") || request.uri.path == "/api" }

    private static func sentence(_ reason: CSRFGuard.Reason) -> String {
        switch reason {
        case .ambiguous: "The request says in two ways where it comes from. Send each header once, and the method as it is."
        case .crossSite, .origin, .referer: "The request comes from another site. Open the page here and send it again."
        case .missing: "The CSRF token is missing. Send it as X-CSRF-Token or as the field csrf_token; GET /api/auth/me gives one."
        case .malformed, .mismatch: "The CSRF token is not this session's. Read a new one from GET /api/auth/me and send it again."
        case .expired: "The CSRF token is older than a day. Read a new one from GET /api/auth/me and send it again."
        }
    }
}
