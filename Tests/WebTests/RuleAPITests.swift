import Foundation
import HTTPTypes
import Storage
import TestSupport
import Testing

@testable import Web

/// Rules over HTTP: tried before they count, changed without losing another's change, brought back, suggested, kept as a file.
struct RuleAPITests {
    private static let bank = "Date,Description,Amount\n" + (1...5).map { "2025-03-0\($0),COFFEE CORNER,-\($0).50\n" }.joined()

    /// A company with five lines that wait.
    private func reader(_ street: Street) async throws -> Browser {
        let dana = try await street.owner()
        let done = try await dana.send(
            .post, "/api/statements?filename=bank.csv", [.csrfToken: dana.token ?? ""], type: "text/csv", body: Self.bank)
        #expect(done.status == .created)
        return dana
    }

    private func rule(_ name: String, contains words: String = "coffee", to account: Int) -> String {
        #"{"name":"\#(name)","condition":{"text":{"contains":"\#(words)"}},"action":{"file":\#(account)}}"#
    }

    private func account(_ code: String, _ browser: Browser) async throws -> Int {
        try await browser.get("/api/accounts").json().items.first { $0["code"]?.string == code }?["id"]?.number ?? 0
    }

    private func answerThree(_ browser: Browser) async throws {
        let lines = try await browser.get("/api/lines").json().items.prefix(3)
        let answers = lines.map { #"{"line":\#($0["id"]?.number ?? 0),"account":"6000"}"# }.joined(separator: ",")
        _ = try await browser.post("/api/lines/decisions", json: #"{"decisions":[\#(answers)]}"#)
    }

    @Test(arguments: Engine.available)
    func `a dry run says what a rule would do and changes nothing`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await reader(street)
            let office = try await account("6000", dana)
            let body = #"{"condition":{"text":{"contains":"coffee"}},"action":{"file":\#(office)},"sample":2}"#
            let answer = try await dana.post("/api/rules/dry_run", json: body)
            #expect(answer.status == .ok, "\(answer.text)")
            let report = try answer.json()
            #expect(report["matched"] == 5 && report["waiting"] == 5 && report["disagreeing"] == 0)
            #expect(report["sample"]?.items.count == 2)
            #expect(try await dana.get("/api/rules").json().items.isEmpty)
            #expect(try await dana.get("/api/lines").json().items.count == 5)
            let wrong = try await dana.post("/api/rules/dry_run", json: body.replacing("coffee", with: ""))
            #expect(wrong.status == .unprocessableContent)
        }
    }

    @Test func `two who edit one rule do not overwrite each other`() async throws {
        try await House().open { street in
            let dana = try await reader(street)
            let office = try await account("6000", dana)
            let made = try await dana.post("/api/rules", json: rule("Coffee", to: office))
            #expect(made.status == .created)
            let path = "/api/rules/\(try made.json()["id"]?.number ?? 0)"
            let read = try await dana.get(path)
            let tag = read.headers[.eTag] ?? ""
            #expect(tag == made.headers[.eTag] && !tag.isEmpty)
            let first = try await dana.send(.put, path, json: rule("Coffee", contains: "corner", to: office), [.ifMatch: tag])
            #expect(first.status == .ok, "\(first.text)")
            #expect(try first.json()["version"] == 2)
            let second = try await dana.send(.put, path, json: rule("Coffee", contains: "beans", to: office), [.ifMatch: tag])
            #expect(second.status == .conflict && second.errorCode == "stale")
            #expect(try await dana.get(path).text.contains("corner"))
            let third = try await dana.send(
                .put, path, json: rule("Beans", contains: "beans", to: office), [.ifMatch: first.headers[.eTag] ?? ""])
            #expect(try third.json()["name"] == "Beans")
        }
    }

    @Test func `a rule's past can be read and brought back, after its removal too`() async throws {
        try await House().open { street in
            let dana = try await reader(street)
            let office = try await account("6000", dana)
            let id = try await dana.post("/api/rules", json: rule("Coffee", to: office)).json()["id"]?.number ?? 0
            _ = try await dana.send(.put, "/api/rules/\(id)", json: rule("Coffee", contains: "beans", to: office))
            #expect(try await dana.delete("/api/rules/\(id)").status == .noContent)
            #expect(try await dana.get("/api/rules/\(id)").status == .notFound)
            // Another rule takes the name: the number still means the first one.
            _ = try await dana.post("/api/rules", json: rule("Coffee", contains: "other", to: office))
            let versions = try await dana.get("/api/rules/\(id)/history").json().items
            #expect(versions.map { $0["change"]?.string } == ["added", "changed", "removed"])
            #expect(try await dana.post("/api/rules/\(id)/rollback", json: #"{"version":9}"#).status == .notFound)
            let taken = try await dana.post("/api/rules/\(id)/rollback", json: #"{"version":1}"#)
            #expect(taken.status == .conflict)
            let other = try await dana.get("/api/rules").json().items[0]["id"]?.number ?? 0
            _ = try await dana.delete("/api/rules/\(other)")
            #expect(try await dana.post("/api/rules/\(id)/rollback", json: #"{"version":1}"#).status == .ok)
            #expect(try await dana.get("/api/rules/\(id)").json()["version"] == 4)
        }
    }

    @Test func `a rule is applied to the lines that wait`() async throws {
        try await House().open { street in
            let dana = try await reader(street)
            let office = try await account("6000", dana)
            let id = try await dana.post("/api/rules", json: rule("Coffee", to: office)).json()["id"]?.number ?? 0
            let applied = try await dana.post("/api/rules/\(id)/application", json: "{}")
            #expect(applied.status == .ok, "\(applied.text)")
            let counts = try applied.json()
            #expect((counts["filed"]?.number ?? 0) + (counts["held"]?["auto_post_off"]?.number ?? 0) == 5)
        }
    }

    @Test func `rules that disagree are named with a line that shows it`() async throws {
        try await House().open { street in
            let dana = try await reader(street)
            let (office, meals) = (try await account("6000", dana), try await account("3000", dana))
            _ = try await dana.post("/api/rules", json: rule("One", to: office))
            let second = try await dana.post("/api/rules", json: rule("Two", to: meals))
            #expect(try second.json()["conflicts"]?.items.count == 1)
            let conflicts = try await dana.get("/api/rules/conflicts").json().items
            #expect(conflicts.first?["rules"] == ["One", "Two"] && conflicts.first?["lines"] == 5)
        }
    }

    @Test(arguments: Engine.available)
    func `what answers ask for is offered, made on request, or dismissed for good`(on engine: Engine) async throws {
        try await House(on: engine).open { street in
            let dana = try await reader(street)
            try await answerThree(dana)
            let suggestions = try await dana.get("/api/rules/suggestions").json().items
            #expect(suggestions.count == 1 && suggestions[0]["account"] == "6000" && suggestions[0]["answers"] == 3)
            let path = "/api/rules/suggestions/\(suggestions[0]["suggestion"]?.number ?? 0)"
            #expect(try await dana.post(path + "/acceptance", json: "{}").status == .created)
            #expect(try await dana.get("/api/rules").json().items.count == 1)
            #expect(try await dana.post(path + "/acceptance", json: "{}").status == .notFound)
            let id = try await dana.get("/api/rules").json().items[0]["id"]?.number ?? 0
            _ = try await dana.delete("/api/rules/\(id)")
            #expect(try await dana.post(path + "/dismissal", json: "{}").status == .noContent)
            #expect(try await dana.get("/api/rules/suggestions").json().items.isEmpty)
        }
    }

    @Test func `the rules go out as YAML and come back the same`() async throws {
        try await House().open { street in
            let dana = try await reader(street)
            let id = try await dana.post("/api/rules", json: rule("Coffee", to: try await account("6000", dana))).json()["id"]?.number ?? 0
            let file = try await dana.get("/api/rules/file")
            #expect(file.headers[.contentType] == "application/yaml")
            _ = try await dana.delete("/api/rules/\(id)")
            let proof: HTTPFields = [.csrfToken: dana.token ?? ""]
            let trial = try await dana.send(.post, "/api/rules/file?dry_run=true", proof, type: "application/yaml", body: file.text)
            #expect(try trial.json()["added"] == ["Coffee"])
            #expect(try await dana.get("/api/rules").json().items.isEmpty)
            _ = try await dana.send(.post, "/api/rules/file", proof, type: "application/yaml", body: file.text)
            #expect(try await dana.get("/api/rules/file").text == file.text)
            let wrong = try await dana.send(.post, "/api/rules/file", proof, type: "application/yaml", body: "rules:\n  - name: x\n")
            #expect(wrong.status == .unprocessableContent && wrong.message?.contains("Line") == true)
            let type = try await dana.send(.post, "/api/rules/file", proof, type: "text/plain", body: file.text)
            #expect(type.status == .unsupportedMediaType)
        }
    }

    // MARK: In the browser

    @Test func `a rule is tried on its page, and nothing typed is lost`() async throws {
        try await House().open { street in
            let dana = try await reader(street)
            let office = try await account("6000", dana)
            let page = try await dana.get("/rules")
            let fields = [("csrf_token", page.formToken), ("name", "Coffee"), ("contains", "coffee"), ("account", "\(office)")]
            let trial = try await dana.post("/rules", form: fields + [("do", "try")])
            #expect(trial.status == .ok && trial.text.contains("It holds for 5 lines"))
            #expect(trial.text.contains("value=\"Coffee\"") && trial.text.contains("value=\"\(office)\" selected"))
            #expect(try await dana.get("/api/rules").json().items.isEmpty)
            #expect(try await dana.post("/rules", form: fields + [("do", "add")]).status == .seeOther)
            let id = try await dana.get("/api/rules").json().items[0]["id"]?.number ?? 0
            _ = try await dana.send(.put, "/api/rules/\(id)", json: rule("Coffee", contains: "beans", to: office))
            let past = try await dana.get("/rules/\(id)")
            #expect(past.text.contains("Bring back"))
            let back = try await dana.post("/rules/\(id)/rollback", form: [("csrf_token", past.formToken), ("version", "1")])
            #expect(back.status == .seeOther)
            #expect(try await dana.get("/rules/\(id)").text.contains("rolled back"))
            let applied = try await dana.post("/rules/\(id)/application", form: [("csrf_token", past.formToken), ("do", "waiting")])
            #expect(applied.status == .ok && applied.text.contains("held back"))
        }
    }

    @Test func `a suggestion is made or refused with one button`() async throws {
        try await House().open { street in
            let dana = try await reader(street)
            try await answerThree(dana)
            let page = try await dana.get("/rules")
            let path = page.text.firstMatch(of: /action="(\/rules\/suggestions\/[0-9]+)\/acceptance"/)?.1
            let made = try await dana.post("\(path ?? "")/acceptance", form: [("csrf_token", page.formToken)])
            #expect(made.headers[.location] == "/rules")
            #expect(try await dana.get("/api/rules").json().items.count == 1)
        }
    }
}
