import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Web

/// Figures of the books on their pages: the same on each, and none left out without a word.
struct BookPageTests {
    private func importLines(_ dana: Browser) async throws {
        let answer = try await dana.send(
            .post, "/api/statements?filename=x.csv", [.csrfToken: dana.token ?? ""], type: "text/csv",
            body: "Date,Description,Amount\n2025-03-01,COFFEE BAR,-3.50\n2025-04-02,RENT,-1005.00\n")
        #expect(answer.status == .created, "\(answer.text)")
    }

    @Test func `the lines of every state go out under the same word as in the list`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            try await importLines(dana)
            for (state, rows) in [("all", 2), ("waiting", 2), ("posted", 0)] {
                let csv = try await dana.get("/api/lines/csv?state=\(state)").text
                #expect(csv.split(whereSeparator: \.isNewline).count == rows + 1, "\(csv)")
            }
            let wrong = try await dana.get("/api/lines/csv?state=open")
            #expect(wrong.message == "state is waiting, posted, excluded, undone or all.")
        }
    }

    @Test(arguments: Engine.available)
    func `a report names the lines that are not in it, and the dashboard the same ones`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            try await importLines(dana)
            _ = try await dana.post(
                "/api/entries",
                json:
                    #"{"date":"2025-02-01","narration":"Sale","lines":[{"account":"1000","debit":"2000.00"},{"account":"4000","credit":"2000.00"}]}"#
            )
            let report = try await dana.get("/reports/profit-and-loss?period=2025").text
            #expect(report.contains("2 lines are not in this report yet,"))
            #expect(report.contains("together -1,008.50: 1 in March 2025, 1 in April 2025."))
            #expect(report.contains("If all of them are income and costs, the result is 991.50."))
            #expect(report.contains("/reports/general-ledger?account="))
            let dashboard = try await dana.get("/dashboard").text
            #expect(dashboard.contains("2 lines in review (-1,008.50) not in it."))
            #expect(dashboard.contains("2,000.00"))
            #expect(try await dana.get("/reports/profit-and-loss?period=2024").text.contains("Nothing posted in this period."))
            #expect(try await dana.get("/reports/trial-balance?period=2025").text.contains("2,000.00"))
            #expect(try await dana.get("/companies").text.contains("1 Mar"))
        }
    }

    @Test(arguments: Engine.available)
    func `the lines that a filter shows go out as CSV, all of them and without formulas`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            let rows = (1...4_100).map { "2025-03-\($0 % 28 + 1),COFFEE \($0),-3.50\n" }.joined()
            let answer = try await dana.send(
                .post, "/api/statements?filename=x.csv", [.csrfToken: dana.token ?? ""], type: "text/csv",
                body: "Date,Description,Amount\n\(rows)2025-04-02,=HYPERLINK(1),-7.00\n2025-04-03,RENT,-1005.00\n")
            #expect(answer.status == .created, "\(answer.text)")
            let page = try await dana.get("/lines?from=2025-04-01&q=").text
            #expect(page.contains("href=\"/api/lines/csv?from=2025-04-01\""))
            let april = try await dana.get("/api/lines/csv?from=2025-04-01").text
            #expect(april.contains("'=HYPERLINK(1)") && april.contains("-1005.00,USD") && !april.contains("COFFEE"))
            let all = try await dana.get("/api/lines/csv").text.split(separator: "\r\n")
            #expect(all.count == 1 + 4_102 && Set(all).count == all.count)
            #expect(try await dana.get("/api/lines/csv?from=soon").status == .unprocessableContent)
        }
    }

    @Test(arguments: Engine.available)
    func `an entry says from which line it came and who decided`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            try await importLines(dana)
            let line = try await dana.get("/api/lines").json().items[0]["id"]?.number ?? 0
            _ = try await dana.post("/api/lines/\(line)/decision", json: #"{"account":"6000"}"#)
            let entries = try await dana.get("/api/entries").json().items
            let id = entries.first?["id"]?.number ?? 0
            let page = try await dana.get("/entries/\(id)").text
            for part in ["Source line", "x.csv", "How it was decided", "dana@example.com", "chose 6000", "Reverse this entry"] {
                #expect(page.contains(part), "\(part)")
            }
        }
    }

    @Test func `a ledger carries its balance from page to page`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            for day in 1...9 {
                for number in 1...23 {
                    _ = try await dana.post(
                        "/api/entries",
                        json:
                            #"{"date":"2025-01-0\#(day)","narration":"Sale \#(number)","lines":[{"account":"1000","debit":"1.00"},{"account":"4000","credit":"1.00"}]}"#
                    )
                }
            }
            let first = try await dana.get("/reports/general-ledger?account=1000&period=2025").text
            #expect(first.contains("200.00") && !first.contains("201.00"))
            let link = try #require(first.firstMatch(of: /href="([^"]*cursor=[^"]*)" rel="next"/)?.1)
            let second = try await dana.get(String(link).replacing("&amp;", with: "&")).text
            #expect(second.contains("Carried over") && second.contains("207.00"))
        }
    }

    @Test(arguments: [
        ("0.42", "500.00", "threshold"), ("soon", "500.00", "threshold"), ("0.90", "much", "large_amount"), ("0.90", "-5", "large_amount"),
    ])
    func `a wrong setting is told beside its field, and what was typed stays`(_ threshold: String, _ limit: String, _ field: String)
        async throws
    {
        try await House().open { street in
            let dana = try await street.owner()
            let page = try await dana.get("/settings")
            let answer = try await dana.post(
                "/settings",
                form: [("csrf_token", page.formToken), ("threshold", threshold), ("large_amount", limit), ("fiscal_year_start", "4")])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.text.contains("id=\"\(field)-error\""))
            #expect(answer.text.contains("value=\"\(threshold)\"") && answer.text.contains("value=\"\(limit)\""))
            #expect(answer.text.contains("<option value=\"4\" selected>"))
        }
    }

    @Test(arguments: Engine.available)
    func `light or dark is kept for the person, in every company`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            let page = try await dana.get("/settings")
            #expect(!page.text.contains("data-theme"))
            let done = try await dana.post(
                "/settings/preferences", form: [("csrf_token", page.formToken), ("theme", "dark")])
            #expect(done.headers[.location] == "/settings")
            let after = try await dana.get("/accounts").text
            #expect(after.contains("data-theme=\"dark\"") && !after.contains("data-keys"))
            let wrong = try await dana.post("/settings/preferences", form: [("csrf_token", page.formToken), ("theme", "pink")])
            #expect(wrong.status == .unprocessableContent)
        }
    }

    @Test(arguments: Engine.available)
    func `somebody opens another company of their own, and its books alone`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            try await importLines(dana)
            let page = try await dana.get("/companies")
            let fields = [("csrf_token", page.formToken), ("chart", "uk-small-business")]
            #expect(try await dana.post("/companies", form: fields + [("name", " ")]).status == .unprocessableContent)
            let opened = try await dana.post("/companies", form: fields + [("name", "Second")])
            #expect(opened.headers[.location] == "/dashboard")
            let me = try await dana.get("/api/auth/me").text
            #expect(me.contains("Acme") && me.contains("Second"))
        }
    }

    @Test func `the number of an entry is found by it, all else among the lines`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            _ = try await dana.post(
                "/api/entries",
                json:
                    #"{"date":"2025-02-01","narration":"Sale","lines":[{"account":"1000","debit":"2.00"},{"account":"4000","credit":"2.00"}]}"#
            )
            #expect(try await dana.get("/find?q=2025-1").headers[.location]?.hasPrefix("/entries/") == true)
            #expect(try await dana.get("/find?q=2025-9").headers[.location] == "/lines?q=2025-9")
            #expect(try await dana.get("/find?q=a%26b").headers[.location] == "/lines?q=a%26b")
        }
    }

    @Test func `a role is not offered what it may not do`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let reader = try await street.member(.accountant, of: dana, email: "acc@example.com")
            for path in ["/dashboard", "/accounts", "/entries", "/rules", "/settings", "/settings/team"] {
                let page = try await reader.get(path).text
                let main = page.split(separator: "<main").last ?? ""
                for button in ["Import a statement", "Add account", "New entry", "Add rule", ">Save<", ">Invite<"] {
                    #expect(!main.contains(button), "\(path) \(button)")
                }
            }
        }
    }
}
