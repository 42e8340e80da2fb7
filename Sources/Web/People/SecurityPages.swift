import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// One's own sessions and password, and the company's API tokens, in the browser.
struct SecurityPages: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .member(.get, "/settings/security", may: .readBooks, use: page),
            .person(.post, "/settings/security/password", .form(limit: 16 << 10), page: page, use: changePassword),
            .person(.post, "/settings/security/sessions/{id}/end", .form(limit: 4 << 10), use: endOne),
            .person(.post, "/settings/security/sessions/end", .form(limit: 4 << 10), use: endOthers),
            .member(.post, "/settings/security/tokens", may: .makeTokens, .form(limit: 4 << 10), page: page, use: makeToken),
            .member(.post, "/settings/security/tokens/{id}/revocation", may: .makeTokens, .form(limit: 4 << 10), use: revokeToken),
        ]
    }

    private struct SecurityContent: Sendable {
        let sessions: Table
        let tokens: Table
        let mayMakeTokens: Bool
        /// Shown this once.
        var newToken: String?
    }

    private func content(_ call: Call<Seat>, newToken: String? = nil) async throws -> SecurityContent {
        let own = call.party.signedIn?.session
        let sessions = try await ListSessions(site.front)(of: call.party.user.id).map { record in
            Table.Row(
                [.text(record.seenAt.dayAndTime), .text(record.address), .text(record.agent)],
                action: record.id == own ? nil : Table.Action("/settings/security/sessions/\(record.id)/end", "Sign out"),
                note: record.id == own ? "this one" : nil)
        }
        let mayMakeTokens = call.party.may(.makeTokens)
        let tokens = try await call.office.database.read(for: call.tenant) { books in try books.apiTokens.all() }.map { record in
            Table.Row(
                [.text(record.name), .text(record.scope.rawValue), .text(record.expiresAt.dayAndTime)],
                action: mayMakeTokens ? Table.Action("/settings/security/tokens/\(record.id)/revocation", "Revoke") : nil)
        }
        return SecurityContent(
            sessions: Table("Where you are signed in", [.init("Seen (UTC)"), .init("From"), .init("Browser")], sessions, empty: ""),
            tokens: Table("API tokens", [.init("Name"), .init("May"), .init("Until (UTC)")], tokens, empty: "There are no API tokens."),
            mayMakeTokens: mayMakeTokens, newToken: newToken)
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        try await site.page(
            call, "security", title: "Security", facts: "Your sessions and password; the company's API tokens.", try await content(call))
    }

    private func changePassword(_ call: Call<Person>) async throws -> Response {
        let current = try call.form.filled("current", "Your current password")
        let new = try call.form.filled("password", "A new password")
        let session: NewSession
        do {
            session = try await ChangePassword(site.front)(user: call.party.user.id, current: current, new: new, from: call.caller)
        } catch PeopleError.unfitPassword(let fault) {
            throw PeopleError.unfitPassword(fault).about("password")
        } catch {
            throw error.about("current")
        }
        var response = Response.seeOther("/settings/security")
        site.remember(session, csrf: site.csrfToken(for: session.token), on: &response)
        return response
    }

    private func endOne(_ call: Call<Person>) async throws -> Response {
        guard try await SignOut(site.front).one(call.id("session"), of: call.party.user.id) else { throw Refusal.notFound("session") }
        return .seeOther("/settings/security")
    }

    private func endOthers(_ call: Call<Person>) async throws -> Response {
        try await SignOut(site.front).everywhere(user: call.party.user.id, except: call.party.signedIn.session)
        return .seeOther("/settings/security")
    }

    private func makeToken(_ call: Call<Seat>) async throws -> Response {
        let scope: APITokenStore.Scope = try call.form.choice("scope")
        let name = try call.form.filled("name", "A name")
        guard let days = Int(try call.form.filled("days", "A number of days")) else {
            throw Refusal.invalid("This takes a whole number of days.", field: "days")
        }
        let made: (id: APITokenID, text: String)
        do {
            made = try await CreateAPIToken(site.front)(for: call.tenant, name: name, scope: scope, days: days, by: call.member)
        } catch PeopleError.unfitTokenLifetime(let days) {
            throw PeopleError.unfitTokenLifetime(days: days).about("days")
        } catch {
            throw error.about("name")
        }
        return try await site.page(
            call, "security", title: "Security", facts: "The token is shown this once.", try await content(call, newToken: made.text))
    }

    private func revokeToken(_ call: Call<Seat>) async throws -> Response {
        try await RevokeAPIToken(site.front)(call.id("token"), for: call.tenant, by: call.member)
        return .seeOther("/settings/security")
    }
}
