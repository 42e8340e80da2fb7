import Bookkeeping
import Foundation
import HTTPTypes
import Operations
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Web

/// QuickBooks Online on pages and for programs.
struct QuickBooksPageTests {
    /// QuickBooks as these tests need it: two accounts, and what was sent.
    private final class Intuit: Sendable {
        let entries = Mutex<[QuickBooksEntry]>([])

        var edge: QuickBooks {
            QuickBooks(
                environment: .sandbox,
                consentURL: { state, redirect in "https://intuit.example/consent?redirect=\(redirect)&state=\(state)" },
                tokens: { _ in .init(access: "a", refresh: "r", accessSeconds: 3_600, refreshSeconds: 8_640_000) }, revoke: { _ in },
                company: { _ in .init(name: "Acme at Intuit", homeCurrency: .usd, takesForeignCurrencies: false, closedThrough: nil) },
                accounts: { _ in
                    [
                        .init(id: "35", number: "1000", name: "Checking", type: "Bank", isActive: true, currency: "USD"),
                        .init(id: "40", number: "3000", name: "Equity", type: "Equity", isActive: true, currency: "USD"),
                    ]
                }, parties: { _ in [] },
                create: { _, new in
                    self.entries.withLock { entries in
                        let made = QuickBooksEntry(
                            id: "\(entries.count + 1)", docNumber: new.docNumber, note: new.note, content: new.content, trace: "tid")
                        entries.append(made)
                        return made
                    }
                },
                entries: { _, key in
                    self.entries.withLock { entries in
                        switch key {
                        case .docNumbers(let numbers): entries.filter { numbers.contains($0.docNumber) }
                        case .ids(let ids): entries.filter { ids.contains($0.id) }
                        }
                    }
                })
        }
    }

    @Test func `a server without Intuit's keys says so everywhere, and nothing breaks`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let page = try await dana.get("/exports")
            #expect(page.status == .ok)
            #expect(page.text.contains("QuickBooks Online not configured"))
            for path in ["accounts", "check", "callback?state=1.x&code=y"] {
                let answer = try await dana.get("/exports/quickbooks/\(path)")
                #expect(answer.status == .conflict)
                #expect(answer.text.contains("QuickBooks Online not configured"))
            }
            let answer = try await dana.post("/api/exports/qbo", json: "{}")
            #expect(answer.status == .conflict)
            #expect(answer.errorCode == "quickbooks_not_configured")
            #expect(try await dana.get("/api/exports/qbo").json()["configured"] == false)
        }
    }

    @Test(arguments: Engine.available)
    func `from the button at exports to entries that landed`(on engine: Engine) async throws {
        let intuit = Intuit()
        try await House(on: engine, sends: intuit.edge).open { street in
            let dana = try await street.owner()
            let entry =
                #"{"date":"2025-01-02","narration":"n","lines":[{"account":"1000","debit":"1.00"},{"account":"3000","credit":"1.00"}]}"#
            #expect(try await dana.post("/api/entries", json: entry).status == .created)

            // To Intuit and back.
            let exports = try await dana.get("/exports")
            #expect(exports.text.contains("Connect QuickBooks"))
            let form = [("csrf_token", exports.formToken), ("tenant_id", dana.tenant)]
            let leaving = try await dana.post("/exports/quickbooks/connect", form: form)
            let address = leaving.headers[.refresh] ?? ""
            #expect(address.contains("https://intuit.example/consent?redirect=http://localhost:8080/exports/quickbooks/callback"))
            let state = String(address.split(separator: "state=").last ?? "")
            let back = "/exports/quickbooks/callback?state=\(state)&code=c&realmId=9130"
            #expect(try await street.owner("eve@example.com", company: "Other").get(back).status == .unprocessableContent)
            #expect(try await dana.get(back).headers[.location] == "/exports?said=connected")
            let again = try await dana.get(back)
            #expect(again.status == .unprocessableContent)
            #expect(again.text.contains("was used before"))

            // Accounts, with what they may be.
            let accounts = try await dana.get("/exports/quickbooks/accounts")
            #expect(accounts.text.contains("Suggested: same number. Not saved yet."))
            let chart = try await dana.get("/api/accounts").json().items
            func id(_ code: String) -> String { chart.first { $0["code"]?.string == code }?["id"]?.number.map { "\($0)" } ?? "" }
            #expect(try await dana.get("/exports/quickbooks/check").text.contains("has no account in QuickBooks"))
            let mapping =
                form + [
                    ("account", id("1000")), ("target-\(id("1000"))", "35"), ("account", id("3000")), ("target-\(id("3000"))", "40"),
                ]
            #expect(try await dana.post("/exports/quickbooks/accounts", form: mapping).status == .seeOther)
            let wrong = form + [("account", id("1000")), ("target-\(id("1000"))", "99")]
            #expect(try await dana.post("/exports/quickbooks/accounts", form: wrong).status == .unprocessableContent)
            #expect(try await dana.get("/exports/quickbooks/check").text.contains("Nothing stands in the way."))

            // The export, for programs and on its page.
            let answer = try await dana.post("/api/exports/qbo", json: "{}").json()
            #expect([answer["posted"], answer["skipped"], answer["failed"]] == [.number(1), .number(0), .number(0)])
            let page = try await dana.get("/exports/quickbooks/runs/\(answer["run"]?.number ?? 0)")
            #expect(page.text.contains("Landed"))
            #expect(page.headers[.refresh] == nil)
            let run = try await dana.post("/exports/quickbooks/runs", form: form)
            #expect(run.headers[.location]?.hasPrefix("/exports/quickbooks/runs/") == true)
            #expect(intuit.entries.withLock { $0.count } == 1)
            #expect(try await dana.post("/exports/quickbooks/read-back", form: form).headers[.location] == "/exports?said=checked")
            #expect(try await dana.post("/exports/quickbooks/disconnect", form: form).headers[.location] == "/exports?said=disconnected")
            #expect(try await dana.post("/api/exports/qbo", json: "{}").errorCode == "quickbooks_not_connected")
        }
    }
}
