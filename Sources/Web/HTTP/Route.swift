import HTTPTypes
import Hummingbird
import Operations

/// One address of the service with everything that is decided about it before its handler runs. The list of all of them is a value: the
/// router, the permission matrix, the OpenAPI document and the tests that walk over all routes are made from it.
struct Route: Sendable {
    let method: HTTPRequest.Method
    /// With placeholders: `/api/entries/{id}/reversal`.
    let path: String
    let access: Access
    let proof: Proof
    let body: BodyRule
    /// Nil for pages and files, which no program calls.
    var operation: APIOperation?
    let handle: @Sendable (Arrival) async throws -> Response

    enum Access: Hashable, Sendable {
        case everyone
        /// Signed in, whatever the tenant.
        case person
        /// Signed in, with a role or a token in the tenant that allows it.
        case member(Permission)
    }

    /// Whether a request has to prove that our own page or program sent it. Safe methods never have to.
    enum Proof: Hashable, Sendable {
        case token
        /// There is no session yet to be misused; cross-site requests are refused all the same.
        case exempt
    }

    var isSafe: Bool { method == .get || method == .head }
    var isAPI: Bool { path.hasPrefix("/api/") }
}

/// What a request may carry.
enum BodyRule: Hashable, Sendable {
    case none
    /// `application/json`, in memory.
    case json(limit: Int = 256 << 10)
    /// `application/x-www-form-urlencoded`, in memory.
    case form(limit: Int = 256 << 10)
    /// Bytes that somebody signed, in memory and of whatever type.
    case raw(limit: Int)
    /// `application/yaml` (RFC 9512), in memory.
    case yaml(limit: Int = 1 << 20)
    /// A file, as multipart or as it is; written to disk as it comes in.
    case upload(limit: Int = 256 << 20)

    var limit: Int {
        switch self {
        case .none: 0
        case .json(let limit), .form(let limit), .yaml(let limit), .raw(let limit), .upload(let limit): limit
        }
    }

    /// Nil where anything goes.
    var contentTypes: [String]? {
        switch self {
        case .none: []
        case .json: ["application/json"]
        case .form: ["application/x-www-form-urlencoded"]
        case .yaml: ["application/yaml"]
        case .raw, .upload: nil
        }
    }
}

/// A request that has passed the gate.
struct Arrival: Sendable {
    let request: Request
    let context: WebContext
    let visitor: Visitor
    let payload: Payload
    let query: Values
    /// Set where a form's page is shown again.
    var refused: RefusedForm?
}

/// Who sends a request, as far as it says.
enum Visitor: Sendable {
    case nobody
    case session(SignedIn)
    case token(TokenAccess)
}
