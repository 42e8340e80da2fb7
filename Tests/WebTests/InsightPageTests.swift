import Foundation
import HTTPTypes
import Operations
import Storage
import Testing

@testable import Web

struct InsightPageTests {
    @Test func `insights of empty books say what is missing, and of books in use what was filed`() async throws {
        try await House().open { street in
            let dana = try await street.owner(company: "Acme")
            var page = try await dana.get("/insights")
            #expect(page.status == .ok)
            for words in ["Needs 100 answered lines; there are 0.", "The language model was never asked.", "Machines have posted nothing."]
            {
                #expect(page.text.contains(words), "\(words)")
            }
            let rows = (1...120).map { "2025-03-\($0 % 28 < 9 ? "0" : "")\($0 % 28 + 1),COFFEE HOUSE,-\($0).50" }
            _ = try await dana.send(
                .post, "/api/statements?filename=x.csv", [.csrfToken: dana.token ?? ""], type: "text/csv",
                body: "Date,Description,Amount\n" + rows.joined(separator: "\n") + "\n")
            let ids = try await dana.get("/api/lines?limit=200").json().items.compactMap { $0["id"]?.number }
            let answers = ids.map { #"{"line":\#($0),"account":"6000"}"# }.joined(separator: ",")
            let answered = try await dana.post("/api/lines/decisions", json: #"{"decisions":[\#(answers)]}"#)
            #expect(answered.status == .ok, "\(answered.text)")
            page = try await dana.get("/insights")
            #expect(page.text.contains("<title id=\"rel-t\">") && page.text.contains("Coffee House"))
            let saved = try await dana.post("/insights/error-budget", form: [("csrf_token", page.formToken), ("error_budget", "1.5")])
            #expect(saved.status == .seeOther)
            #expect(try await dana.get("/insights").text.contains("value=\"1.5\""))
            for wrong in ["", "two", "0.4", "11"] {
                let refused = try await dana.post(
                    "/insights/error-budget", form: [("csrf_token", page.formToken), ("error_budget", wrong)])
                #expect(refused.status == .unprocessableContent, "\(wrong)")
                #expect(refused.text.contains("value=\"\(wrong)\"") && refused.text.contains("id=\"error_budget-error\""))
            }
            #expect(try await dana.get("/settings").text.contains("at most 1.5% are wrong"))
            let csv = try await dana.get("/api/metrics/snapshot?format=csv")
            #expect(csv.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(csv.text.hasPrefix("figure,when,of,value\r\n") && csv.text.contains("lines_of_counterparty,,Coffee House,120\r\n"))
            #expect(csv.text.contains("answers_replayed,,,120\r\n"))
            let metrics = try await dana.get("/api/metrics/snapshot").json()
            #expect(metrics["automation"]?["lines"]?.number == 120)
            #expect(metrics["llm"]?["spent_usd"]?.string == "0.00")
        }
    }
}
