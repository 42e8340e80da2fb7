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
        do {
            return try await next(request, context)
        } catch {
            // An address that does not exist has no gate before it, so nobody has looked yet who asks.
            let isNowhere = (error as? HTTPError)?.status == .notFound && !Self.wantsJSON(request)
            let signedIn = isNowhere ? await self.signedIn(request, context) : nil
            var response = await answer(to: error, request, context, for: signedIn)
            if let signedIn, signedIn.isRotated { site.cookies.setSession(signedIn.token, on: &response) }
            return response
        }
    }

    private func signedIn(_ request: Request, _ context: WebContext) async -> SignedIn? {
        guard let token = request.cookies[CookieNames.session].flatMap({ SecretToken(text: $0.value) }) else { return nil }
        return try? await FindSession(site.front)(token: token, from: site.caller(of: request, context))
    }

    /// - Parameter signedIn: whose navigation stands around a page
    func answer(to error: any Error, _ request: Request, _ context: WebContext, for signedIn: SignedIn?) async -> Response {
        if let failure = error as? CSRFFailure { return await answer(failure, request, context, signedIn) }
        if let error = error as? HTTPError, error.status == .notFound {
            guard Site.methods.contains(request.method) else { return await answer(.unknownMethod, request, context, signedIn) }
            return await answer(.notFound("page or address \(request.uri.path.prefix(100))"), request, context, signedIn)
        }
        if let refusal = Refusal(error) { return await answer(refusal, request, context, signedIn) }
        context.logger.error("unexpected error", metadata: ["error": "\(error)"])
        return await answer(.unexpected(reference: context.reference), request, context, signedIn)
    }

    private func answer(_ failure: CSRFFailure, _ request: Request, _ context: WebContext, _ signedIn: SignedIn?) async -> Response {
        site.metrics.countRefusal(failure.reason.rawValue)
        context.logger.warning(
            "csrf refused", metadata: ["reason": "\(failure.reason.rawValue)", "route": "\(failure.route.path)"])
        let refusal = Refusal(status: .forbidden, code: "csrf_failed", message: Self.sentence(failure.reason))
        guard !Self.wantsJSON(request) else { return .error(refusal, reason: failure.reason.rawValue) }
        return await site.expired(refusal, failure, request, context, for: signedIn)
    }

    private func answer(_ refusal: Refusal, _ request: Request, _ context: WebContext, _ signedIn: SignedIn?) async -> Response {
        if Self.wantsJSON(request) { return .error(refusal) }
        // A page of somebody who is not signed in, or no longer: after signing in they are where they wanted to go.
        if refusal.status == .unauthorized, request.method == .get { return .seeOther("/login", back: request.uri.string) }
        return await site.errorPage(refusal, request, context, for: signedIn)
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
