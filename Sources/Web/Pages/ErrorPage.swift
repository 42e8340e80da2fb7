import HTTPTypes
import Hummingbird
import Operations

/// The page of what was refused: why, and the way out. Whoever is signed in keeps company and navigation around it.
struct ErrorContent: Sendable {
    let message: String
    let code: String

    init(_ refusal: Refusal) { (message, code) = (refusal.message, "\(refusal.status.code) \(refusal.code)") }
}

extension Site {
    func errorPage(_ refusal: Refusal, _ request: Request, _ context: WebContext, for signedIn: SignedIn?) async -> Response {
        var response: Response
        do {
            guard let call = try signedIn.map({ try reader(request, context, $0) }) else { return pages.error(refusal) }
            response = try await page(call, "error", title: refusal.pageTitle, ErrorContent(refusal), status: refusal.status)
        } catch {
            // Without the books there is no navigation, and the refusal is told all the same.
            return pages.error(refusal)
        }
        for field in refusal.headers { response.headers[field.name] = field.value }
        return response
    }

    /// Somebody at the books that are open in the browser, whatever the request was about.
    func reader(_ request: Request, _ context: WebContext, _ signedIn: SignedIn) throws -> Call<Seat> {
        let arrival = Arrival(request: request, context: context, visitor: .session(signedIn), payload: .none, query: .none)
        return call(arrival, try seat(arrival, for: .readBooks))
    }
}

extension Pages {
    /// For whoever is not signed in.
    func error(_ refusal: Refusal) -> Response {
        let frame = Frame(title: refusal.pageTitle, styles: styles, scripts: scripts())
        var response = response("error", Page(frame: frame, content: ErrorContent(refusal)), status: refusal.status)
        for field in refusal.headers { response.headers[field.name] = field.value }
        return response
    }
}

extension Refusal {
    var pageTitle: String {
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
