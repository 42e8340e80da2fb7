import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Web

/// What was refused is told where the person is.
struct ErrorPageTests {
    @Test(arguments: Engine.available)
    func `whoever is signed in keeps company and navigation around an error`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner(company: "Acme")
            let pages = [
                try await dana.get("/no-such-page"), try await dana.get("/entries/999"),
                try await dana.post("/accounts", form: [("code", "7000")]),
            ]
            #expect(pages.map(\.status) == [.notFound, .notFound, .forbidden])
            for page in pages {
                #expect(page.text.contains("aria-label=\"Main\"") && page.text.contains("Acme"), "\(page.text)")
            }
        }
    }

    @Test func `a stranger is told the error and nothing else`() async throws {
        try await House().open { street in
            _ = try await street.owner(company: "Acme")
            let page = try await street.browser().get("/no-such-page")
            #expect(page.status == .notFound)
            #expect(page.text.contains("There is no page") && !page.text.contains("aria-label=\"Main\"") && !page.text.contains("Acme"))
        }
    }

    @Test func `a page that a role does not open says so inside the books`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner(company: "Acme")
            let sam = try await street.member(.staff, of: dana, email: "sam@example.com")
            let refused = try await sam.get("/settings/webhooks")
            #expect(refused.status == .forbidden)
            #expect(refused.text.contains("aria-label=\"Main\"") && refused.text.contains("role=\"alert\""))
        }
    }
}
