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
    var head = PageHead()
    /// What was done a moment ago, in one sentence.
    var said: String?
    let styles: Styles
    /// Addresses, in the order in which they run.
    let scripts: [String]
    var csrf = ""
    /// `light` or `dark`; nil follows the system.
    var theme: String?
    /// Whether single letters do things.
    var hasKeys = false
    var shell: Shell?
    /// Whether a form of the page comes back to be put right.
    var isRefused = false
    /// That the budget for the language model is used up, on the pages whose figures it touches.
    var budgetNotice: String?

    struct Shell: Sendable {
        let tenantID: String
        let company: String
        let mark: String
        /// The companies that were open last, at most five.
        let others: [Company]
        let hasOthers: Bool
        let allCompanies: String
        /// Where another company opens: from Review one comes to Review.
        let path: String
        let person: String
        let role: String
        let sections: [Section]
    }

    struct Company: Sendable {
        let id: String
        let name: String
        let waiting: String
    }

    struct Section: TemplateRow {
        static let template = "nav-section"

        let id: String
        let heading: String?
        let links: [Link]
    }

    struct Link: Hashable, Sendable {
        let title: String
        let address: String
        let icon: String
        let isCurrent: Bool
        var badge: String?
    }
}

extension Site {
    /// A page of somebody's books, in its frame. Pages are for people: a token gets none.
    func page(
        _ call: Call<Seat>, _ template: String, title: String, facts: String = "", head: PageHead = PageHead(), _ content: some Sendable,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        guard let signedIn = call.party.signedIn else {
            throw Refusal.forbidden("Pages are for people who are signed in; an API token reads /api.")
        }
        let token = csrfToken(for: signedIn.token)
        var frame = Frame(title: title, facts: facts, styles: pages.styles, scripts: pages.scripts(head.scripts), csrf: token)
        frame.head = head.printed(for: call.party.tenantName)
        frame.said = call.said
        frame.isRefused = call.arrival.refused != nil
        frame.theme = signedIn.user.theme == .system ? nil : signedIn.user.theme.rawValue
        frame.hasKeys = signedIn.user.hasKeys
        frame.shell = try await shell(call, signedIn)
        if BudgetNotice.templates.contains(template) {
            let fallback = try await call.office.database.read(for: call.tenant) { books in try books.llmFallbacks.current() }
            frame.budgetNotice = fallback.map(BudgetNotice.text)
        }
        var response = pages.response(
            template, Pages.Page(frame: frame, content: content), status: status, refused: call.arrival.refused)
        cookies.setCSRF(token, on: &response)
        if frame.said != nil { cookies.clear(CookieNames.said, on: &response) }
        return response
    }

    func shell(_ call: Call<Seat>, _ signedIn: SignedIn) async throws -> Frame.Shell {
        let seat = call.party
        let sections = Navigation(seat, path: call.request.uri.path, waiting: try await call.waitingCount(in: seat.tenant)).sections
        let others = try await call.recentCompanies(signedIn)
        let count = signedIn.memberships.count
        return Frame.Shell(
            tenantID: "\(seat.tenant)", company: seat.tenantName, mark: Self.mark(seat.tenantName), others: others,
            hasOthers: !others.isEmpty, allCompanies: count == 1 ? "Your company, and a new one" : "All \(count) companies",
            path: sections.flatMap(\.links).first(where: \.isCurrent)?.address ?? "/dashboard",
            person: signedIn.user.name.isEmpty ? signedIn.user.email : signedIn.user.name, role: seat.role.rawValue.capitalized,
            sections: sections)
    }

    /// SH for South Side Hackerspace: the first letters of the first and the last word.
    private static func mark(_ name: String) -> String {
        let words = name.split(separator: " ").compactMap(\.first)
        return String([words.first, words.count > 1 ? words.last : nil].compactMap(\.self)).uppercased()
    }

    /// A page for somebody who may not be signed in, with a token for its form all the same.
    func openPage(
        _ call: Call<Anyone>, _ template: String, title: String, head: PageHead = PageHead(), _ content: some Sendable,
        status: HTTPResponse.Status = .ok
    ) async -> Response {
        let token = await formToken(call.request, call.caller)
        var frame = Frame(title: title, styles: pages.styles, scripts: pages.scripts(), csrf: token.text)
        frame.head = head
        frame.isRefused = call.arrival.refused != nil
        var response = pages.response(
            template, Pages.Page(frame: frame, content: content), status: status, refused: call.arrival.refused)
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
