import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// A person's sessions, password and second factor; a company's API tokens.
struct SecurityRoutes: Sendable {
    let site: Site

    var all: [RouteDeclaration] {
        [
            .person(
                .get, "/api/auth/sessions", .none, .reads("Where one is signed in", .object(["items": .list(Self.session)])), use: sessions),
            .person(.delete, "/api/auth/sessions", .none, .changes("Sign out everywhere else"), use: endOthers),
            .person(.delete, "/api/auth/sessions/{id}", .none, .changes("Sign out one session"), use: endOne),
            .person(
                .post, "/api/auth/password", .json(limit: 16 << 10),
                .changes(
                    "Change the password, which ends every other session", .object(["current": .text, "new": .text]),
                    .object(["csrf_token": .text])),
                use: changePassword),
            .person(
                .post, "/api/auth/second_factor", .json(limit: 1 << 10),
                .changes("Begin to sign in by code", nil, .object(["secret": .text, "uri": .text])), use: enroll),
            .person(
                .post, "/api/auth/second_factor/confirmation", .json(limit: 1 << 10),
                .changes("Finish with the app's first code", .object(["code": .text]), .object(["recovery_codes": .list(.text)])),
                use: confirm),
            .person(
                .post, "/api/auth/second_factor/removal", .json(limit: 16 << 10),
                .changes("Sign in by password alone again", .object(["password": .text])), use: disable),
            .member(.get, "/api/tokens", may: .makeTokens, .none, .reads("API tokens", .object(["items": .list(Self.token)])), use: tokens),
            .member(
                .post, "/api/tokens", may: .makeTokens, .json(limit: 4 << 10),
                .changes(
                    "Make an API token; its text is shown this once",
                    .object(["name": .text], optional: ["scope": .choice(["read", "write"]), "days": .integer]),
                    .object(["id": .id, "token": .text]), status: .created), use: makeToken),
            .member(.delete, "/api/tokens/{id}", may: .makeTokens, .none, .changes("Revoke an API token"), use: revokeToken),
        ]
    }

    private static let session = Schema.object([
        "id": .id, "created_at": .instant, "seen_at": .instant, "address": .text, "agent": .text, "current": .boolean,
    ])
    private static let token = Schema.object(["id": .id, "name": .text, "scope": .text, "expires_at": .instant])

    private struct Items<Item: Encodable>: Encodable {
        let items: [Item]
    }

    private struct SessionItem: Encodable {
        let id: Int64
        let created_at: String
        let seen_at: String
        let address: String
        let agent: String
        let current: Bool
    }

    private func sessions(_ call: Call<Person>) async throws -> Response {
        let own = call.party.signedIn.session
        let records = try await ListSessions(site.front)(of: call.party.user.id)
        return try .json(
            Items(
                items: records.map {
                    SessionItem(
                        id: $0.id.rawValue, created_at: $0.createdAt.iso, seen_at: $0.seenAt.iso, address: $0.address, agent: $0.agent,
                        current: $0.id == own)
                }))
    }

    private func endOthers(_ call: Call<Person>) async throws -> Response {
        try await SignOut(site.front).everywhere(user: call.party.user.id, except: call.party.signedIn.session)
        return .done
    }

    private func endOne(_ call: Call<Person>) async throws -> Response {
        guard try await SignOut(site.front).one(call.id("session"), of: call.party.user.id) else { throw Refusal.notFound("session") }
        return .done
    }

    private struct PasswordBody: Decodable {
        let current: String
        let new: String
    }

    private func changePassword(_ call: Call<Person>) async throws -> Response {
        let body = try call.json(PasswordBody.self)
        let session = try await ChangePassword(site.front)(
            user: call.party.user.id, current: body.current, new: body.new, from: call.caller)
        let token = site.csrfToken(for: session.token)
        var response = try Response.json(["csrf_token": token])
        site.remember(session, csrf: token, on: &response)
        return response
    }

    private func enroll(_ call: Call<Person>) async throws -> Response {
        let enrollment = try await SecondFactor(site.front).enroll(call.party.user.id)
        return try .json(["secret": enrollment.secret, "uri": enrollment.uri])
    }

    private struct CodeBody: Decodable {
        let code: String
    }

    private func confirm(_ call: Call<Person>) async throws -> Response {
        let codes = try await SecondFactor(site.front).confirm(call.party.user.id, code: call.json(CodeBody.self).code)
        return try .json(["recovery_codes": codes])
    }

    private struct OwnPasswordBody: Decodable {
        let password: String
    }

    private func disable(_ call: Call<Person>) async throws -> Response {
        try await SecondFactor(site.front).disable(call.party.user.id, password: call.json(OwnPasswordBody.self).password)
        return .done
    }

    private struct TokenItem: Encodable {
        let id: Int64
        let name: String
        let scope: String
        let expires_at: String
    }

    private func tokens(_ call: Call<Seat>) async throws -> Response {
        let records = try await call.office.database.read(for: call.tenant) { books in try books.apiTokens.all() }
        return try .json(
            Items(
                items: records.map { TokenItem(id: $0.id.rawValue, name: $0.name, scope: $0.scope.rawValue, expires_at: $0.expiresAt.iso) })
        )
    }

    private struct TokenBody: Decodable {
        let name: String
        let scope: String?
        let days: Int?
    }

    private struct NewToken: Encodable {
        let id: Int64
        let token: String
    }

    private func makeToken(_ call: Call<Seat>) async throws -> Response {
        let body = try call.json(TokenBody.self)
        guard let scope = APITokenStore.Scope(rawValue: body.scope ?? "read") else {
            throw Refusal.invalid("A token's scope is read or write.")
        }
        let made = try await CreateAPIToken(site.front)(
            for: call.tenant, name: body.name, scope: scope, days: body.days ?? 90, by: call.member)
        return try .json(NewToken(id: made.id.rawValue, token: made.text), status: .created)
    }

    private func revokeToken(_ call: Call<Seat>) async throws -> Response {
        try await RevokeAPIToken(site.front)(call.id("token"), for: call.tenant, by: call.member)
        return .done
    }
}
