import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Web

/// The API as a program uses it.
struct APITests {
    private static let bank =
        "Date,Description,Amount\n2025-03-01,COFFEE HOUSE,-3.50\n2025-03-02,=cmd|'/c calc'!A1,-9.00\n2025-03-03,RENT,-1200.00\n"

    private func upload(_ browser: Browser, _ text: String = bank, name: String = "bank.csv") async throws -> Answer {
        try await browser.send(
            .post, "/api/statements?filename=\(name)", [.csrfToken: browser.token ?? ""], type: "application/octet-stream", body: text)
    }

    private func entry(_ debit: String = "12.34", _ credit: String = "12.34", date: String = "2025-01-02", account: String = "\"1000\"")
        -> String
    {
        #"{"date":"\#(date)","narration":"Rent","lines":[{"account":\#(account),"debit":"\#(debit)"},{"account":"3000","credit":"\#(credit)"}]}"#
    }

    @Test(arguments: Engine.available)
    func `a statement goes in, its lines are answered, and the books have them`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            let answer = try await upload(dana)
            #expect(answer.status == .created)
            let done = try answer.json()
            #expect(done["lines"] == 3 && done["duplicates"] == 0 && done["posted"] == 0 && done["file"] == "bank.csv")
            #expect(try await upload(dana, name: "again.csv").json()["duplicates"] == 3)

            let lines = try await dana.get("/api/lines").json().items
            #expect(lines.count == 3)
            let (first, second) = (lines[0]["id"]?.number ?? 0, lines[1]["id"]?.number ?? 0)
            let decided = try await dana.post("/api/lines/\(first)/decision", json: #"{"account":"6000"}"#)
            #expect(try decided.json()["filed"] == 1, "\(decided.text)")
            let many = try await dana.post(
                "/api/lines/decisions", json: #"{"decisions":[{"line":\#(second),"exclude":true},{"line":999999999,"exclude":true}]}"#)
            #expect(try many.json()["excluded"] == 1)
            #expect(try many.json()["refused"]?.items.count == 1)
            #expect(try await dana.get("/api/lines").json().items.count == 1)
            #expect(try await dana.get("/api/entries").json().items.count == 1)
            #expect(try await dana.get("/api/lines/\(first)").json()["state"] == "posted")

            let undone = try await dana.delete("/api/statements/\(done["id"]?.number ?? 0)")
            #expect(try undone.json() == ["lines": 3, "reversed": 1])
            #expect(try await dana.get("/api/lines").json().items.isEmpty)
            #expect(try await dana.delete("/api/statements/\(done["id"]?.number ?? 0)").status == .conflict)
        }
    }

    @Test func `a form's file is imported like the bare bytes`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let body =
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"march.csv\"\r\nContent-Type: text/csv\r\n\r\n" + Self.bank
                + "\r\n--x--\r\n"
            let answer = try await dana.send(
                .post, "/api/statements?account=1000", [.csrfToken: dana.token ?? ""], type: "multipart/form-data; boundary=x", body: body)
            #expect(answer.status == .created)
            #expect(try answer.json()["file"] == "march.csv")
            let rehearsal = try await dana.send(
                .post, "/api/statements?dry_run=true", [.csrfToken: dana.token ?? ""], type: "multipart/form-data; boundary=x",
                body: body.replacing("COFFEE", with: "TEA"))
            #expect(rehearsal.status == .ok)
            #expect(try await dana.get("/api/statements").json().items.count == 1)
        }
    }

    @Test func `an entry is posted, read, reversed once, and never unbalanced`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let posted = try await dana.post("/api/entries", json: entry())
            #expect(posted.status == .created)
            let id = try posted.json()["id"]?.number ?? 0
            #expect(posted.headers[.location] == "/api/entries/\(id)")
            #expect(try await dana.get("/api/entries/\(id)").json() == posted.json())
            let off = try await dana.post("/api/entries", json: entry("12.35"))
            #expect(off.status == .unprocessableContent && off.errorCode == "unbalanced")
            #expect(off.message?.contains("0.01 USD") == true)
            // It is kept aside once, however often it comes.
            _ = try await dana.post("/api/entries", json: entry("12.35"))
            let aside = try await dana.get("/api/entries/kept_aside").json().items
            #expect(aside.count == 1 && aside[0]["lines"]?.items.count == 2)
            #expect(["0.01", "-0.01"].contains(aside[0]["difference"]?.string))
            #expect(try await dana.get("/entries").text.contains("1 kept aside"))
            let page = try await dana.get("/entries/kept-aside")
            let place = "/entries/kept-aside/\(aside[0]["id"]?.number ?? 0)/removal"
            #expect(page.text.contains(place))
            #expect(try await dana.post(place, form: [("csrf_token", page.formToken)]).status == .seeOther)
            #expect(try await dana.get("/api/entries/kept_aside").json().items.isEmpty)
            #expect(try await dana.post("/api/entries/\(id)/reversal", json: #"{"date":"2025-02-01"}"#).status == .created)
            let again = try await dana.post("/api/entries/\(id)/reversal", json: "{}")
            #expect(again.status == .conflict && again.errorCode == "already_reversed")
        }
    }

    @Test(arguments: ["12.345", "1,234.00", "1e3", "", "-1.00", "99999999999999999999", "١٢"])
    func `an amount is decimal text and nothing else`(_ amount: String) async throws {
        try await House().open { street in
            let dana = try await street.owner()
            #expect(try await dana.post("/api/entries", json: entry(amount, amount)).status == .unprocessableContent)
        }
    }

    @Test func `amounts as JSON numbers are refused: on their way they might have been rounded`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let body = #"{"date":"2025-01-02","narration":"","lines":[{"account":"1000","debit":12.34},{"account":"3000","credit":12.34}]}"#
            let answer = try await dana.post("/api/entries", json: body)
            #expect(answer.status == .unprocessableContent)
            #expect(answer.message == "lines[0].debit is not text. Correct it.")
        }
    }

    @Test func `lists come in pages that fit together`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            for day in 1...7 { _ = try await dana.post("/api/entries", json: entry(date: "2025-01-0\(day)")) }
            for path in ["/api/entries", "/api/audit"] {
                let whole = try await dana.get(path).json().items
                var (pages, cursor): ([JSONValue], String?) = ([], nil)
                repeat {
                    let page = try await dana.get("\(path)?limit=3" + (cursor.map { "&cursor=\($0)" } ?? "")).json()
                    #expect(page.items.count <= 3)
                    pages += page.items
                    cursor = page["next_cursor"]?.string
                } while cursor != nil
                #expect(pages == whole)
            }
            #expect(try await dana.get("/api/entries?cursor=nonsense").errorCode == "invalid_cursor")
            #expect(try await dana.get("/api/entries?cursor=MS4y").errorCode == "invalid_cursor")
            #expect(try await dana.get("/api/entries?limit=0").status == .unprocessableContent)
            #expect(try await dana.get("/api/entries?from=2025-01-03&to=2025-01-04").json().items.count == 2)
        }
    }

    @Test func `a repeated idempotency key repeats the answer, with other content it is refused`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let key: HTTPFields = [.idempotencyKey: "rent-june"]
            let first = try await dana.post("/api/entries", json: entry(), key)
            let again = try await dana.post("/api/entries", json: entry(), key)
            #expect(first.status == .created && again.status == .created && first.text == again.text)
            let other = try await dana.post("/api/entries", json: entry("1.00", "1.00"), key)
            #expect(other.status == .conflict)
            #expect(try await dana.get("/api/entries").json().items.count == 1)
        }
    }

    @Test func `an import under a key is answered as the first time, whatever the form writes between its parts`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let send = { (boundary: String, text: String, after: String) in
                let body =
                    "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bank.csv\"\r\n\r\n\(text)\r\n"
                    + "\(after)--\(boundary)--\r\n"
                return try await dana.send(
                    .post, "/api/statements", [.csrfToken: dana.token ?? "", .idempotencyKey: "march"],
                    type: "multipart/form-data; boundary=\(boundary)", body: body)
            }
            let first = try await send("aa", Self.bank, "")
            let again = try await send("bb", Self.bank, "--bb\r\nContent-Disposition: form-data; name=\"late\"\r\n\r\nx\r\n")
            #expect(first.status == .created && again.status == .created && first.text == again.text)
            #expect(try await send("aa", Self.bank + "2025-03-09,TEA,-1.00\n", "").errorCode == "idempotency_key_reused")
            #expect(try await dana.get("/api/statements").json().items.count == 1)
            let two = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\n\r\n\(Self.bank)\r\n"
            let both = try await dana.send(
                .post, "/api/statements", [.csrfToken: dana.token ?? ""], type: "multipart/form-data; boundary=b",
                body: two + two + "--b--\r\n")
            #expect(both.status == .unprocessableContent && both.message == "This takes one file at a time.")
        }
    }

    @Test func `two people changing the settings do not undo each other`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let read = try await dana.get("/api/settings")
            let tag = read.headers[.eTag] ?? ""
            let changed = read.text.replacing("\"auto_post\":false", with: "\"auto_post\":true")
            #expect(try await dana.send(.put, "/api/settings", json: changed, [.ifMatch: tag]).status == .ok)
            let late = try await dana.send(.put, "/api/settings", json: read.text, [.ifMatch: tag])
            #expect(late.status == .conflict && late.errorCode == "stale")
            #expect(try await dana.get("/api/settings").text.contains("\"auto_post\":true"))
        }
    }

    @Test func `a period closes, and nothing gets into it any more`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            #expect(try await dana.post("/api/periods/2025-01/closing", json: "{}").status == .noContent)
            let late = try await dana.post("/api/entries", json: entry())
            #expect(late.status == .conflict && late.errorCode == "period_closed")
            #expect(try await dana.delete("/api/periods/2025-01/closing").status == .noContent)
            #expect(try await dana.post("/api/entries", json: entry()).status == .created)
        }
    }

    @Test func `reports and exports come as asked for`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            _ = try await dana.post("/api/entries", json: entry())
            for kind in ["trial-balance", "profit-and-loss", "balance-sheet", "cash-flow", "general-ledger"] {
                #expect(try await dana.get("/api/reports/\(kind)?period=2025").json() != .null)
                let csv = try await dana.get("/api/reports/\(kind)?period=2025&format=csv")
                #expect(csv.headers[.contentType]?.hasPrefix("text/csv") == true)
                #expect(csv.headers[.contentDisposition] == "attachment; filename=\"\(kind).csv\"")
            }
            #expect(try await dana.get("/api/reports/trial-balance?period=abc").status == .unprocessableContent)
            #expect(try await dana.get("/api/reports/trial-balance?format=xml").status == .unprocessableContent)
            #expect(try await dana.get("/api/exports/beancount").text.contains("12.34 USD"))
            #expect(try await dana.get("/api/exports/hledger").text.contains("12.34"))
        }
    }

    @Test func `the audit log says who did what from where, and its CSV runs nothing in a spreadsheet`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            _ = try await dana.post("/api/accounts", json: #"{"code":"6999","name":"=HYPERLINK(\"http://evil\")","kind":"expense"}"#)
            let rows = try await dana.get("/api/audit?action=account.added").json().items
            #expect(rows.count == 1)
            #expect(rows.first?["actor"] == "dana@example.com" && rows.first?["from"] == "local")
            _ = try await dana.post(
                "/api/entries", json: entry().replacing("\"Rent\"", with: #""=1+1""#))
            let csv = try await dana.get("/api/audit?format=csv").text
            #expect(csv.contains("'=1+1") && !csv.contains(",=1+1"))
            #expect(try await dana.get("/api/audit?actor=nobody").json().items.isEmpty)
        }
    }

    @Test func `rules are made, listed and removed`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let account = try await dana.get("/api/accounts").json().items.last?["id"]?.number ?? 0
            let rule = #"{"name":"Coffee","condition":{"text":{"contains":"coffee"}},"action":{"file":\#(account)}}"#
            #expect(try await dana.post("/api/rules", json: rule).status == .created)
            #expect(try await dana.post("/api/rules", json: rule).status == .conflict)
            #expect(
                try await dana.post("/api/rules", json: #"{"name":"x","condition":{"nonsense":1},"action":{"file":1}}"#).status
                    == .unprocessableContent)
            let id = try await dana.get("/api/rules").json().items.first?["id"]?.number ?? 0
            #expect(try await dana.delete("/api/rules/\(id)").status == .noContent)
            #expect(try await dana.get("/api/rules").json().items.isEmpty)
        }
    }

    // MARK: Faults

    @Test func `errors have one shape`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let answers = [
                try await dana.get("/api/entries/999999"), try await dana.get("/api/entries/abc"), try await dana.get("/api/nowhere"),
                try await dana.send(.put, "/api/entries"), try await street.browser().get("/api/entries"),
                try await dana.post("/api/entries", json: "{"),
                try await dana.post("/api/entries", json: "[]"),
                try await dana.post("/api/accounts", json: #"{"code":"1000","name":"x","kind":"bank"}"#),
            ]
            let statuses: [HTTPResponse.Status] = [
                .notFound, .notFound, .notFound, .methodNotAllowed, .unauthorized, .badRequest, .unprocessableContent, .conflict,
            ]
            for (answer, status) in zip(answers, statuses) {
                #expect(answer.status == status, "\(answer.text)")
                #expect(answer.headers[.contentType] == "application/json")
                #expect(answer.errorCode?.isEmpty == false && answer.message?.isEmpty == false)
            }
            #expect(answers[5].message == "This is not JSON: line 1, column 2: a name in quotation marks is expected.")
            let days = try await dana.post("/api/tokens", json: #"{"name":"x","days":1.5}"#)
            #expect(days.message == "A number in it is too large, or has decimals where a whole one is needed. Correct it.")
        }
    }

    @Test func `what is too large is refused by its size, announced or not`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let large = "{\"date\":\"" + String(repeating: "x", count: 300 << 10) + "\"}"
            let answer = try await dana.post("/api/entries", json: large)
            #expect(answer.status == .contentTooLarge)
            #expect(answer.headers[.connection] == "close")
        }
    }

    @Test func `what nobody expected is a number outside and the whole of it in the log`() async throws {
        let database = FailingDatabase(try await Engine.sqlite.emptyDatabase())
        let house = try await House(in: database)
        try await house.open { street in
            let dana = try await street.owner()
            database.fail()
            for path in ["/api/entries", "/entries"] {
                let answer = try await dana.get(path)
                #expect(answer.status == .internalServerError)
                let reference = answer.headers[.requestID] ?? "-"
                #expect(answer.text.contains(reference))
                #expect(!answer.text.contains("secret detail"))
                #expect(house.log.text.split(separator: "\n").contains { $0.contains(reference) && $0.contains("secret detail") })
            }
        }
    }

    @Test func `a statement that is none is refused with the reason`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let answer = try await upload(dana, "%PDF-1.4 whatever", name: "x.pdf")
            #expect(answer.status == .unprocessableContent)
            #expect(answer.message?.contains("PDF") == true)
            #expect(try await upload(dana, "", name: "x.csv").status == .unprocessableContent)
        }
    }

    @Test func `signing in says the same to a stranger and to a wrong password`() async throws {
        try await House().open { street in
            _ = try await street.owner()
            let wrong = try await street.browser().post(
                "/api/auth/login", json: #"{"email":"dana@example.com","password":"wrong password"}"#)
            let stranger = try await street.browser().post(
                "/api/auth/login", json: #"{"email":"nobody@example.com","password":"wrong password"}"#)
            #expect(wrong.status == .unauthorized && stranger.status == .unauthorized && wrong.text == stranger.text)
        }
    }

    @Test func `too many attempts are told when to come back`() async throws {
        try await House().open { street in
            _ = try await street.owner()
            var last: Answer?
            for _ in 0..<200 where last?.status != .tooManyRequests {
                last = try await street.browser().post(
                    "/api/auth/login", json: #"{"email":"dana@example.com","password":"wrong password"}"#)
            }
            #expect(last?.status == .tooManyRequests)
            #expect(last?.headers[.retryAfter].flatMap { Int($0) } ?? 0 > 0)
        }
    }

    @Test func `a session planted by somebody else does not become one's own`() async throws {
        try await House().open { street in
            _ = try await street.owner()
            let eve = try await street.owner("eve@example.com", company: "Evil")
            let browser = street.browser()
            browser.set("session", to: eve.session)
            let answer = try await browser.post("/api/auth/login", json: #"{"email":"dana@example.com","password":"\#(House.password)"}"#)
            #expect(answer.status == .ok)
            #expect(browser.session != eve.session)
            #expect(try await eve.get("/api/auth/me").status == .unauthorized)
        }
    }
}
