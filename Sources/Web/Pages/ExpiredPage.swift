import HTTPTypes
import Hummingbird
import Operations

/// The page of a form that was too old: what was typed, with a token that works.
struct ExpiredContent: Sendable {
    let address: String
    let fields: [Field]
    let code: String
    /// Signing in comes first, in another window; then this form gets a token that counts.
    let isSignedOut: Bool

    struct Field: Sendable {
        let id: String
        let name: String
        let label: String
        let value: String
        /// What nobody typed goes along unseen.
        let isHidden: Bool
        let isSecret: Bool
    }

    private static let hiddenFields: Set<String> = [
        "tenant_id", "idempotency_key", "line", "do", "back", "pending", "token", "open", "secret", "duplicate",
        "version",
    ]

    init(_ typed: Values, address: String, code: String, isSignedOut: Bool) {
        (self.address, self.code, self.isSignedOut) = (address, code, isSignedOut)
        fields = typed.pairs.filter { $0.name != "csrf_token" }.enumerated().map { index, field in
            // A password has to be typed again.
            let isSecret = field.name.contains("password") || field.name == "current" || field.name == "code"
            return Field(
                id: "f\(index)", name: field.name, label: field.name.replacing("_", with: " "), value: isSecret ? "" : field.value,
                isHidden: Self.hiddenFields.contains(field.name), isSecret: isSecret)
        }
    }
}

extension Site {
    /// The form again, where the browser vouches that it was ours; else what is wrong.
    func expired(
        _ refusal: Refusal, _ failure: CSRFFailure, _ request: Request, _ context: WebContext, for signedIn: SignedIn?
    ) async -> Response {
        let new = failure.secret == nil ? SecretToken(random: front.random) : nil
        guard let typed = failure.typed, let secret = failure.secret ?? new else {
            return await errorPage(refusal, request, context, for: signedIn)
        }
        var frame = Frame(title: "This form had expired", styles: pages.styles, scripts: pages.scripts(), csrf: csrfToken(for: secret))
        if let signedIn, let call = try? reader(request, context, signedIn) { frame.shell = try? await shell(call, signedIn) }
        let code = "403 csrf_failed, \(failure.reason.rawValue), request \(context.reference)"
        let content = ExpiredContent(typed, address: OwnPath.checked(request.uri.path), code: code, isSignedOut: failure.isSignedOut)
        var response = pages.response("expired", Pages.Page(frame: frame, content: content), status: refusal.status)
        if let new { cookies.setVisitor(new, on: &response) }
        return response
    }
}
