import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Web

/// A bank's file is looked at before it is booked.
struct PreviewTests {
    private static let bank = "Date,Description,Amount\n2025-03-01,COFFEE BAR,-3.50\n2025-03-02,RENT,-1005.00\nlater,NOTHING,-1.00\n"

    private func upload(_ browser: Browser, _ text: String = bank, name: String = "march.csv", to path: String = "/import/preview")
        async throws -> Answer
    {
        let token = try await browser.get("/import").formToken
        let body = """
            --x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n\(token)\r\n--x\r
            Content-Disposition: form-data; name="account"\r\n\r\n\r\n--x\r
            Content-Disposition: form-data; name="file"; filename="\(name)"\r\n\r\n\(text)\r\n--x--\r\n
            """
        return try await browser.send(.post, path, type: "multipart/form-data; boundary=x", body: body)
    }

    private func address(in page: Answer) throws -> String {
        String(try #require(page.text.firstMatch(of: /action="(\/import\/preview\/[^"]+)"/)?.1, "\(page.text)"))
    }

    private func answer(_ browser: Browser, _ page: Answer, _ fields: [(String, String)]) async throws -> Answer {
        try await browser.post(try address(in: page), form: [("csrf_token", page.formToken), ("file", "march.csv")] + fields)
    }

    @Test(arguments: Engine.available)
    func `a preview says how the file is read and what would be booked, and books nothing`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            let page = try await upload(dana)
            #expect(page.status == .ok)
            let parts = [
                "march.csv, to 1000", "As read: Description", "As read: comma", "COFFEE BAR", "-1,005.00", "Import 2 lines", "Date order",
                "later,NOTHING",
            ]
            for part in parts {
                #expect(page.text.contains(part), "\(part)")
            }
            #expect(try await dana.get("/api/statements").json().items.isEmpty)
            #expect(try await dana.get("/api/lines").json().items.isEmpty)
            #expect(try await dana.get("/api/columns").json().items.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `a currency that no account has had is told before the import and after it`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            let sentence = "The statement in EUR names no account, and none of yours has had one in EUR"
            #expect(try await !upload(dana).text.contains("Which account?"))
            let page = try await upload(dana, "Date,Description,Amount (EUR)\n2025-03-01,TEA,-3.50\n")
            #expect(page.text.contains("Which account?") && page.text.contains(sentence))
            let booked = try await answer(dana, page, [("do", "book")])
            let place = try #require(booked.headers[.location])
            // It asks until somebody answers.
            for _ in 1...2 { #expect(try await dana.get(place).text.contains(sentence)) }
            let account = try #require(try await dana.get("/api/columns").json().items.first?["account"]?.number)
            #expect(
                try await dana.post(place + "/account", form: [("csrf_token", dana.get(place).formToken), ("account", "\(account)")]).status
                    == .seeOther)
            #expect(try await !dana.get(place).text.contains("Which account?"))
        }
    }

    @Test(arguments: Engine.available)
    func `amounts that are all money in because nothing says otherwise are asked about until somebody says`(on engine: Engine) async throws
    {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            let page = try await upload(dana, "Date,Description,Amount\n2025-03-01,FUEL,40.00\n2025-03-02,TEA,3.50\n")
            #expect(page.text.contains("Money in or out?") && page.text.contains("turn the sign: plus is money out."))
            for sign in ["inverted", "as-written"] {
                let answered = try await answer(dana, page, [("c-sign", sign), ("do", "look")])
                #expect(!answered.text.contains("Money in or out?"), "\(sign)")
            }
            #expect(try await !upload(dana).text.contains("Money in or out?"))
            let imported = try await upload(dana, "Date,Merchant,Amount\n2025-03-01,FUEL,40.00\n", to: "/import")
            let place = try #require(imported.headers[.location])
            #expect(place.hasPrefix("/import/"))
            #expect(try await dana.get(place).text.contains("turn the sign: plus is money out. To do so, undo the import"))
        }
    }

    @Test(arguments: Engine.available)
    func `a file without any movement of money says what it holds instead`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            let trades = "<OFX><INVSTMTRS><INVTRANLIST><TRANSFER><UNITS>5</TRANSFER></INVTRANLIST></INVSTMTRS></OFX>"
            let page = try await upload(dana, trades, name: "trades.ofx")
            #expect(page.text.contains("The file holds trades, transfers of securities or lists"))
        }
    }

    @Test(arguments: Engine.available)
    func `columns changed on the preview are shown, booked and kept for the account`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await street.owner()
            let first = try await upload(dana)
            let again = try await answer(dana, first, [("c-sign", "inverted"), ("do", "look")])
            #expect(again.status == .ok)
            #expect(again.text.contains("<option value=\"inverted\" selected>"))
            #expect(again.text.contains("As read: minus is money out"))
            #expect(again.text.contains(">1,005.00<") && !again.text.contains("-1,005.00<"))
            let booked = try await answer(dana, again, [("c-sign", "inverted"), ("do", "book")])
            #expect(booked.status == .seeOther, "\(booked.text)")
            let amounts = try await dana.get("/api/lines").json().items.compactMap { $0["amount"]?.string }
            #expect(amounts.sorted() == ["1005.00", "3.50"])
            let kept = try await dana.get("/api/columns").json().items
            #expect(kept.first?["columns"]?.string?.contains("sign=inverted") == true)
            #expect(kept.first?["chosen"] == .bool(true))
            let next = try await upload(dana, "Date,Description,Amount\n2025-04-01,TEA,-2.00\n", name: "april.csv")
            #expect(next.text.contains("As read: plus is money out") && next.text.contains(">2.00<"))
        }
    }

    @Test func `a date that is spread over three columns is put together on the preview`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let page = try await upload(dana, "Tag;M;J;Buchungstext;Betrag\n3;6;2025;Miete;-7,00\n14;6;2025;Lohn;9,00\n")
            let rarely = "<details class=\"rarely section-top\">"
            #expect(page.text.contains(rarely), "closed where nothing in it was chosen")
            let columns = [("c-date", "1"), ("c-month", "2"), ("c-year", "3"), ("c-amount", "5"), ("c-text", "4")]
            let again = try await answer(dana, page, columns + [("do", "look")])
            #expect(again.status == .ok, "\(again.text)")
            #expect(again.text.contains("2025-06-03") && again.text.contains("Import 2 lines"))
            #expect(again.text.contains("<option value=\"2\" selected>") && !again.text.contains(rarely))
        }
    }

    @Test func `a wrong choice is marked beside its field and stays`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let page = try await upload(dana)
            let refused = try await answer(dana, page, [("c-amount", "Description"), ("c-debit", "Amount"), ("do", "look")])
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("id=\"summary\" role=\"alert\""))
            #expect(refused.text.contains("id=\"c-amount-error\""))
            #expect(refused.text.contains("<option value=\"Description\" selected>"))
        }
    }

    @Test func `a table in which nothing is recognized is offered by the numbers of its columns`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let page = try await upload(dana, "x;y;z\n01.03.2025;KAFFEE;hello\n02.03.2025;TEE;you\n")
            #expect(page.status == .unprocessableContent)
            #expect(page.text.contains("<option value=\"3\">Column 3</option>"))
        }
    }

    @Test func `what is no statement is refused on the import page`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let page = try await upload(dana, "%PDF-1.4 whatever", name: "x.pdf")
            #expect(page.status == .unprocessableContent)
            #expect(page.text.contains("x.pdf") && page.text.contains("Preview one file"))
        }
    }

    @Test func `a file is held for its company alone, and gone once booked`() async throws {
        try await House().open { street in
            let dana = try await street.owner()
            let eve = try await street.owner("eve@example.com", company: "Evil")
            let page = try await upload(dana)
            let own = try await eve.get("/import").formToken
            let stolen = try await eve.post(try address(in: page), form: [("csrf_token", own), ("do", "look")])
            #expect(stolen.status == .unprocessableContent)
            #expect(!stolen.text.contains("COFFEE"))
            #expect(try await answer(dana, page, [("do", "book")]).status == .seeOther)
            let twice = try await answer(dana, page, [("do", "book")])
            #expect(twice.status == .unprocessableContent)
            #expect(twice.text.contains("this one is gone"))
        }
    }
}
