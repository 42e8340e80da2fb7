import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Operations
@testable import Web

/// Who may come in, as its page and its routes have it.
struct TeamPageTests {
    @Test(arguments: ["page", "api"])
    func `an invitation is taken back, and its link opens nothing`(by way: String) async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            _ = try await dana.post("/api/team/invitations", json: #"{"email":"sam@example.com","role":"owner"}"#)
            let token = try await house.mailbox.linkToken(to: "sam@example.com")
            let id = try await dana.get("/api/team").json()["invitations"]?.items.first?.id ?? ""
            if way == "page" {
                let page = try await dana.get("/settings/team")
                let address = "/settings/team/invitations/\(id)/removal"
                #expect(page.text.contains("action=\"\(address)\""))
                #expect(try await dana.post(address, form: [("csrf_token", page.formToken)]).status == .seeOther)
            } else {
                #expect(try await dana.delete("/api/team/invitations/\(id)").status == .noContent)
                #expect(try await dana.delete("/api/team/invitations/\(id)").status == .notFound)
            }
            #expect(try await street.browser().get("/invitation?token=\(token)").status == .notFound)
            #expect(try await dana.get("/api/team").json()["invitations"]?.items.isEmpty == true)
            let row = try await dana.get("/api/audit?action=invitation.revoked").json().items.first
            #expect(row?["subject"] == "sam@example.com")
        }
    }

    @Test func `whoever invites on a server without mail is told where the letter is`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let page = try await dana.get("/settings/team")
            let fields = [("csrf_token", page.formToken), ("email", "sam@example.com"), ("role", "staff")]
            #expect(try await dana.post("/settings/team", form: fields).status == .seeOther)
            #expect(
                try await dana.get("/settings/team").text.contains("This server sends no mail: the letter with the link stands in its log.")
            )
        }
    }

    @Test func `the page changes a role, counts at the next click, and keeps the last Owner`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let sam = try await street.member(.staff, of: dana, email: "sam@example.com")
            let people = try await dana.get("/api/team").json()["members"]?.items ?? []
            let ids = Dictionary(uniqueKeysWithValues: people.map { ($0["email"]?.string ?? "", $0.id) })
            let page = try await dana.get("/settings/team")
            let address = "/settings/team/\(ids["sam@example.com"] ?? "")/role"
            let done = try await dana.post(address, form: [("csrf_token", page.formToken), ("role", "accountant")])
            #expect(page.text.contains("Make accountant") && done.status == .seeOther)
            #expect(try await sam.get("/entries/new").status == .forbidden)
            #expect(try await !sam.get("/settings/team").text.contains("Make owner"))
            let own = "/settings/team/\(ids["dana@example.com"] ?? "")/role"
            let last = try await dana.post(own, form: [("csrf_token", page.formToken), ("role", "staff")])
            #expect(last.status == .conflict && last.text.contains("A company needs an Owner."))
        }
    }
}
