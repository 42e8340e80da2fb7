import Foundation
import HTTPTypes
import Operations
import Storage
import TestSupport
import Testing

@testable import Web

/// Reconciliation, receipts and journals in the browser and over the API.
struct ProofPageTests {
    private func upload(_ owner: Browser, _ path: String, _ body: String, type: String = "text/csv") async throws -> Answer {
        try await owner.send(.post, path, [.csrfToken: owner.token ?? ""], type: type, body: body)
    }

    private func number(_ answer: Answer) throws -> Int { try #require(try answer.json()["id"]?.number) }

    @Test func `the page shows coverage, a proof, and a transfer that is matched and taken apart`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            #expect(try await dana.get("/reconcile").text.contains("No statement was imported yet."))
            _ = try await upload(
                dana, "/api/statements?account=1000&filename=a.csv",
                "Date,Description,Amount,Balance\n2025-11-03,Coffee,-3.50,96.50\n2025-11-21,PAYPAL TRANSFER,33.81,130.31\n")
            _ = try await upload(
                dana, "/api/statements?account=1010&filename=b.csv", "Date,Description,Amount\n2025-11-20,Transfer,-33.81\n")
            let page = try await dana.get("/reconcile")
            #expect(page.status == .ok)
            #expect(page.text.contains("cov-ok"))
            #expect(page.text.contains("Agrees"))
            #expect(page.text.contains("No balance to prove"))
            #expect(page.text.contains("Equal amount, 1 day apart, text “Transfer”"))
            func hidden(_ name: String) throws -> String {
                let start = try #require(page.text.firstRange(of: "name=\"\(name)\" value=\""))
                return String(page.text[start.upperBound...].prefix { $0 != "\"" })
            }
            let matched = try await dana.post(
                "/reconcile/transfers",
                form: [("csrf_token", page.formToken), ("out", try hidden("out")), ("into", try hidden("into")), ("do", "match")])
            #expect(matched.status == .seeOther)
            let after = try await dana.get(matched.headers[.location] ?? "")
            #expect(after.text.contains("33.81 is one transfer now, entry 2025-0001."))
            let undo = try #require(after.text.firstMatch(of: #/\/reconcile\/transfers\/[0-9]+\/undoing/#))
            let apart = try await dana.post(String(undo.output), form: [("csrf_token", after.formToken)])
            #expect(apart.status == .seeOther)
            #expect(try await dana.get("/api/lines").json().items.count == 3)
        }
    }

    @Test func `a period is closed by its checklist, and its certificate is a file with that hash`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            _ = try await upload(
                dana, "/api/statements?account=1000&filename=a.csv", "Date,Description,Amount,Balance\n2025-10-03,Coffee,-3.50,96.50\n")
            let page = try await dana.get("/reconcile/closing/2025-10")
            #expect(page.text.contains("2 of 8 points are open."))
            let refused = try await dana.post("/reconcile/closing/2025-10", form: [("csrf_token", page.formToken), ("do", "close")])
            #expect(refused.status == .conflict)
            let closed = try await dana.post(
                "/reconcile/closing/2025-10", form: [("csrf_token", page.formToken), ("do", "close"), ("anyway", "yes")])
            let address = closed.headers[.location] ?? ""
            let certificate = try await dana.get(address)
            #expect(certificate.text.contains("The period was closed."))
            #expect(certificate.text.contains("The hash fits the document"))
            let item = try #require(try await dana.get("/api/certificates").json().items.first)
            let file = try await dana.get("/api/certificates/\(item["id"]?.number ?? 0)")
            #expect(CertificateStore.hash(of: file.text).hexadecimal == item["hash"]?.string)
            #expect(try await dana.get("/api/periods").text.contains("2025-10"))
        }
    }

    @Test func `a receipt goes out as a download in a sandbox`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            let entry = try await dana.post(
                "/api/entries",
                json:
                    #"{"date":"2025-01-02","narration":"n","lines":[{"account":"1000","debit":"1.00"},{"account":"3000","credit":"1.00"}]}"#
            )
            let id = try number(entry)
            let added = try await upload(
                dana, "/api/entries/\(id)/attachments?filename=..%2Fa%22b.exe", "%PDF-1.4 x", type: "application/pdf")
            #expect(added.status == .created)
            let file = try await dana.get("/api/attachments/\(try number(added))")
            #expect(file.headers[.contentType] == "application/pdf")
            #expect(file.headers[.contentDisposition] == "attachment; filename=\"a-b.pdf\"")
            #expect(file.headers[.xContentTypeOptions] == "nosniff")
            #expect(file.headers[values: .contentSecurityPolicy].contains("default-src 'none'; sandbox"))
            #expect(try await dana.get("/entries/\(id)").text.contains("a&quot;b.pdf"))
            let script = try await upload(dana, "/api/entries/\(id)/attachments?filename=a.pdf", "<script>", type: "application/pdf")
            #expect(script.status == .unprocessableContent)
        }
    }

    @Test func `a journal comes in over the API, and its rows that were left out are told`() async throws {
        let house = try await House()
        try await house.open { street in
            let dana = try await street.owner()
            let journal =
                "2025-01-02 Coffee\n    Expenses:Food  3.50\n    Assets:Checking\n2025-01-03 Lots\n    Assets:X  1 @ 2\n    Assets:Checking\n"
            let tried = try await upload(dana, "/api/journals?dry_run=true", journal, type: "text/plain")
            #expect(try tried.json()["posted"]?.number == 1)
            #expect(try await dana.get("/api/entries").json().items.isEmpty)
            let answer = try await upload(dana, "/api/journals?filename=a.journal", journal, type: "text/plain")
            #expect(answer.status == .created)
            #expect(try answer.json()["labels"]?.number == 1)
            #expect(try answer.json()["rejected"]?.items.first?["line"]?.number == 5)
            #expect(try await dana.get("/journals").status == .ok)
        }
    }
}
