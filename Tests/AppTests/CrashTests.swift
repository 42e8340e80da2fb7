import Foundation
import Testing

struct CrashTests {
    private static let lines = 30_000

    /// Distinct lines of one year, as a bank would export them.
    private func bigFile(_ program: Program) throws -> String {
        var text = "Date,Description,Amount\n"
        for number in 0..<Self.lines {
            text +=
                "2025-\(number % 12 + 1 < 10 ? "0" : "")\(number % 12 + 1)-15,CARD PURCHASE \(number % 900) STORE,-\(number % 5_000).25\n"
        }
        return try program.file("big.csv", text)
    }

    @Test func `what an import has reported is there after a kill`() async throws {
        let program = try Program()
        let file = try program.file("one.csv", "Date,Description,Amount\n2025-06-01,Coffee,-3.50\n")
        // Killed the moment it has said what it did.
        let script = "\"$0\" import \(file) > said & pid=$!; while [ ! -s said ]; do sleep 0.01; done; kill -9 $pid 2>/dev/null; true"
        _ = try await program.run(["/bin/sh", "-c", script, Program.path])
        #expect(try await program.run("review").output.hasSuffix("1 line waits.\n"))
        #expect(try await program.run("verify").status == 0)
    }

    @Test func `an import killed in the middle leaves nothing, and run again is whole`() async throws {
        let program = try Program()
        _ = try await program.run("tenant", "add", "Acme")
        let file = try bigFile(program)
        let rehearsal = try await program.run("import", file, "--dry-run", "--json")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(rehearsal.output.utf8)) as? [String: Any])
        let seconds = try #require(object["seconds"] as? Double)

        // Wherever the kill falls: all of the import is there, or nothing.
        var killed = 0
        for share in [0.1, 0.3, 0.5, 0.7, 0.9] {
            if try await program.kill(after: .seconds(seconds * share), "import", file) { killed += 1 }
            let imports = try await program.run("imports").output
            let waiting = try await program.run("review", "--limit", "1").output
            if imports.hasPrefix("Nothing was imported yet.") {
                #expect(waiting == "Nothing waits for you.\n")
            } else {
                #expect(waiting.hasSuffix("1 of \(Self.lines) waiting lines; --limit shows more.\n"))
            }
            #expect(try await program.run("verify").status == 0)
        }
        #expect(killed > 0)
        let again = try await program.run("import", file, "--json")
        #expect(again.output.contains("\"lines\":\(Self.lines)"))
        #expect(try await program.run("review", "--limit", "1").output.hasSuffix("1 of \(Self.lines) waiting lines; --limit shows more.\n"))
        #expect(try await program.run("verify").status == 0)
    }

    /// Whether a small file system of one's own can be mounted here.
    static let canMount: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    @Test(.enabled(if: canMount, "needs user namespaces to mount a small disk"))
    func `a full disk is one sentence, and the books are as they were`() async throws {
        let program = try Program()
        let file = try bigFile(program)
        let script = """
            mkdir disk && mount -t tmpfs -o size=3m tmpfs disk
            "$0" tenant add Acme --database sqlite:disk/books.db && "$0" import \(file) --database sqlite:disk/books.db
            echo "status $?"; rm -f disk/filler; "$0" verify --database sqlite:disk/books.db; "$0" review --database sqlite:disk/books.db
            """
        let outcome = try await program.run(["/usr/bin/env", "unshare", "-rm", "sh", "-c", script, Program.path])

        #expect(outcome.output.contains("status 1"))
        #expect(
            outcome.errors
                == "bookkeeper: The disk is full, so nothing was saved and the books are as they were. Free some space and run it again.\n")
        #expect(outcome.output.contains("Acme: 0 entries and 1 audit rows are in order."))
        #expect(outcome.output.contains("Nothing waits for you."))
    }
}
