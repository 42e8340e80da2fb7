import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Signing up, in and out by programs and our own scripts; the pages do the same with forms.
struct AuthRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .open(
                .post, "/api/auth/signup", .json(limit: 16 << 10), proof: .exempt,
                .changes("Begin with a company of one's own", Self.signUpBody, Self.identity, status: .created), use: signUp),
            .open(
                .post, "/api/auth/login", .json(limit: 16 << 10), proof: .exempt,
                .changes("Sign in", Self.signInBody, Self.identity), use: signIn),
            .person(
                .post, "/api/auth/logout", .json(limit: 1 << 10), .changes("Sign out", nil, .object(["success": .boolean])), use: signOut),
            .person(.get, "/api/auth/me", .none, .reads("Who is signed in, where, and a fresh CSRF token", Self.identity), use: me),
        ]
    }

    private static let identity = Schema.object([
        "user": .object(["id": .id, "email": .text, "name": .text]),
        "tenants": .list(.object(["id": .id, "name": .text, "role": .choice(["owner", "staff", "accountant"])])),
        "csrf_token": .text,
    ])
    private static let signUpBody = Schema.object(["email": .text, "password": .text, "company": .text], optional: ["name": .text])
    private static let signInBody = Schema.object(["email": .text, "password": .text], optional: ["code": .text])

    private struct SignUpBody: Decodable {
        let email: String
        let password: String
        let company: String
        let name: String?
    }

    private func signUp(_ call: Call<Anyone>) async throws -> Response {
        let body = try call.json(SignUpBody.self)
        let session = try await SignUp(site.front)(
            email: body.email, password: body.password, company: body.company, name: body.name ?? "",
            replacing: call.arrival.visitor.session?.token, from: call.caller)
        return try site.signedIn(session, status: .created)
    }

    private struct SignInBody: Decodable {
        let email: String
        let password: String
        let code: String?
    }

    private func signIn(_ call: Call<Anyone>) async throws -> Response {
        let body = try call.json(SignInBody.self)
        let outcome = try await SignIn(site.front)(
            email: body.email, password: body.password, code: body.code, device: call.cookie(CookieNames.device),
            replacing: call.arrival.visitor.session?.token, from: call.caller)
        switch outcome {
        case .signedIn(let session): return try site.signedIn(session, status: .ok)
        case .needsCode:
            throw Refusal(
                status: .unauthorized, code: "code_required",
                message: "Send the code that your app shows, or a recovery code, as code beside the password.")
        }
    }

    private func signOut(_ call: Call<Person>) async throws -> Response {
        try await SignOut(site.front)(token: call.party.signedIn.token)
        var response = try Response.json(["success": true])
        site.forget(on: &response)
        return response
    }

    private func me(_ call: Call<Person>) throws -> Response {
        let signedIn = call.party.signedIn
        let token = site.csrfToken(for: signedIn.token)
        var response = try Response.json(Identity(signedIn.user, signedIn.memberships, csrf: token))
        site.cookies.setCSRF(token, on: &response)
        return response
    }
}

/// Who is signed in and where.
struct Identity: Encodable {
    let user: Person
    let tenants: [Place]
    let csrf_token: String

    struct Person: Encodable {
        let id: Int64
        let email: String
        let name: String
    }

    struct Place: Encodable {
        let id: Int64
        let name: String
        let role: String
    }

    init(_ user: User, _ memberships: [Membership], csrf: String) {
        self.user = Person(id: user.id.rawValue, email: user.email, name: user.name)
        tenants = memberships.map { Place(id: $0.tenant.rawValue, name: $0.tenantName, role: $0.role.rawValue) }
        csrf_token = csrf
    }
}

extension Site {
    /// For a form or a header, masked anew each time.
    func csrfToken(for session: SecretToken) -> String { CSRFToken(session: session).make(at: office.now(), random: front.random) }

    /// The answer to a sign-in: who it is, and the cookies of the new session.
    func signedIn(_ session: NewSession, status: HTTPResponse.Status) throws -> Response {
        let token = csrfToken(for: session.token)
        var response = try Response.json(Identity(session.user, session.memberships, csrf: token), status: status)
        remember(session, csrf: token, on: &response)
        return response
    }

    func remember(_ session: NewSession, csrf token: String, on response: inout Response) {
        cookies.setSession(session.token, on: &response)
        cookies.setCSRF(token, on: &response)
        cookies.setDevice(session.device, on: &response)
        // Whoever used this browser before may have had another company open.
        cookies.clear(CookieNames.tenant, on: &response)
        cookies.clear(CookieNames.visitor, on: &response)
    }

    func forget(on response: inout Response) {
        for name in [CookieNames.session, CookieNames.csrf, CookieNames.tenant] { cookies.clear(name, on: &response) }
    }
}

extension Call {
    func cookie(_ name: String) -> String? { request.cookies[name]?.value }
}
