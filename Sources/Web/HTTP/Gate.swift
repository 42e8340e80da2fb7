import Crypto
import HTTPTypes
import Hummingbird
import NIOCore
import Operations
import Storage

/// Stands before every handler: finds out who comes, has them prove what has to be proved, reads what they brought.
struct Gate: HTTPResponder {
    let route: Route
    let site: Site

    func respond(to request: Request, context: WebContext) async throws -> Response {
        let cookies = request.cookies
        let visitor = try await visitor(request, context, cookies)
        guard case .session(let signedIn) = visitor else { return try await admit(visitor, request, context, cookies) }
        var response: Response
        do {
            response = try await admit(visitor, request, context, cookies)
        } catch {
            response = await ErrorMapper(site: site).answer(to: error, request, context, for: signedIn)
        }
        // The session may have a new secret from here on, whatever comes of the request: a refusal has to hand it over too.
        if signedIn.isRotated { site.cookies.setSession(signedIn.token, on: &response) }
        return response
    }

    private func admit(_ visitor: Visitor, _ request: Request, _ context: WebContext, _ cookies: Cookies) async throws -> Response {
        var payload = Payload.none
        if !route.isSafe {
            // The router passes over empty parts of a path. What changes something has one address, so that tables and proxies can name it.
            guard !request.uri.path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).contains("") else {
                throw HTTPError(.notFound)
            }
            let needsProof = route.proof == .token && !visitor.isToken
            let provenance: CSRFGuard.Provenance
            do {
                provenance = try site.csrf.provenance(of: request, visitor.isToken ? .exempt : route.proof)
            } catch {
                throw CSRFFailure(error, route)
            }
            payload = try await self.payload(of: request)
            if needsProof {
                // Nobody's session can be misused where there is none; pages for visitors have a token of their own.
                guard let secret = visitor.session == nil ? secret(cookies, CookieNames.visitor) : secret(cookies, CookieNames.session)
                else {
                    throw route.isAPI ? Refusal.notSignedIn : CSRFFailure(.missing, route, provenance, payload.form)
                }
                let sent = [request.headers[.csrfToken], payload.form["csrf_token"]].compactMap(\.self)
                do {
                    try site.csrf.prove(sent, by: secret, at: site.office.now())
                } catch {
                    throw CSRFFailure(error, route, provenance, payload.form, for: visitor.session?.token ?? secret)
                }
            }
        }
        let query = Values(urlEncoded: request.uri.query ?? "")
        let arrival = Arrival(request: request, context: context, visitor: visitor, payload: payload, query: query)
        return try await route.handle(arrival)
    }

    /// A session wins over a token beside it: the cookie came by itself, so the request has to prove itself.
    private func visitor(_ request: Request, _ context: WebContext, _ cookies: Cookies) async throws -> Visitor {
        if let text = cookies[CookieNames.session]?.value, let token = SecretToken(text: text) {
            guard let signedIn = try await FindSession(site.front)(token: token, from: site.caller(of: request, context)) else {
                return .nobody
            }
            return .session(signedIn)
        }
        guard let header = request.headers[.authorization] else { return .nobody }
        guard header.lowercased().hasPrefix("bearer "),
            let access = try await FindAPIToken(site.front)(String(header.dropFirst("bearer ".count)))
        else {
            throw Refusal(
                status: .unauthorized, code: "wrong_token", message: "This API token is unknown, expired or revoked. Make a new one.")
        }
        return .token(access)
    }

    /// As it came with the request: what the form was made for, even where the session has a new one since.
    private func secret(_ cookies: Cookies, _ name: String) -> SecretToken? { cookies[name].flatMap { SecretToken(text: $0.value) } }

    private func payload(of request: Request) async throws -> Payload {
        let length = request.headers[.contentLength].flatMap { Int($0) }
        let isEmpty = (length ?? 0) == 0 && request.headers[.transferEncoding] == nil
        if let wanted = route.body.contentTypes, !isEmpty {
            let given = request.headers[.contentType].map { $0.prefix { $0 != ";" }.trimmingBlanks.lowercased() }
            guard let given, wanted.contains(given) else {
                if wanted.isEmpty { throw Refusal.malformed("This address takes no content.") }
                throw Refusal.wrongType(wanted: wanted)
            }
        }
        switch route.body {
        case .none: return .none
        case .json(let limit), .yaml(let limit), .raw(let limit): return .bytes(try await BodyReader(request, limit: limit).rest())
        case .form(let limit):
            let bytes = try await BodyReader(request, limit: limit).rest()
            return .form(Values(urlEncoded: String(decoding: bytes.readableBytesView, as: UTF8.self)))
        case .upload(let limit): return .upload(try await Upload(request, limit: limit))
        }
    }
}

extension Visitor {
    var isToken: Bool { if case .token = self { true } else { false } }

    var session: SignedIn? { if case .session(let signedIn) = self { signedIn } else { nil } }
}

/// A request that did not prove itself. What was typed comes back with the page where the browser vouches that the form was ours.
struct CSRFFailure: Error {
    let reason: CSRFGuard.Reason
    let typed: Values?
    /// What a new token would be bound to; nil for a visitor who has nothing yet.
    let secret: SecretToken?
    let route: Route

    /// Whether the route is for people who are signed in, and this one is not any more.
    var isSignedOut: Bool { secret == nil && route.access != .everyone }

    init(
        _ reason: CSRFGuard.Reason, _ route: Route, _ provenance: CSRFGuard.Provenance = .unknown, _ form: Values = .none,
        for secret: SecretToken? = nil
    ) {
        (self.reason, self.route, self.secret) = (reason, route, secret)
        typed = provenance == .ownPage && reason.isOld && !form.pairs.isEmpty ? form : nil
    }
}
