import Bookkeeping
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// Signing in by a code besides the password: turned on, its recovery codes, turned off.
struct SecondFactorPages: Sendable {
    let site: Site

    private static let address = "/settings/security/second-factor"

    var all: [RouteDeclaration] {
        [
            .member(.get, Self.address, may: .readBooks, use: page),
            .person(.post, Self.address, .form(limit: 4 << 10), use: enroll),
            .person(.post, Self.address + "/confirmation", .form(limit: 4 << 10), page: page, use: confirm),
            .person(.post, Self.address + "/recovery-codes", .form(limit: 16 << 10), page: page, use: renewCodes),
            .person(.post, Self.address + "/removal", .form(limit: 16 << 10), page: page, use: disable),
        ]
    }

    private struct Content: Sendable {
        var isOn = false
        var unusedCodes = ""
        var enrollment: Enrollment?
        /// Shown this once.
        var recoveryCodes: [String] = []
        var showsCodes = false

        struct Enrollment: Sendable {
            let secret: String
            /// `otpauth://…`; nil where a wrong code brought one back.
            var uri: String?
        }
    }

    private func page(_ call: Call<Seat>) async throws -> Response {
        let factor = SecondFactor(site.front)
        var content = Content(isOn: try await factor.isOn(for: call.party.user.id))
        // After a wrong code the app has the secret already; another code may be typed, or all begun anew.
        content.enrollment = call.typedAgain?.text("secret").map { .init(secret: $0) }
        if content.isOn { content.unusedCodes = "\(try await factor.unusedRecoveryCodes(of: call.party.user.id))" }
        return try await answer(call, content)
    }

    private func answer(_ call: Call<Seat>, _ content: Content) async throws -> Response {
        try await site.page(
            call, "second-factor", title: "Sign in by code", facts: "A code of an app on your telephone, besides the password.",
            head: PageHead(crumbs: [.init("Security", "/settings/security"), .init("Sign in by code")], isNarrow: true), content)
    }

    /// The same request as a member's, for a page around the answer. Asked before anything is changed: what is shown once must be shown.
    private func seat(_ call: Call<Person>) throws -> Call<Seat> { try site.call(call.arrival, site.seat(call.arrival, for: .readBooks)) }

    private func enroll(_ call: Call<Person>) async throws -> Response {
        let seat = try seat(call)
        let enrollment = try await SecondFactor(site.front).enroll(call.party.user.id)
        return try await answer(seat, Content(enrollment: .init(secret: enrollment.secret, uri: enrollment.uri)))
    }

    private func confirm(_ call: Call<Person>) async throws -> Response {
        let seat = try seat(call)
        let code = try call.form.filled("code", "The code that the app shows")
        let codes = try await about("code") { try await SecondFactor(site.front).confirm(call.party.user.id, code: code) }
        return try await answer(seat, Content(isOn: true, unusedCodes: "\(codes.count)", recoveryCodes: codes, showsCodes: true))
    }

    private func renewCodes(_ call: Call<Person>) async throws -> Response {
        let seat = try seat(call)
        let password = try call.form.filled("password", "Your password")
        let codes = try await about("password") {
            try await SecondFactor(site.front).renewRecoveryCodes(call.party.user.id, password: password)
        }
        return try await answer(seat, Content(isOn: true, unusedCodes: "\(codes.count)", recoveryCodes: codes, showsCodes: true))
    }

    private func disable(_ call: Call<Person>) async throws -> Response {
        let password = try call.form.filled("password", "Your password")
        try await about("password") { try await SecondFactor(site.front).disable(call.party.user.id, password: password) }
        return .seeOther(Self.address)
    }
}
