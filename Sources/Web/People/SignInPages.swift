import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Signing up, in and out in the browser; a forgotten password; an invitation.
struct SignInPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .open(.get, "/login") { call in await login(call) },
            .open(.post, "/login", .form(limit: 16 << 10), use: signIn),
            .open(.get, "/signup") { call in await site.openPage(call, "signup", title: "Sign up", SignUpContent()) },
            .open(.post, "/signup", .form(limit: 16 << 10), use: signUp),
            .person(.post, "/logout", .form(limit: 4 << 10), use: signOut),
        ]
    }

    private struct LoginContent: Sendable {
        var email = ""
        var back = ""
        var message: String?
        /// Set when the password was right and a code is wanted.
        var pending: String?
    }

    private func login(_ call: Call<Anyone>) async -> Response {
        await site.openPage(call, "login", title: "Sign in", LoginContent(back: call.query.text("back").map(OwnPath.checked) ?? ""))
    }

    private func signIn(_ call: Call<Anyone>) async throws -> Response {
        let form = call.form
        let back = form.text("back").map(OwnPath.checked) ?? "/dashboard"
        var content = LoginContent(email: form["email"] ?? "", back: back)
        do {
            if let pending = form.text("pending") {
                content.pending = pending
                let session = try await SignIn(site.front).finish(
                    pending: pending, code: form["code"] ?? "", device: call.cookie(CookieNames.device),
                    replacing: call.arrival.visitor.session?.token, from: call.caller)
                return entered(session, back)
            }
            let outcome = try await SignIn(site.front)(
                email: form["email"] ?? "", password: form["password"] ?? "", device: call.cookie(CookieNames.device),
                replacing: call.arrival.visitor.session?.token, from: call.caller)
            switch outcome {
            case .signedIn(let session): return entered(session, back)
            case .needsCode(let pending):
                content.pending = pending
                return await site.openPage(call, "login", title: "Sign in", content)
            }
        } catch let error as PeopleError {
            content.message = error.userText
            if error == .signInExpired { content.pending = nil }
            return await refused(call, "login", title: "Sign in", content, error)
        }
    }

    private struct SignUpContent: Sendable {
        var email = ""
        var company = ""
        var name = ""
        var errors = FormErrors.none
    }

    /// Which field a refusal is about.
    private static func field(of error: any Error) -> String {
        switch error {
        case PeopleError.unfitPassword: "password"
        case PeopleError.unfitEmail, PeopleError.emailTaken: "email"
        default: "company"
        }
    }

    private func signUp(_ call: Call<Anyone>) async throws -> Response {
        let form = call.form
        var content = SignUpContent(email: form["email"] ?? "", company: form["company"] ?? "", name: form["name"] ?? "")
        do {
            let session = try await SignUp(site.front)(
                email: content.email, password: form["password"] ?? "", company: content.company, name: content.name,
                replacing: call.arrival.visitor.session?.token, from: call.caller)
            return entered(session, "/dashboard")
        } catch {
            guard let refusal = Refusal(error), refusal.status.code < 500 else { throw error }
            content.errors = FormErrors([(Self.field(of: error), refusal.message)])
            return await refused(call, "signup", title: "Sign up", content, error)
        }
    }

    private func refused(_ call: Call<Anyone>, _ template: String, title: String, _ content: some Sendable, _ error: any Error) async
        -> Response
    {
        let refusal = Refusal(error)
        var response = await site.openPage(call, template, title: title, content, status: refusal?.status ?? .unprocessableContent)
        for field in refusal?.headers ?? [:] { response.headers[field.name] = field.value }
        return response
    }

    private func entered(_ session: NewSession, _ path: String) -> Response {
        var response = Response.seeOther(path)
        site.remember(session, csrf: site.csrfToken(for: session.token), on: &response)
        return response
    }

    private func signOut(_ call: Call<Person>) async throws -> Response {
        try await SignOut(site.front)(token: call.party.signedIn.token)
        var response = Response.seeOther("/login")
        site.forget(on: &response)
        return response
    }
}
