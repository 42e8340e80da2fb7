import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// What the links in letters lead to: a new password, an invitation.
struct MailedLinkPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .open(.get, "/reset", use: reset),
            .open(.post, "/reset", .form(limit: 4 << 10), page: reset, use: requestReset),
            .open(.post, "/reset/password", .form(limit: 16 << 10), page: reset, use: setPassword),
            .open(.get, "/invitation", use: invitation),
            .open(.post, "/invitation", .form(limit: 16 << 10), page: invitation, use: accept),
        ]
    }

    private struct ResetContent: Sendable {
        var token: String?
        var message: String?
    }

    private func reset(_ call: Call<Anyone>) async -> Response {
        await site.openPage(call, "reset", title: "New password", ResetContent(token: (call.typedAgain ?? call.query).text("token")))
    }

    /// Says the same whether there is such an account or not.
    private func requestReset(_ call: Call<Anyone>) async throws -> Response {
        try await RequestPasswordReset(site.front)(email: call.form.filled("email", "Your address"), from: call.caller)
        let letter = site.messenger.sendsMail ? "a letter is on its way" : "a letter stands in this server's log, since it sends no mail"
        let message = "If there is an account with this address, \(letter). Its link is good for an hour."
        return await site.openPage(call, "reset", title: "New password", ResetContent(message: message))
    }

    private func setPassword(_ call: Call<Anyone>) async throws -> Response {
        let form = call.form
        do {
            let device = try await ResetPassword(site.front)(
                token: form["token"] ?? "", newPassword: form.filled("password", "A new password"), from: call.caller)
            var response = Response.seeOther("/login")
            site.cookies.setDevice(device, on: &response)
            site.forget(on: &response)
            return response
        } catch PeopleError.linkExpired {
            let content = ResetContent(message: PeopleError.linkExpired.userText)
            return await site.openPage(call, "reset", title: "New password", content, status: .unprocessableContent)
        } catch {
            throw error.about("password")
        }
    }

    private struct InvitationContent: Sendable {
        let token: String
        let company: String
        let email: String
        let role: String
        /// There is an account for the address: signing in with it accepts.
        let hasAccount: Bool
        let isSignedIn: Bool
        let back: String
    }

    private func content(_ call: Call<Anyone>, _ token: String) async throws -> InvitationContent {
        guard let found = try await AcceptInvitation(site.front).preview(token: token, from: call.caller) else {
            throw PeopleError.linkExpired
        }
        return InvitationContent(
            token: token, company: found.tenantName, email: found.email, role: found.role.rawValue, hasAccount: found.hasAccount,
            isSignedIn: call.party.visitor.session != nil, back: OwnPath.encoded("/invitation?token=\(OwnPath.encoded(token))"))
    }

    private func invitation(_ call: Call<Anyone>) async throws -> Response {
        await site.openPage(
            call, "invitation", title: "Invitation", try await content(call, (call.typedAgain ?? call.query)["token"] ?? ""))
    }

    private func accept(_ call: Call<Anyone>) async throws -> Response {
        let form = call.form
        let token = form["token"] ?? ""
        if let signedIn = call.party.visitor.session {
            let tenant = try await AcceptInvitation(site.front)(token: token, as: signedIn.user.id, from: call.caller)
            var response = Response.seeOther("/dashboard")
            site.cookies.setTenant("\(tenant)", on: &response)
            return response
        }
        let session: NewSession
        do {
            session = try await AcceptInvitation(site.front)(
                token: token, password: form.filled("password", "A password"), name: form["name"] ?? "", from: call.caller)
        } catch PeopleError.unfitPassword(let fault) {
            throw PeopleError.unfitPassword(fault).about("password")
        } catch {
            throw error.about("name")
        }
        var response = Response.seeOther("/dashboard")
        site.remember(session, csrf: site.csrfToken(for: session.token), on: &response)
        return response
    }
}
