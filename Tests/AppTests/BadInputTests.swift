import Foundation
import Storage
import TestSupport
import Testing

/// Each is one clear sentence with the way out, on standard error, and status 1 or 2; never a crash.
struct BadInputTests {
    @Test(arguments: [
        ("empty.csv", "", "empty.csv is empty."),
        ("binary.csv", "\u{0}\u{1}\u{2}\u{3}\u{5}\u{6}\u{0}\u{0}\u{0}\u{1}\u{2}", "binary.csv holds binary data"),
        ("prose.csv", "Dear customer,\nyour statement is ready.\n", "prose.csv"),
        ("book.pdf", "%PDF-1.7\n", "book.pdf is a PDF document"),
    ])
    func `a file that is no statement is refused in one sentence`(_ name: String, _ text: String, _ sentence: String) async throws {
        let program = try Program()
        let outcome = try await program.run("import", try program.file(name, text))

        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("bookkeeper: \(sentence)"))
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test func `a folder and a missing file are named as such`() async throws {
        let program = try Program()
        #expect(try await program.run("import", ".").errors.contains("it is a folder, not a file"))
        #expect(try await program.run("import", "missing.csv").errors.contains("missing.csv cannot be read: it is not there"))
    }

    @Test(.enabled(if: geteuid() != 0 || FileManager.default.isExecutableFile(atPath: "/usr/sbin/runuser")))
    func `a file without permission says so`() async throws {
        let program = try Program()
        let name = try program.file("secret.csv", "Date,Description,Amount\n")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: program.folder.appending(path: name).path)
        // Root may read everything, so the program runs as nobody in a folder that nobody may write to but read.
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: program.folder.path)
        let words = [Program.path, "import", name]
        let outcome = try await program.run(geteuid() == 0 ? ["/usr/sbin/runuser", "-u", "nobody", "--"] + words : words)
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("bookkeeper: secret.csv cannot be read: permission denied."))
    }

    @Test(arguments: [
        ("2025-06-01,Far too much,92233720368547758.08", "92233720368547758.08"),
        ("13/13/2024,No such day,-1.00", "13/13/2024"),
    ])
    func `a row that cannot be read is told with its text and the others go in`(_ row: String, _ quoted: String) async throws {
        let program = try Program()
        let outcome = try await program.run(
            "import", try program.file("rows.csv", "Date,Description,Amount\n2025-06-01,Good,-1.00\n\(row)\n"))

        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("rows.csv: csv, 1 line, 1 new\n"))
        #expect(outcome.output.contains("row 3 was left out"))
        #expect(outcome.output.contains(quoted))
    }

    @Test func `an unknown currency in a row is told`() async throws {
        let program = try Program()
        let rows = (1...4).map { "2025-06-0\($0),Good,-1.00,USD\n" }.joined() + "2025-06-05,Odd,-1.00,XQZ\n"
        let outcome = try await program.run("import", try program.file("rows.csv", "Date,Description,Amount,Currency\n" + rows))
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("XQZ"))
    }

    @Test(arguments: ["mysql://localhost/x", "bookkeeper.db", "sqlite:", "http://localhost"])
    func `a wrong DATABASE_URL is named with the right forms`(_ url: String) async throws {
        let program = try Program()
        let outcome = try await program.run("review", environment: ["DATABASE_URL": url])
        #expect(outcome.status == 2)
        #expect(outcome.errors.hasPrefix("bookkeeper: DATABASE_URL or --database"))
        #expect(outcome.errors.hasSuffix(" names no database. Write sqlite:PATH or postgres://USER@HOST/NAME.\n"))
    }

    @Test func `a server that does not answer and a folder that is not there are named`() async throws {
        let program = try Program()
        let server = try await program.run("review", environment: ["DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"])
        #expect(server.status == 1)
        #expect(server.errors.hasPrefix("bookkeeper: PostgreSQL does not answer: "))
        let folder = try await program.run("import", try program.file("a.csv", "x"), "--database", "sqlite:no/such/folder/books.db")
        #expect(folder.status == 2)
        #expect(
            folder.errors
                == "bookkeeper: The folder no/such/folder for the database is missing. Make it, or name another one with --database or DATABASE_URL.\n"
        )
    }

    @Test func `a server that takes the connection and says nothing is given up after ten seconds`() async throws {
        let silent = try SilentServer()
        let program = try Program()
        let start = ContinuousClock.now
        let outcome = try await program.run("review", environment: ["DATABASE_URL": "postgres://nobody@127.0.0.1:\(silent.port)/none"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("bookkeeper: PostgreSQL does not answer: it took too long."))
        #expect((.seconds(9) ..< .seconds(60)).contains(ContinuousClock.now - start))
    }

    @Test func `a role that row-level security does not bind is warned of, and works`() async throws {
        let program = try Program()
        let url = try await PostgresCluster.shared.url(ofNewDatabase: "superuser_\(UInt32.random(in: 0 ... .max))")
        let file = try program.file("a.csv", "Date,Description,Amount\n2025-06-01,A,1\n")
        let outcome = try await program.run("import", file, environment: ["DATABASE_URL": url.replacing("bookkeeper@", with: "postgres@")])
        #expect(outcome.status == 0)
        #expect(outcome.errors.hasPrefix("bookkeeper: warning: the PostgreSQL role is a superuser or bypasses row-level security"))
        let own = try await PostgresCluster.shared.url(ofNewDatabase: "plain_\(UInt32.random(in: 0 ... .max))")
        #expect(try await program.run("import", file, environment: ["DATABASE_URL": own]).errors.isEmpty)
    }

    @Test(arguments: [
        "postgres://dana:hunter2secret@127.0.0.1:1/none", "postgresql+driver://dana:hunter2secret@localhost/none",
        "postgres://dana:hunter2secret%zz@localhost/none", "postgres://dana:hunter2secret@[::1/none",
        "postgres://dana:pass@hunter2secret@localhost/none", "postgres://127.0.0.1:1/none?password=hunter2secret", "hunter2secret",
    ])
    func `a password in DATABASE_URL is in no error text`(_ url: String) async throws {
        let program = try Program()
        let file = try program.file("a.csv", "Date,Description,Amount\n2025-06-01,A,1\n")
        for command in [["review"], ["import", file]] {
            let outcome = try await program.run([Program.path] + command, environment: ["DATABASE_URL": url])
            #expect(outcome.status != 0)
            #expect(!(outcome.errors + outcome.output).contains("hunter2secret"))
        }
    }

    @Test func `another program's SQLite file is never written to`() async throws {
        let program = try Program()
        _ = try await program.run(["/usr/bin/env", "sqlite3", "theirs.db", "CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')"])
        let path = program.folder.appending(path: "theirs.db")
        let before = try Data(contentsOf: path)

        let outcome = try await program.run("review", "--database", "sqlite:theirs.db")

        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("theirs.db is not a database of this program."))
        #expect(try Data(contentsOf: path) == before)
    }

    @Test func `output that cannot be written is a fault`() async throws {
        let program = try Program()
        _ = try await program.run("tenant", "add", "Acme")
        let outcome = try await program.run(["/bin/sh", "-c", "\"$0\" account list > /dev/full", Program.path])
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("bookkeeper: The output could not be written in full."))
    }

    @Test func `what is no regular file is refused at once`() async throws {
        let program = try Program()
        let outcome = try await program.run("import", "/dev/zero")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("it is no regular file"))
    }

    @Test func `a missing or empty file makes no books`() async throws {
        let program = try Program()
        _ = try await program.run("import", "missing.csv")
        _ = try await program.run("import", try program.file("empty.csv", ""))
        #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "data").path))
    }

    @Test func `what is no backup is not restored`() async throws {
        let program = try Program()
        let empty = try await program.run("restore", try program.file("empty.bak", ""))
        #expect(empty.status == 1)
        #expect(empty.errors.contains("empty.bak is not a database of this program."))
        #expect(
            try await program.run("restore", "missing.bak").errors
                == "bookkeeper: There is no backup at missing.bak. Name the file that bookkeeper backup wrote.\n")
    }

    @Test func `a file that is not ours is never written to`() async throws {
        let program = try Program()
        _ = try program.file("notes.db", "These are my notes, at some length, and not a database at all.")
        let outcome = try await program.run(
            "import", try program.file("a.csv", "Date,Description,Amount\n2025-06-01,A,1\n"), "--database", "sqlite:notes.db")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("notes.db is not a database of this program."))
        #expect(try String(contentsOf: program.folder.appending(path: "notes.db"), encoding: .utf8).hasPrefix("These are my notes"))
    }

    @Test func `a database made by a newer program is refused by name`() async throws {
        let program = try Program()
        _ = try await program.run("tenant", "add", "Acme")
        _ = try await program.run(["/usr/bin/env", "sqlite3", "data/bookkeeper.db", "INSERT INTO schema_migration VALUES ('999_future')"])
        let fresh = try await program.run("migrate", "up", "--database", "sqlite:fresh.db").output
        let newest = try #require(fresh.split(separator: "\n").last?.replacing("applied ", with: ""))
        let outcome = try await program.run("review")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors
                == "bookkeeper: The database was made by a newer version of this program (it stands at 999_future, this one knows \(newest)). Use the newer program.\n"
        )
    }

    @Test func `a database that another program holds is waited for, then named`() async throws {
        let program = try Program()
        _ = try await program.run("tenant", "add", "Acme")
        let holder = try program.process(["/usr/bin/env", "sqlite3", "data/bookkeeper.db"])
        let input = Pipe()
        holder.standardInput = input
        holder.standardOutput = FileHandle.nullDevice
        try holder.run()
        try input.fileHandleForWriting.write(contentsOf: Data("BEGIN IMMEDIATE;\n".utf8))
        try await Task.sleep(for: .seconds(1))

        let outcome = try await program.run("import", try program.file("a.csv", "Date,Description,Amount\n2025-06-01,A,1.00\n"))
        try input.fileHandleForWriting.close()

        #expect(outcome.status == 1)
        #expect(
            outcome.errors
                == "bookkeeper: Another program holds the database and did not let go of it within 10 seconds. Stop that program or try again later.\n"
        )
        #expect(try await program.run("import", "a.csv").status == 0)
    }

    @Test func `labelled lines without the header are refused`() async throws {
        let program = try Program()
        let outcome = try await program.run("evaluate", try program.file("plain.csv", "when,what\n"))
        #expect(outcome.status == 1)
        #expect(outcome.errors == "bookkeeper: Row 1 of the file is not the header. It needs the header date,description,amount,account.\n")
    }
}
