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
            .open(.post, "/login", .form(limit: 16 << 10), page: { call in await login(call) }, use: signIn),
            .open(.get, "/signup") { call in await signUpPage(call) },
            .open(.post, "/signup", .form(limit: 16 << 10), page: { call in await signUpPage(call) }, use: signUp),
            .person(.post, "/logout", .form(limit: 4 << 10), use: signOut),
        ]
    }

    private struct LoginContent: Sendable {
        var email = ""
        var back = ""
        /// Set when the password was right and a code is wanted.
        var pending: String?
    }

    private func login(_ call: Call<Anyone>) async -> Response {
        var content = LoginContent(back: (call.typedAgain ?? call.query).text("back").map(OwnPath.checked) ?? "")
        if let refused = call.arrival.refused, refused.refusal.code != PeopleError.signInExpired.code {
            content.pending = refused.typed.text("pending")
        }
        return await site.openPage(call, "login", title: "Sign in", content)
    }

    private func signIn(_ call: Call<Anyone>) async throws -> Response {
        let form = call.form
        let back = form.text("back").map(OwnPath.checked) ?? "/dashboard"
        if let pending = form.text("pending") {
            let code = try form.filled("code", "The code that your app shows")
            let session = try await about("code") {
                try await SignIn(site.front).finish(
                    pending: pending, code: code, device: call.cookie(CookieNames.device),
                    replacing: call.arrival.visitor.session?.token, from: call.caller)
            }
            return entered(session, back)
        }
        let (email, password) = (try form.filled("email", "Your address"), try form.filled("password", "Your password"))
        let outcome = try await about("password") {
            try await SignIn(site.front)(
                email: email, password: password, device: call.cookie(CookieNames.device),
                replacing: call.arrival.visitor.session?.token, from: call.caller)
        }
        switch outcome {
        case .signedIn(let session): return entered(session, back)
        case .needsCode(let pending):
            return await site.openPage(call, "login", title: "Sign in", LoginContent(email: email, back: back, pending: pending))
        }
    }

    private func signUpPage(_ call: Call<Anyone>) async -> Response {
        await site.openPage(call, "signup", title: "Sign up", SignUpContent())
    }

    private struct SignUpContent: Sendable {}

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
        do {
            let session = try await SignUp(site.front)(
                email: form["email"] ?? "", password: form["password"] ?? "", company: form["company"] ?? "", name: form["name"] ?? "",
                replacing: call.arrival.visitor.session?.token, from: call.caller)
            return entered(session, "/dashboard")
        } catch {
            throw error.about(Self.field(of: error))
        }
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
