import HTTPTypes
import Hummingbird

/// The headers that every answer carries, errors included: it stands outside the error mapper and never sees a thrown error.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = WebContext

    let fields: HTTPFields

    init(isSecure: Bool) { fields = Self.fields(isSecure: isSecure) }

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        var response = try await next(request, context)
        response.headers = Self.joined(fields, response.headers)
        response.headers[.requestID] = context.reference
        return response
    }

    /// What only a document needs to say.
    static let ofPages: HTTPFields = [
        .vary: "Cookie", .openerPolicy: "same-origin", .permissionsPolicy: "camera=(), geolocation=(), microphone=(), payment=()",
    ]

    /// Ours, with those of an answer beside or instead of them.
    static func joined(_ fields: HTTPFields, _ own: HTTPFields) -> HTTPFields {
        var joined = fields
        for field in own {
            // Of all these, answers have a word of their own on Cache-Control alone.
            if field.name == .cacheControl { joined[.cacheControl] = field.value } else { joined.append(field) }
        }
        return joined
    }

    /// Nothing is loaded from anywhere but here, nothing inline, nobody frames us. The Referrer-Policy leaves the Origin of our own forms as it is.
    /// `Cache-Control` holds for all that does not say otherwise.
    static func fields(isSecure: Bool) -> HTTPFields {
        var fields: HTTPFields = [
            .contentSecurityPolicy:
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            .xContentTypeOptions: "nosniff",
            .referrerPolicy: "same-origin",
            .resourcePolicy: "same-origin",
            .cacheControl: "no-store",
        ]
        if isSecure { fields[.strictTransportSecurity] = "max-age=31536000" }
        return fields
    }
}

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-Id")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
}
