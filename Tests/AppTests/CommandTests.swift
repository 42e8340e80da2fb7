import Foundation
import Storage
import Testing

struct CommandTests {
    private static let statement = """
        Date,Description,Amount
        2025-06-01,Coffee House,-3.50
        2025-06-01,Coffee House,-3.50
        2025-06-02,Salary,1200.00

        """

    @Test func `a statement becomes a trial balance in three commands`() async throws {
        let program = try Program()
        let file = try program.file("june.csv", Self.statement)

        let imported = try await program.run("import", file)
        #expect(imported.status == 0)
        #expect(imported.output.contains("june.csv: csv, 3 lines, 3 new"))

        let review = try await program.run("review")
        let lines = review.output.split(separator: "\n").filter { $0.contains("Coffee House") }.compactMap {
            $0.split(separator: " ").first
        }
        #expect(lines.count == 2)
        let decided = try await program.run([Program.path, "decide", "--account", "6100"] + lines.map(String.init))
        #expect(decided.status == 0)
        #expect(decided.output.contains("Filed and posted 2."))

        let report = try await program.run("report", "trial-balance")
        #expect(report.output.contains("1000  Checking   USD                7.00"))
        #expect(try await program.run("verify").status == 0)
    }

    @Test func `import says in JSON what the contract names`() async throws {
        let program = try Program()
        let file = try program.file("june.csv", Self.statement + "13/13/2024,Bad,1.00\n")

        let first = try await program.run("import", file, "--json")
        let again = try await program.run("import", file, "--json")

        let object = try #require(try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any])
        #expect(Set(object.keys) == ["file", "format", "lines", "duplicates", "rejected", "filed", "posted", "seconds"])
        #expect(object["lines"] as? Int == 3)
        #expect((object["rejected"] as? [[String: Any]])?.first?["line"] as? Int == 5)
        #expect(object["filed"] as? [String: Int] == ["rule": 0, "vendor": 0, "model": 0, "llm": 0, "review": 3])
        let repeated = try #require(try JSONSerialization.jsonObject(with: Data(again.output.utf8)) as? [String: Any])
        #expect(repeated["duplicates"] as? Int == 3)
    }

    @Test func `a statement in a currency that no account has had says so, as text and as JSON`() async throws {
        let program = try Program()
        let file = try program.file("euros.csv", "Date,Description,Amount (EUR)\n2025-06-01,Tea,-1.00\n")
        let sentence = "The statement in EUR names no account, and none of yours has had one in EUR, so its lines go to 1000 Checking"
        #expect(try await program.run("import", file, "--dry-run").output.contains(sentence))
        let told = try await program.run("import", file, "--json")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any])
        #expect((object["warnings"] as? [String])?.first?.hasPrefix(sentence) == true)
    }

    @Test func `a line in doubt is shown beside the known one, kept on demand, and what an import held is told`() async throws {
        let program = try Program()
        let first = "Date,Description,Amount\n2025-06-01,Fee,-1.00\n2025-06-10,TESCO,-20.00\n2025-06-20,Tea,-2.00\n"
        _ = try await program.run("import", try program.file("a.csv", first))
        let second = first.replacing("TESCO", with: "TESCO STORES 3312") + "2025-13-13,Bad,-1.00\n"
        let imported = try await program.run("import", try program.file("b.csv", second))
        #expect(imported.output.contains("1 of them may be in the books already: bookkeeper duplicates"))

        let list = try await program.run("duplicates")
        #expect(
            list.output.contains(
                "2025-06-10  -20.00 USD  TESCO STORES 3312  (b.csv, row 3)\n    known: 2025-06-10  -20.00 USD  TESCO  (a.csv, row 3)"))
        let number = try #require(list.output.split(separator: " ").first.map(String.init))
        #expect(try await program.run("duplicates", "keep", number).output == "Kept 1 as lines of their own, 0 of them posted.\n")
        #expect(try await program.run("duplicates").output == "No line is in doubt.\n")
        #expect(try await program.run("duplicates", "keep", number).status == 1)
        #expect(try await program.run("duplicates", "drop", "999999").status == 1)

        let imports = try await program.run("imports").output
        let id = try #require(imports.split(separator: " ").first.map(String.init))
        let certain = try await program.run("duplicates", "--import", id, "--json").output
        #expect(certain.split(separator: "\n").count == 2)
        #expect(certain.contains("\"evidence\":\"same\""))
        let told = try await program.run("imports", id).output
        #expect(told.contains("row 5 was left out"))
        #expect(told.contains("2025-06-01 to 2025-06-20"))
    }

    @Test func `inspect asks whether amounts without a sign are purchases by card`() async throws {
        let program = try Program()
        let file = try program.file("card.csv", "Date,Description,Amount\n2025-06-01,Fuel,40.00\n2025-06-02,Tea,5.00\n")
        let doubt = "No amount is marked as money out, so all lines are money in. If these are purchases by card, turn the sign"
        #expect(try await program.run("inspect", file).output.contains(doubt))
        #expect(try await !program.run("inspect", file, "--columns", "sign=inverted").output.contains(doubt))
        let rehearsed = try await program.run("import", file, "--dry-run").output
        #expect(rehearsed.contains(doubt) && rehearsed.contains("To do so, import with --columns sign=inverted"))
        #expect(try await program.run("import", file, "--dry-run", "--json").output.contains(doubt))
        #expect(try await !program.run("import", file, "--dry-run", "--columns", "sign=inverted").output.contains(doubt))
    }

    @Test func `columns are shown, changed, kept and forgotten from the command line`() async throws {
        let program = try Program()
        let file = try program.file("card.csv", "Date,Description,Amount\n2025-06-01,Fuel,40.00\n2025-06-02,Refund,-5.00\n")
        let inspected = try await program.run("inspect", file, "--columns", "sign=inverted")
        #expect(inspected.output.contains("-40.00 USD"))
        #expect(try await program.run("import", file, "--columns", "sign=inverted").status == 0)
        #expect(try await program.run("columns").output.contains("amount=Amount, sign=inverted"))
        #expect(try await program.run("columns", "forget", "1000").output == "Forgot 1 for 1000 Checking.\n")
        #expect(try await program.run("inspect", file, "--columns", "sign=sideways").errors.contains("sign cannot be “sideways”."))
        #expect(try await program.run("import", file, "--columns", "sign=as-written").errors.contains("Undo that import first"))
    }

    private struct Usage: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32

        init(_ line: String, _ status: Int32) {
            arguments = line.split(separator: " ").map(String.init)
            self.status = status
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    private static let usages = [
        Usage("", 0), Usage("--help", 0), Usage("--version", 0), Usage("import --help", 0), Usage("frobnicate", 2), Usage("import", 2),
        Usage("report nonsense", 2), Usage("decide 1", 2), Usage("import missing.csv", 1),
        Usage("report trial-balance --database sqlite:none.db", 2),
        Usage("report trial-balance --from yesterday", 2), Usage("report trial-balance --from 2025-02-01 --to 2025-01-01", 2),
        Usage("settings --threshold 0.5", 1), Usage("settings --auto-post perhaps", 2), Usage("settings --threshold 0.95", 0),
        Usage("report balance-sheet --period 2025-13", 2), Usage("report cash-flow --period 2025-Q1", 0),
        Usage("report general-ledger --account 9999", 1),
        Usage("undo 12", 1), Usage("undo twelve", 1), Usage("entry reverse 2025-0001", 1), Usage("close 2025-06-01", 2),
        Usage("reopen 2025-06", 1),
        Usage("tenant add X --chart martian", 1), Usage("tenant add X --currency XQZ", 2), Usage("account add 1000 Again --kind bank", 1),
        Usage("export beancount", 0), Usage("export nonsense", 2), Usage("verify --tenant Nobody", 1),
    ]

    @Test(arguments: usages)
    private func `the exit status tells wrong usage from a fault`(_ usage: Usage) async throws {
        let program = try Program()
        _ = try await program.run("tenant", "add", "Acme")

        let outcome = try await program.run([Program.path] + usage.arguments)

        #expect(outcome.status == usage.status, "\(outcome.errors)")
        #expect(outcome.errors.isEmpty == (usage.status == 0))
    }

    @Test func `every command explains itself`() async throws {
        let program = try Program()
        let help = try await program.run("--help").output
        for command in ["import", "evaluate", "report", "migrate", "verify", "backup", "restore", "export"] {
            #expect(help.contains("  \(command) "), "\(command) is in the list of commands")
            #expect(try await program.run(command, "--help").status == 0)
        }
        let completion = try await program.run("--generate-completion-script", "bash")
        #expect(completion.status == 0)
        #expect(completion.output.contains("trial-balance"))
    }

    @Test func `migrations go up, down and tell where they stand`() async throws {
        let program = try Program()
        let up = try await program.run("migrate", "up").output
        let ids = up.split(separator: "\n").map { $0.replacing("applied ", with: "") }
        #expect(ids.starts(with: ["001_initial", "002_tenant_settings", "003_auth_users", "004_billing", "005_notifications"]))
        #expect(ids == ids.sorted())
        let newest = try #require(ids.last)
        #expect(
            try await program.run("migrate", "down", "--to", "002_tenant_settings").output
                == ids.dropFirst(2).reversed().map { "took back \($0)\n" }.joined())
        #expect(
            try await program.run("migrate", "status").output
                == "applied  001_initial\napplied  002_tenant_settings\n" + ids.dropFirst(2).map { "missing  \($0)\n" }.joined())

        let late = try await program.run("review")
        #expect(late.status == 1)
        #expect(
            late.errors
                == "bookkeeper: The database stands at 002_tenant_settings and this program needs \(newest). Run: bookkeeper migrate up\n"
        )
        #expect(try await program.run("migrate", "up").status == 0)
    }

    @Test func `several companies in one database are told apart`() async throws {
        let program = try Program()
        let file = try program.file("june.csv", Self.statement)
        _ = try await program.run("tenant", "add", "Acme")
        _ = try await program.run("tenant", "add", "Kestrel", "--chart", "uk-small-business")

        let unsaid = try await program.run("import", file)
        #expect(unsaid.status == 2)
        #expect(unsaid.errors == "bookkeeper: The database holds 2 companies. Say which with --tenant: Acme, Kestrel.\n")
        #expect(try await program.run("import", file, "--tenant", "Kestrel").status == 0)
        #expect(try await program.run("review", "--tenant", "Acme").output == "Nothing waits for you.\n")
        #expect(try await program.run("review", "--tenant", "Kestrel").output.contains("-3.50 GBP"))
    }

    @Test func `a first import by several processes at once makes one company and brings each line once`() async throws {
        let program = try Program()
        let file = try program.file("june.csv", Self.statement)
        try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
            for _ in 1...4 { group.addTask { try await program.run("import", file) } }
            for try await outcome in group { #expect(outcome.status == 0, "\(outcome.errors)") }
        }

        #expect(try await program.run("tenant", "list").output.split(separator: "\n").count == 1)
        #expect(try await program.run("review").output.hasSuffix("3 lines wait.\n"))
    }

    @Test func `an account is named by its code, never by the number of a row`() async throws {
        let program = try Program()
        _ = try await program.run("import", try program.file("june.csv", Self.statement))
        // Ids are small numbers too: account 1's id is no code, and must not pass for one.
        let line = try await program.run("review", "--json").output.split(separator: "\n")[0].split(separator: "\"line\":")[1].prefix {
            $0.isNumber
        }
        let decided = try await program.run("decide", String(line), "--account", "2")
        #expect(decided.status == 1)
        #expect(decided.errors.hasPrefix("bookkeeper: There is no account 2 in these books."))
        let twice = try await program.run("account", "add", "6100", "Again", "--kind", "expense")
        #expect(twice.errors == "bookkeeper: That account code is taken. Choose another one.\n")
    }

    @Test func `a reader is not held up by a writer`() async throws {
        let program = try Program()
        _ = try await program.run("tenant", "add", "Acme")
        let holder = "(printf 'BEGIN IMMEDIATE;\\n'; sleep 5) | sqlite3 data/bookkeeper.db & sleep 1; \"$0\" review; echo \"status $?\""
        #expect(try await program.run(["/bin/sh", "-c", holder, Program.path]).output.hasSuffix("Nothing waits for you.\nstatus 0\n"))
    }

    @Test func `inspect says what a file is taken for, and books nothing`() async throws {
        let program = try Program()
        let sound = try await program.run("inspect", try program.file("june.csv", Self.statement))
        #expect(sound.status == 0)
        #expect(sound.output.contains("delimiter     comma"))
        for topic in ["format", "encoding", "delimiter", "header", "currency", "columns", "sign", "date order", "decimal mark"] {
            #expect(sound.output.contains("\n\(topic) ") || sound.output.hasPrefix("\(topic) "), "\(topic)")
        }
        #expect(sound.output.contains("month first") || sound.output.contains("year first"))
        #expect(sound.output.contains("3 lines, together 1193.00 USD"))
        #expect(sound.output.contains("\n  2  2025-"))
        #expect(sound.output.contains("\nStatement: account not named, USD, "))
        #expect(sound.output.contains("passed over: 1 (1 preamble)."))

        let faulty = try await program.run("inspect", try program.file("faulty.csv", Self.statement + "13/13/2024,Bad,1.00\n"))
        #expect(faulty.status == 1)
        #expect(faulty.output.contains("row 5: “13/13/2024” is not a date."))
        #expect(faulty.output.contains("13/13/2024,Bad,1.00"))
        #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "data").path))
    }

    @Test func `evaluate prints the figures that the contract names`() async throws {
        let program = try Program()
        let rows = (0..<60).map {
            "2025-01-\($0 % 28 + 1 < 10 ? "0" : "")\($0 % 28 + 1),\($0 % 2 == 0 ? "ACME CLOUD" : "BLUE CAFE"),-\($0).00,\($0 % 2 == 0 ? "Software" : "Meals")"
        }
        let file = try program.file("labelled.csv", "date,description,amount,account\n" + rows.joined(separator: "\n") + "\n")

        let outcome = try await program.run("evaluate", file, "--json")

        let object = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let named: Set = ["lines", "accounts", "accuracy", "coverage", "precision", "ece", "brier", "lines_per_second", "peak_rss_bytes"]
        #expect(Set(object.keys) == named)
        #expect(object["lines"] as? Int == 60)
        #expect(object["accounts"] as? Int == 2)
        #expect(try #require(object["accuracy"] as? Double) > 0.9)
    }

    @Test func `evaluate with details adds reliability, figures by account and the saved model, as text and as JSON`() async throws {
        let program = try Program()
        let rows = (0..<40).map { "2025-01-05,\($0 % 4 == 0 ? "ACME CLOUD" : "BLUE CAFE"),-5.00,\($0 % 4 == 0 ? "Software" : "Meals")" }
        let file = try program.file("labelled.csv", "date,description,amount,account\n" + rows.joined(separator: "\n") + "\n")

        let text = try await program.run("evaluate", file, "--details").output
        #expect(text.contains("saved model") && text.contains("share right"))
        #expect(text.contains("     30 ") && text.hasSuffix("Software\n"))

        let json = try await program.run("evaluate", file, "--details", "--json").output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let accounts = try #require(object["per_account"] as? [[String: Any]])
        #expect(accounts.map { $0["account"] as? String } == ["Meals", "Software"])
        #expect(accounts.map { $0["lines"] as? Int } == [30, 10])
        let bins = try #require(object["reliability"] as? [[String: Any]])
        #expect(bins.reduce(0) { $0 + ($1["lines"] as? Int ?? 0) } == 40)
        #expect(try #require(object["saved_bytes"] as? Int) > 1_000)
    }

    @Test(arguments: [
        "\u{FEFF}date,description,amount,account\r\n2025-01-05,\"CAFE, \"\"BLUE\"\"\",-5.00,Meals\r\n2025-01-06,CAFE,-6.00,Meals\r\n",
        "Account,Note,DATE,Amount,Description\nMeals,x,2025-01-06,-5.00,CAFE\nMeals,,2025-01-01,-5,\n\n",
        "date,description,amount,account\n2025-01-05,CAFE,-5.00,Meals\n2025-01-05,CAFE,12345678901234567890123.00,Meals\n2025-01-05,A,1,M",
    ])
    func `evaluate reads labels as spreadsheets write them`(text: String) async throws {
        let program = try Program()
        let outcome = try await program.run("evaluate", try program.file("labelled.csv", text))
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("lines        2\n"))
    }
}
