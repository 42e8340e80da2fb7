import HTTPTypes
import Hummingbird

/// Packs pages for browsers that take it. A page's length then tells little of what it holds: the one secret in it, the CSRF token, is masked anew
/// on each page, so that no guess beside it makes a page shorter (BREACH, 2013).
struct PageCompression: RouterMiddleware {
    typealias Context = WebContext

    /// What fits into one packet anyway.
    private static let notWorthIt = 1_400

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        var response = try await next(request, context)
        guard request.method == .get, request.headers[.acceptEncoding]?.lowercased().contains("gzip") ?? false,
            response.headers[.contentType]?.hasPrefix("text/html") ?? false, response.headers[.contentEncoding] == nil,
            response.body.contentLength.map({ $0 > Self.notWorthIt }) ?? false
        else { return response }
        let page = Gzip.compress(try await response.body.collected(), .quick)
        response.headers[.contentEncoding] = "gzip"
        response.headers[.vary] = [response.headers[.vary], "Accept-Encoding"].compactMap(\.self).joined(separator: ", ")
        response.headers[.contentLength] = nil
        response.body = ResponseBody(byteBuffer: .init(bytes: page))
        return response
    }
}
