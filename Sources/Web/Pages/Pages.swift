import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// The templates, and what every page is made of.
struct Pages: Sendable {
    private let library: MustacheLibrary
    let styles: Styles

    /// A page's own part beside what all pages share.
    struct Page<Content: Sendable>: Sendable {
        let frame: Frame
        let content: Content
    }

    init(assets: Assets) async throws {
        library = try await MustacheLibrary(directory: Resources.folder.appending(path: "templates").path)
        styles = Styles(tokens: assets.address(of: "tokens.css"), app: assets.address(of: "app.css"), icon: assets.address(of: "icon.svg"))
    }

    func response(_ template: String, _ page: Page<some Sendable>, status: HTTPResponse.Status = .ok) -> Response {
        guard let text = library.render(page, withTemplate: template) else { preconditionFailure("a template for \(template) comes with the program") }
        return .bytes(Array(text.utf8), type: "text/html; charset=utf-8", status: status, [.vary: "Cookie"])
    }

    // MARK: Errors

    private struct ErrorContent: Sendable {
        let message: String
        let code: String
    }

    func error(_ refusal: Refusal) -> Response {
        let frame = Frame(title: refusal.title, styles: styles)
        let page = Page(frame: frame, content: ErrorContent(message: refusal.message, code: "\(refusal.status.code) \(refusal.code)"))
        var response = response("error", page, status: refusal.status)
        for field in refusal.headers { response.headers[field.name] = field.value }
        return response
    }

    private struct ExpiredContent: Sendable {
        let address: String
        let fields: [Field]
        let code: String

        struct Field: Sendable {
            let id: String
            let name: String
            let label: String
            let value: String
            /// What nobody typed goes along unseen.
            let isHidden: Bool
            let isSecret: Bool
        }
    }

    private static let ownFields: Set<String> = ["csrf_token"]
    private static let hiddenFields: Set<String> = ["tenant_id", "idempotency_key", "line", "do", "back", "pending", "token"]

    /// The form again, with what was typed and a fresh token; a password has to be typed again.
    func expired(_ refusal: Refusal, _ failure: CSRFFailure, _ request: Request, _ context: WebContext, _ site: Site) async -> Response {
        guard let typed = failure.typed else { return error(refusal) }
        let fields = typed.pairs.filter { !Self.ownFields.contains($0.name) }.enumerated().map { index, field in
            let isSecret = field.name.contains("password") || field.name == "code"
            return ExpiredContent.Field(
                id: "f\(index)", name: field.name, label: field.name.replacing("_", with: " "), value: isSecret ? "" : field.value,
                isHidden: Self.hiddenFields.contains(field.name), isSecret: isSecret)
        }
        let caller = site.caller(of: request, context)
        let token = await site.formToken(request, caller)
        let frame = Frame(title: "This form had expired", styles: styles, csrf: token.text)
        let content = ExpiredContent(
            address: OwnPath.checked(request.uri.path), fields: fields, code: "403 csrf_failed, \(failure.reason.rawValue), request \(context.reference)")
        var response = response("expired", Page(frame: frame, content: content), status: refusal.status)
        token.remember(on: &response, site.cookies)
        return response
    }
}

/// Where the styles are found.
struct Styles: Sendable {
    let tokens: String
    let app: String
    let icon: String
}

extension Refusal {
    var title: String {
        switch status {
        case .notFound: "Not found"
        case .forbidden: "Not allowed"
        case .conflict: "Not saved"
        case .tooManyRequests: "Too many attempts"
        case .internalServerError: "Something went wrong"
        case .serviceUnavailable: "Not available"
        default: "Not saved"
        }
    }
}
