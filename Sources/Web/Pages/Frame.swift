import Bookkeeping
import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Storage

/// What stands around every page: title, company, navigation, and the token for its forms.
struct Frame: Sendable {
    let title: String
    var facts = ""
    let styles: Styles
    var csrf = ""
    var shell: Shell?

    struct Shell: Sendable {
        let tenantID: String
        let company: String
        let mark: String
        let others: [Company]
        let person: String
        let role: String
        let sections: [Section]
    }

    struct Company: Sendable {
        let id: String
        let name: String
    }

    struct Section: Sendable {
        let heading: String?
        let links: [Link]
    }

    struct Link: Sendable {
        let title: String
        let address: String
        let isCurrent: Bool
        var badge: String?
    }
}

extension Site {
    /// A page of somebody's books, in its frame. Pages are for people: a token gets none.
    func page(
        _ call: Call<Seat>, _ template: String, title: String, facts: String = "", _ content: some Sendable,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        guard let signedIn = call.party.signedIn else {
            throw Refusal.forbidden("Pages are for people who are signed in; an API token reads /api.")
        }
        let waiting = try await call.office.database.read(for: call.tenant) { books in try books.lines.waitingCount() }
        let token = csrfToken(for: signedIn.token)
        var frame = Frame(title: title, facts: facts, styles: pages.styles, csrf: token)
        frame.shell = shell(call, signedIn, waiting: waiting)
        var response = pages.response(template, Pages.Page(frame: frame, content: content), status: status)
        cookies.setCSRF(token, on: &response)
        return response
    }

    private func shell(_ call: Call<Seat>, _ signedIn: SignedIn, waiting: Int) -> Frame.Shell {
        let path = call.request.uri.path
        func link(_ title: String, _ address: String, badge: String? = nil) -> Frame.Link {
            Frame.Link(title: title, address: address, isCurrent: path == address || path.hasPrefix(address + "/"), badge: badge)
        }
        let work = [
            link("Dashboard", "/dashboard"), link("Review", "/review", badge: waiting == 0 ? nil : "\(waiting)"), link("Import", "/import"),
            link("Lines", "/lines"), link("Entries", "/entries"),
        ]
        let books = [
            link("Accounts", "/accounts"), link("Rules", "/rules"), link("Reconcile", "/reconcile"), link("Reports", "/reports"),
            link("Exports", "/exports"),
        ]
        var company = [
            link("Billing", "/billing"), link("Settings", "/settings"), link("Team", "/settings/team"),
            link("Security", "/settings/security"),
        ]
        let seat = call.party
        if seat.may(.manageWebhooks) { company.append(link("Webhooks", "/settings/webhooks")) }
        company.append(link("Audit log", "/audit"))
        return Frame.Shell(
            tenantID: "\(seat.tenant)", company: seat.tenantName, mark: Self.mark(seat.tenantName),
            others: signedIn.memberships.filter { $0.tenant != seat.tenant }.map { .init(id: "\($0.tenant)", name: $0.tenantName) },
            person: signedIn.user.name.isEmpty ? signedIn.user.email : signedIn.user.name, role: seat.role.rawValue.capitalized,
            sections: [
                .init(heading: nil, links: work), .init(heading: "Books", links: books), .init(heading: "Company", links: company),
            ])
    }

    /// SH for South Side Hackerspace: the first letters of the first and the last word.
    private static func mark(_ name: String) -> String {
        let words = name.split(separator: " ").compactMap(\.first)
        return String([words.first, words.count > 1 ? words.last : nil].compactMap(\.self)).uppercased()
    }

    /// A page for somebody who may not be signed in, with a token for its form all the same.
    func openPage(
        _ call: Call<Anyone>, _ template: String, title: String, _ content: some Sendable, status: HTTPResponse.Status = .ok
    ) async -> Response {
        let token = await formToken(call.request, call.caller)
        let frame = Frame(title: title, styles: pages.styles, csrf: token.text)
        var response = pages.response(template, Pages.Page(frame: frame, content: content), status: status)
        token.remember(on: &response, cookies)
        return response
    }

    /// Of the session where there is one, else of the visitor's own secret, which is made when it is missing.
    func formToken(_ request: Request, _ caller: Caller) async -> FormToken {
        if let secret = request.cookies[CookieNames.session].flatMap({ SecretToken(text: $0.value) }),
            let signedIn = try? await FindSession(front)(token: secret, from: caller)
        {
            return FormToken(text: csrfToken(for: signedIn.token), visitor: nil)
        }
        if let secret = request.cookies[CookieNames.visitor].flatMap({ SecretToken(text: $0.value) }) {
            return FormToken(text: csrfToken(for: secret), visitor: nil)
        }
        let secret = SecretToken(random: front.random)
        return FormToken(text: csrfToken(for: secret), visitor: secret)
    }
}

/// A token for a form, and the new visitor's secret that it is bound to, where it had to be made.
struct FormToken: Sendable {
    let text: String
    let visitor: SecretToken?

    func remember(on response: inout Response, _ cookies: CookieJar) {
        if let visitor { cookies.setVisitor(visitor, on: &response) }
    }
}
