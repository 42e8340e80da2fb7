import Foundation
import Testing

struct RuleCommandTests {
    private static let statement = """
        Date,Description,Amount
        2025-06-01,SQ *BLUE BOTTLE #12 SF CA,-3.50
        2025-06-02,SQ *BLUE BOTTLE #13 SF CA,-3.75
        2025-06-03,SQ *BLUE BOTTLE #12 SF CA,-4.50
        2025-06-04,SQ *BLUE BOTTLE #12 SF CA,-5.50
        2025-06-05,COMCAST CHICAGO IL,-89.00

        """

    private static func begun() async throws -> Program {
        let program = try Program()
        _ = try await program.run("import", try program.file("june.csv", statement))
        return program
    }

    private static func objects(_ output: String) throws -> [[String: Any]] {
        try output.split(separator: "\n").compactMap { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    }

    /// Answers the first lines of the coffee house.
    private static func answer(_ count: Int, _ program: Program) async throws {
        let waiting = try objects(await program.run("review", "--json").output).filter { $0["vendor"] as? String == "blue bottle" }
        let lines = waiting.prefix(count).compactMap { $0["line"] as? Int }.map(String.init)
        _ = try await program.run([Program.path, "decide", "--account", "6100"] + lines)
    }

    @Test func `the review shows how far each vendor is from posting by itself`() async throws {
        let program = try await Self.begun()
        try await Self.answer(2, program)

        #expect(try await program.run("review").output.contains("2 of 3"))
        let waiting = try Self.objects(await program.run("review", "--json").output)
        #expect(waiting.map { $0["consistent_labels"] as? Int } == [2, 2, 0])
        #expect(waiting.allSatisfy { $0["labels_needed"] as? Int == 3 })
        let vendors = try Self.objects(await program.run("vendor", "list", "--json").output)
        #expect(vendors.map { $0["vendor"] as? String } == ["blue bottle", "comcast"])
        #expect(vendors.first?["consistent_labels"] as? Int == 2)
    }

    @Test func `a suggestion is offered with its evidence, and accepted by its number`() async throws {
        let program = try await Self.begun()
        try await Self.answer(3, program)
        let suggestion = try #require(try Self.objects(await program.run("rule", "suggestions", "--json").output).first)
        #expect((suggestion["evidence"] as? [Any])?.count == 3)
        let number = try #require(suggestion["suggestion"] as? Int)

        let accepted = try await program.run("rule", "accept", "\(number)")
        #expect(accepted.output.hasPrefix("Added “Blue Bottle”."))
        #expect(try await program.run("rule", "suggestions").output == "Your answers ask for no rule yet.\n")
        #expect(try await program.run("rule", "dismiss", "\(number)").status == 1)
    }

    @Test func `a rule is tested, added, applied, changed and rolled back`() async throws {
        let program = try await Self.begun()
        let words = ["--contains", "blue", "--direction", "out", "--to", "5.00", "--account", "6100"]
        let tested = try await program.run([Program.path, "rule", "test", "Coffee", "--json"] + words)
        let report = try #require(try Self.objects(tested.output).first)
        #expect(report["would_file"] as? Int == 3)
        #expect((report["sample"] as? [Any])?.count == 3)
        #expect(try await program.run("rule", "list").output.hasPrefix("There are no rules yet."))

        #expect(try await program.run([Program.path, "rule", "add", "Coffee"] + words).status == 0)
        #expect(try await program.run("rule", "apply", "Coffee").output == "Posted 3 waiting lines.\n")
        #expect(try await program.run("rule", "change", "Coffee", "--to", "9.00", "--contains", "blue", "--priority", "2").status == 0)
        #expect(try await program.run("rule", "apply", "Coffee").output == "Posted 1 waiting line.\n")
        #expect(try await program.run("rule", "rollback", "Coffee", "1").status == 0)
        let history = try Self.objects(await program.run("rule", "history", "Coffee", "--json").output)
        #expect(history.map { $0["change"] as? String } == ["added", "changed", "rolled_back"])
        #expect(history.map { $0["changed_by"] as? String } == ["cli:dana", "cli:dana", "cli:dana"])
        #expect(
            try await program.run("rule", "list").output.contains(
                "text contains “blue” and amount to 5.00 USD and money out: file to 6100 Bank fees"))
        #expect(try await program.run("verify").status == 0)
    }

    @Test func `rules go out as YAML and come back unchanged; a fault names its line and keeps everything out`() async throws {
        let program = try await Self.begun()
        _ = try await program.run("rule", "add", "Coffee", "--contains", "blue", "--split", "6100=70%", "--split", "6990=30%")
        let yaml = try await program.run("rule", "export").output

        let same = try await program.run("rule", "import", try program.file("rules.yaml", yaml))
        #expect(same.output == "0 new, 0 changed, 1 as they were.\n")
        let other = try program.file("other.yaml", yaml.replacing("blue", with: "green"))
        let rehearsal = try await program.run("rule", "import", other, "--dry-run")
        #expect(rehearsal.output.contains("-     text: {contains: 'blue'}\n+     text: {contains: 'green'}\n"))
        #expect(try await program.run("rule", "export").output == yaml)

        let faulty = try await program.run("rule", "import", try program.file("faulty.yaml", yaml.replacing("'6990'", with: "'9999'")))
        #expect(faulty.status == 1)
        #expect(
            faulty.errors
                == "bookkeeper: Line 7: there is no account 9999 in these books. Use a code from: bookkeeper account list\n")
    }

    @Test func `rules that disagree are told when made and when listed`() async throws {
        let program = try await Self.begun()
        _ = try await program.run("rule", "add", "One", "--contains", "blue", "--account", "6100")
        let added = try await program.run("rule", "add", "Two", "--contains", "bott", "--account", "6990")
        for output in [added.output, try await program.run("rule", "list").output, try await program.run("rule", "conflicts").output] {
            #expect(output.contains("“One” and “Two” disagree about 4 lines, like line "))
        }
        _ = try await program.run("rule", "change", "One", "--priority", "1")
        #expect(try await program.run("rule", "conflicts").output == "No rules disagree.\n")
    }

    @Test func `vendors are merged, renamed, split and taken back`() async throws {
        let program = try await Self.begun()
        #expect(try await program.run("vendor", "merge", "comcast", "--into", "Blue Bottle").status == 0)
        #expect(try await program.run("vendor", "rename", "blue bottle", "Blue & Co").status == 0)
        #expect(try await program.run("vendor", "list").output.contains("Blue & Co"))
        #expect(try await program.run("vendor", "split", "comcast").status == 0)
        #expect(try await program.run("vendor", "undo").status == 0)
        #expect(try await program.run("vendor", "list").output.hasSuffix("1 vendor.\n"))
        #expect(try await program.run("vendor", "history").output.split(separator: "\n").count == 3)
        #expect(try await program.run("vendor", "merge", "nobody", "--into", "Blue & Co").status == 1)
    }

    @Test(arguments: [
        ["rule", "add", "X", "--account", "6100"], ["rule", "add", "X", "--contains", "a"],
        ["rule", "add", "X", "--contains", "a", "--account", "6100", "--transfer", "1000"],
        ["rule", "add", "X", "--contains", "a", "--split", "6100=half"], ["rule", "add", "X", "--direction", "up", "--account", "6100"],
        ["rule", "add", "X", "--from", "-5", "--account", "6100"], ["rule", "change", "X"], ["rule", "rollback", "X", "first"],
        ["vendor", "undo", "last"], ["rule", "change", "X", "--enable", "--disable"],
    ])
    func `a rule that is said wrongly is wrong usage`(arguments: [String]) async throws {
        let program = try Program()
        _ = try await program.run("tenant", "add", "Acme")
        let outcome = try await program.run([Program.path] + arguments)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(!outcome.errors.isEmpty)
    }
}
