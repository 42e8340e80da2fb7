import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// The templates, and what every page is made of.
struct Pages: Sendable {
    private let library: MustacheLibrary
    private let rows = RenderedRows(bytes: 8 << 20)
    let styles: Styles
    private let assets: Assets

    /// A page's own part beside what all pages share.
    struct Page<Content: Sendable>: Sendable {
        let frame: Frame
        let content: Content
    }

    init(assets: Assets) async throws {
        self.assets = assets
        library = try await MustacheLibrary(directory: Resources.folder.appending(path: "templates").path)
        styles = Styles(tokens: assets.address(of: "tokens.css"), app: assets.address(of: "app.css"), icon: assets.address(of: "icon.svg"))
    }

    /// The addresses of what every page runs, and of a page's own behind it. A file is one behavior, attached by `data-` attributes.
    func scripts(_ own: [String] = []) -> [String] { (["keys.js", "focus.js", "filter.js", "print.js"] + own).map(assets.address) }

    /// - Parameter refused: a form of this page that has to be filled in once more
    func response(
        _ template: String, _ page: Page<some Sendable>, status: HTTPResponse.Status = .ok, refused: RefusedForm? = nil
    ) -> Response {
        var text = render(template, page)
        guard let refused else {
            return .bytes(Array(text.utf8), type: "text/html; charset=utf-8", status: status, SecurityHeaders.ofPages)
        }
        text = refused.marked(text) { render("errors", $0) }
        var response = Response.bytes(
            Array(text.utf8), type: "text/html; charset=utf-8", status: refused.refusal.status, SecurityHeaders.ofPages)
        for field in refused.refusal.headers { response.headers[field.name] = field.value }
        return response
    }

    /// A piece of a page, for a script that puts it in its place.
    func fragment(_ template: String, _ model: some Sendable) -> Response {
        .bytes(Array(render(template, model).utf8), type: "text/html; charset=utf-8", SecurityHeaders.ofPages)
    }

    private func render(_ template: String, _ model: Any) -> String {
        let model = TemplateModel.of(model) { rows.markup(of: $0) { render(type(of: $0).template, $0) } }
        guard let text = library.render(model, withTemplate: template) else {
            preconditionFailure("a template for \(template) comes with the program")
        }
        return text
    }
}

/// Where the styles are found.
struct Styles: Sendable {
    let tokens: String
    let app: String
    let icon: String
}
