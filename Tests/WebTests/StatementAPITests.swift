import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Web

/// What surrounds an import: columns, details, vendors, lines that may be known ones.
struct StatementAPITests {
    private func upload(_ browser: Browser, _ csv: String, name: String = "bank.csv", _ query: String = "") async throws -> Answer {
        try await browser.send(
            .post, "/api/statements?filename=\(name)\(query)", [.csrfToken: browser.token ?? ""], type: "text/csv", body: csv)
    }

    private static let german =
        "Datum;Wert;Betrag;Saldo;Text\n01.03.2025;02.03.2025;-3,50;96,50;KAFFEE\n02.03.2025;03.03.2025;-1,00;95,50;TEE\n"

    @Test func `what the columns are can be said with the upload, and is kept for the account`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let wrong = try await upload(dana, Self.german, "&account=1000&columns=amount%3DNowhere")
            #expect(wrong.status == .unprocessableContent && wrong.message?.contains("Nowhere") == true)
            let done = try await upload(dana, Self.german, "&account=1000&columns=date%3DWert&columns=sign%3Dinverted")
            #expect(done.status == .created, "\(done.text)")
            let details = try await dana.get("/api/statements/\(done.json()["id"]?.number ?? 0)").json()
            #expect(details["columns"]?.string?.contains("date=Wert") == true)
            #expect(details["statements"]?.items.first?["currency"] == "USD")
            let saved = try await dana.get("/api/columns").json().items
            #expect(saved.count == 1 && saved[0]["chosen"] == true)
            #expect(try await dana.get("/api/lines").json().items[0]["date"] == "2025-03-02")
            let page = try await dana.get("/import")
            #expect(page.text.contains("Date: Wert"))
            let account = saved[0]["account"]?.number ?? 0
            #expect(try await dana.delete("/api/accounts/\(account)/columns").json() == ["forgotten": 1])
            #expect(try await dana.get("/api/columns").json().items.isEmpty)
        }
    }

    @Test func `an import's page shows what was left out and why`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let done = try await upload(dana, "Date,Description,Amount\n2025-03-01,COFFEE,-3.50\n2025-03-02,TEA,abc\n")
            let page = try await dana.get("/import/\(try done.json()["id"]?.number ?? 0)")
            #expect(page.status == .ok && page.text.contains("TEA") && page.text.contains("How its columns were read"))
            #expect(try await dana.get("/import/999").status == .notFound)
        }
    }

    @Test func `a row that was left out is completed, dismissed and opened again over the API`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let done = try await upload(
                dana, "Date,Description,Amount\n2025-03-01,COFFEE,-3.50\n2025-03-32,TEA,-2.00\n2025-03-04,SUM,abc\n")
            let path = "/api/statements/\(try done.json()["id"]?.number ?? 0)"
            let rows = try await dana.get(path).json()["rejected"]?.items ?? []
            #expect(rows.map { $0["position"]?.number } == [0, 1] && rows.allSatisfy { $0["state"] == "open" })

            let wrong = try await dana.post("\(path)/corrections", json: #"{"position":0,"date":"soon","text":"TEA","amount":"-2.00"}"#)
            #expect(wrong.status == .unprocessableContent && wrong.message?.contains("“soon” is not a date") == true)
            let body = #"{"position":0,"date":"2025-03-03","text":"TEA","amount":"-2.00"}"#
            let taken = try await dana.post("\(path)/corrections", json: body)
            let again = try await dana.post("\(path)/corrections", json: body)
            #expect(taken.status == .created && again.status == .ok)
            #expect(try taken.json()["line"] == again.json()["line"])
            #expect(try await dana.get("/api/lines").json().items.count == 2)

            #expect(try await dana.post("\(path)/dismissals", json: #"{"position":1}"#).status == .noContent)
            let late = try await dana.post("\(path)/corrections", json: #"{"position":1,"date":"2025-03-04","text":"X","amount":"1"}"#)
            #expect(late.status == .conflict && late.message?.contains("is no transaction") == true)
            #expect(try await dana.post("\(path)/dismissals/undoing", json: #"{"position":1}"#).status == .noContent)
            #expect(try await dana.post("\(path)/dismissals/undoing", json: #"{"position":1}"#).status == .conflict)
            #expect(try await dana.get(path).json()["rejected"]?.items.map { $0["state"]?.string } == ["taken", "open"])
        }
    }

    @Test func `an accountant sees the rows that were left out and has no form for them`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let done = try await upload(dana, "Date,Description,Amount\n2025-03-01,COFFEE,-3.50\n2025-03-32,TEA,-2.00\n")
            let path = "/import/\(try done.json()["id"]?.number ?? 0)"
            #expect(try await dana.get(path).text.contains("action=\"\(path)/rows\""))
            let ann = try await street.member(.accountant, of: dana, email: "ann@example.com")
            let page = try await ann.get(path).text
            #expect(page.contains("2025-03-32,TEA,-2.00") && !page.contains("action=\"\(path)/rows\""))
        }
    }

    @Test(arguments: Engine.available)
    func `a line that may be a known one is kept or dropped`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            // The bank's second file has the same days in other words.
            let (first, second) = (Self.days(["RENT MARCH", "COFFEE", "TEA"]), Self.days(["RENT MARCH", "COFFEE SHOP 12", "TEA HOUSE 4"]))
            _ = try await upload(dana, first, name: "one.csv", "&account=1000")
            _ = try await upload(dana, second, name: "two.csv", "&account=1000")
            var open = try await dana.get("/api/duplicates").json().items
            #expect(open.count == 2, "\(open)")
            #expect(open.allSatisfy { $0["why"]?.string?.isEmpty == false && $0["known"]?["file"] == "one.csv" })
            #expect(try await dana.get("/review").text.contains("2 lines look like known ones."))
            let ids = open.compactMap { $0["duplicate"]?.number }
            let kept = try await dana.post("/api/duplicates/kept", json: #"{"duplicates":[\#(ids[0]),999999]}"#).json()
            #expect(kept["kept"] == 1 && kept["refused"]?.items.first?["duplicate"] == 999_999)
            let page = try await dana.get("/duplicates")
            #expect(page.text.contains("one.csv") && page.text.contains("two.csv"))
            let dropped = try await dana.post(
                "/duplicates", form: [("csrf_token", page.formToken), ("duplicate", "\(ids[1])"), ("do", "drop")])
            #expect(dropped.headers[.location] == "/duplicates")
            open = try await dana.get("/api/duplicates").json().items
            #expect(open.isEmpty)
            #expect(try await dana.get("/api/lines").json().items.count == 4)
            #expect(try await dana.get("/api/lines?state=excluded").json().items.count == 1)
        }
    }

    @Test func `rows that were left out as known can be kept from the import's page`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            _ = try await upload(dana, Self.days(["RENT", "COFFEE"]), name: "one.csv", "&account=1000")
            let done = try await upload(dana, Self.days(["RENT", "COFFEE", "TEA"]), name: "two.csv", "&account=1000").json()
            #expect(done["duplicates"] == 2)
            let id = done["id"]?.number ?? 0
            let certain = try await dana.get("/api/duplicates?statement=\(id)").json().items
            #expect(certain.count == 2 && certain[0]["evidence"] == "same")
            let page = try await dana.get("/import/\(id)")
            let duplicate = certain[0]["duplicate"]?.number ?? 0
            let kept = try await dana.post(
                "/duplicates",
                form: [("csrf_token", page.formToken), ("duplicate", "\(duplicate)"), ("do", "keep"), ("back", "/import/\(id)")])
            #expect(kept.headers[.location] == "/import/\(id)")
            #expect(try await dana.get("/api/lines").json().items.count == 4)
        }
    }

    private static func days(_ texts: [String]) -> String {
        "Date,Description,Amount\n" + texts.enumerated().map { "2025-03-0\($0 + 1),\($1),-\($0 + 1)1.50\n" }.joined()
    }

    @Test(arguments: Engine.available)
    func `vendors are merged, called otherwise, split, and all of it can be undone`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            _ = try await upload(dana, Self.days(["COFFEE CORNER", "BEAN HOUSE", "COFFEE CORNER"]), "&account=1000")
            let names = try await dana.get("/api/vendors").json().items.compactMap { $0["vendor"]?.string }
            #expect(names.count == 2)
            let page = try await dana.get("/api/vendors?limit=1").json()
            let rest = try await dana.get("/api/vendors?limit=1&cursor=\(page["next_cursor"]?.string ?? "")").json()
            #expect((page.items + rest.items).compactMap { $0["vendor"]?.string } == names && rest["next_cursor"] == .null)
            let merged = try await dana.post("/api/vendors/merges", json: #"{"vendor":"\#(names[1])","into":"\#(names[0])"}"#)
            #expect(try merged.json()["lines"] == 1, "\(merged.text)")
            #expect(try await dana.get("/api/vendors").json().items.count == 1)
            #expect(try await dana.post("/api/vendors/splits", json: #"{"vendor":"\#(names[1])"}"#).status == .ok)
            #expect(try await dana.post("/api/vendors/renamings", json: #"{"vendor":"\#(names[0])","name":"Corner"}"#).status == .ok)
            #expect(try await dana.post("/api/vendors/undoings", json: "{}").status == .ok)
            let changes = try await dana.get("/api/vendors/changes").json().items
            #expect(changes.map { $0["kind"]?.string } == ["renamed", "split", "merged"] && changes[0]["undone"] == true)
            let unknown = try await dana.post("/api/vendors/splits", json: #"{"vendor":"nobody"}"#)
            #expect(unknown.status == .notFound)
        }
    }
}
