import HTTPTypes
import Hummingbird
import Operations

enum CookieNames {
    static let session = "session"
    /// Readable by our scripts, which send it back as `X-CSRF-Token`.
    static let csrf = "csrf_token"
    /// A secret of somebody who is not signed in: what the forms for signing in are bound to.
    static let visitor = "visitor"
    /// Which company's books are open. No secret: whoever names a company has to belong to it.
    static let tenant = "tenant"
    /// Brings its owner past the limit on attempts while somebody else tries passwords.
    static let device = "device"
    /// Companies that were open before, as the switcher shows them.
    static let recent = "recent"
    /// What was done a moment ago, for the next page to say.
    static let said = "said"
}

/// Sets cookies. SameSite is written out, since leaving it away is weaker than Lax for the first minutes; Strict would look signed out to
/// whoever comes back from a payment page.
struct CookieJar: Sendable {
    let isSecure: Bool

    private static let day = 86_400

    func setSession(_ token: SecretToken, on response: inout Response) { set(CookieNames.session, token.text, days: 30, on: &response) }

    func setVisitor(_ token: SecretToken, on response: inout Response) { set(CookieNames.visitor, token.text, days: 1, on: &response) }

    func setTenant(_ id: String, on response: inout Response) { set(CookieNames.tenant, id, days: 365, on: &response) }

    func setDevice(_ text: String, on response: inout Response) { set(CookieNames.device, text, days: 365, on: &response) }

    func setRecent(_ text: String, on response: inout Response) { set(CookieNames.recent, text, days: 365, on: &response) }

    func setSaid(_ text: String, on response: inout Response) {
        response.setCookie(
            Cookie(name: CookieNames.said, value: text, maxAge: 60, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax))
    }

    func setCSRF(_ token: String, on response: inout Response) {
        response.setCookie(
            Cookie(name: CookieNames.csrf, value: token, maxAge: Self.day, path: "/", secure: isSecure, httpOnly: false, sameSite: .lax))
    }

    func clear(_ name: String, on response: inout Response) {
        response.setCookie(Cookie(name: name, value: "", maxAge: 0, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax))
    }

    private func set(_ name: String, _ value: String, days: Int, on response: inout Response) {
        response.setCookie(
            Cookie(name: name, value: value, maxAge: days * Self.day, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax))
    }
}
