import Foundation
import TestSupport
import Testing

/// `bookkeeper explain` and `bookkeeper evaluate --llm`, with the double of a model's endpoint beside them.
struct LLMCommandTests {
    private func environment(_ model: ServerProcess) -> [String: String] {
        ["LLM_BASE_URL": model.address + "/v1", "LLM_MODEL": "double-1"]
    }

    @Test func `explain says who proposes what, why the line waits, and what the model answered`() async throws {
        let program = try Program()
        let model = try await ServerProcess("llm_double.py")
        let database = ["--database", "sqlite:books.db"]
        // Four lines are what one question is allowed for.
        let rows = (1...4).map { "2025-06-0\($0),COFFEE HOUSE 17,-\($0).50\n" }
        let file = try program.file("four.csv", "Date,Description,Amount\n" + rows.joined())
        try await model.steer(#"{"words":{"COFFEE":"6400"}}"#)
        let imported = try await program.run(
            [Program.path, "import", file] + database, environment: environment(model))
        #expect(imported.status == 0, "\(imported.errors)")

        let line = try await program.run(["/usr/bin/env", "sqlite3", "books.db", "SELECT MIN(id) FROM statement_line"]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let told = try await program.run([Program.path, "explain", line] + database)
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.output.contains("2025-06-01  -1.50 USD  COFFEE HOUSE 17"))
        #expect(told.output.contains("State:      waiting"))
        #expect(told.output.contains("Waits:"))
        #expect(told.output.contains("LLM:        6400"))
        #expect(told.output.contains("Vendor:     Coffee House 17, 0 of 3"))

        let missing = try await program.run([Program.path, "explain", "99"] + database)
        #expect(missing.status != 0 && missing.errors.contains("99"))
        let wrong = try await program.run([Program.path, "explain", "one"] + database)
        #expect(wrong.status == 2 && wrong.errors.contains("a line's number"))
    }

    @Test func `evaluate measures a configured model on lines that it has not seen, and tells what that cost`() async throws {
        let program = try Program()
        let model = try await ServerProcess("llm_double.py")
        let rows = (0..<60).map { day in
            "2025-01-\(day % 28 < 9 ? "0" : "")\(day % 28 + 1),\(day % 2 == 0 ? "ACME CLOUD" : "BLUE CAFE") \(day),-\(day + 1).00,\(day % 2 == 0 ? "Software" : "Meals")"
        }
        let file = try program.file("labelled.csv", "date,description,amount,account\n" + rows.joined(separator: "\n") + "\n")

        let refused = try await program.run("evaluate", file, "--llm")
        #expect(refused.status == 2 && refused.errors.contains("LLM_BASE_URL"))

        // Accounts have codes in the order of their names: Meals 1000, Software 1001.
        try await model.steer(#"{"words":{"ACME":"1001"}}"#)
        let outcome = try await program.run([Program.path, "evaluate", file, "--llm", "--json"], environment: environment(model))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let calls = try #require(try JSONSerialization.jsonObject(with: await model.json("/_double/requests")) as? [Any]).count
        #expect(object["lines"] as? Int == 60 && object["answered"] as? Int == 30 && object["calls"] as? Int == calls)
        #expect(object["accuracy"] as? Double == 0.5 && object["precision"] as? Double == 1)
        #expect(try #require(Double(object["spent_usd"] as? String ?? "")) > 0)
    }
}
