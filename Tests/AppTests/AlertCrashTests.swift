import Foundation
import TestSupport
import Testing

/// Alerts, kills and several processes, on the real program with a real mail server.
struct AlertCrashTests {
    @Test func `what a process committed before it ended is told by the next one`() async throws {
        let program = try Program()
        let mail = try await ServerProcess.mail()
        try await program.company(mailTo: "dana@acme.example")
        // An export ends and so does its process, as after a kill between the commit and the sending.
        #expect(try await program.run("export", "csv", "--database", "sqlite:books.db").status == 0)
        #expect(try await program.ask("SELECT type FROM alert") == "export_completed")

        let worker = try program.work(port: mail.port, "sqlite:books.db")
        defer { worker.terminate() }
        let letter = try await mail.letter(1)
        #expect(letter.contains("To: <dana@acme.example>"))
        try await program.wait(for: "1|sent", "SELECT sent, state FROM notification_log WHERE channel = 'email'")
        #expect(try await program.ask("SELECT COUNT(*) FROM alert") == "0")
    }

    @Test func `a kill between the commit and the sending loses nothing`() async throws {
        let program = try Program()
        let (silent, mail) = (try SilentServer(), try await ServerProcess.mail())
        defer { withExtendedLifetime(silent) {} }
        try await program.company(mailTo: "dana@acme.example")
        _ = try await program.run("export", "csv", "--database", "sqlite:books.db")
        // It has taken the letter up and waits for a mail server to say its name.
        let first = try program.work(port: Int(silent.port), "sqlite:books.db")
        try await program.wait(for: "0|waiting|1", "SELECT sent, state, attempts FROM notification_log WHERE channel = 'email'")
        kill(first.processIdentifier, SIGKILL)
        while first.isRunning { try await Task.sleep(for: .milliseconds(10)) }

        try await program.forgetClaims()
        let second = try program.work(port: mail.port, "sqlite:books.db")
        defer { second.terminate() }
        #expect(try await mail.letter(1).contains("To: <dana@acme.example>"))
        try await program.wait(for: "1|sent|2", "SELECT sent, state, attempts FROM notification_log WHERE channel = 'email'")
        #expect(!mail.has(2))
    }

    @Test func `a kill between the sending and the note of it has the same letter sent again, under the same id`() async throws {
        let program = try Program()
        let mail = try await ServerProcess.mail()
        try await program.company(mailTo: "hang@acme.example")
        _ = try await program.run("export", "csv", "--database", "sqlite:books.db")
        let first = try program.work(port: mail.port, "sqlite:books.db")
        let sent = try await mail.letter(1)
        kill(first.processIdentifier, SIGKILL)
        while first.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try await program.ask("SELECT sent, state, attempts FROM notification_log WHERE channel = 'email'") == "0|waiting|1")

        try await program.forgetClaims()
        let second = try program.work(port: mail.port, "sqlite:books.db")
        defer { second.terminate() }
        let again = try await mail.letter(2)
        try await program.wait(for: "1|sent|2", "SELECT sent, state, attempts FROM notification_log WHERE channel = 'email'")
        func id(_ letter: String) -> Substring? { letter.split(separator: "\r\n").first { $0.hasPrefix("Message-ID:") } }
        #expect(id(sent) != nil && id(sent) == id(again))
    }

    @Test func `two processes on one PostgreSQL send one letter for sixty-four alerts`() async throws {
        let program = try Program()
        let mail = try await ServerProcess.mail()
        let url = try await PostgresCluster.shared.url(ofNewDatabase: "two_workers")
        let outcome = try await program.run("tenant", "add", "Acme", environment: ["DATABASE_URL": url])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let tenant = try await program.psql(url, "SELECT id FROM tenant")
        try await program.setUp(mailTo: "dana@acme.example", tenant) { sql in try await program.psql(url, sql) }
        let workers = try (0..<2).map { _ in try program.work(port: mail.port, url) }
        defer { workers.forEach { $0.terminate() } }

        _ = try await program.psql(
            url,
            """
            SET bookkeeper.tenant_id = '\(tenant)';
            INSERT INTO alert (tenant_id, id, type, message, raised_at)
            SELECT \(tenant), 9000000 + n, 'psi_alert', 'PSI vendor: 0.245, amount: 0.189', 0 FROM generate_series(1, 64) n;
            INSERT INTO notification_due (tenant_id, due_at) VALUES (\(tenant), 0) ON CONFLICT (tenant_id) DO UPDATE SET due_at = 0
            """)
        let count = "SET bookkeeper.tenant_id = '\(tenant)'; SELECT COUNT(*) FROM notification_log WHERE state = "
        for _ in 0..<150 where try await program.psql(url, count + "'held'") != "126" { try await Task.sleep(for: .milliseconds(200)) }
        #expect(try await program.psql(url, count + "'held'") == "126")
        #expect(try await program.psql(url, count + "'sent'") == "1")
        #expect(mail.has(1) && !mail.has(2))
    }
}

extension ServerProcess {
    /// The mail server that the tests of the live form speak to, here without TLS.
    fileprivate static func mail() async throws -> ServerProcess { try await ServerProcess("smtp_double.py", "stripped") }

    fileprivate func has(_ number: Int) -> Bool { bytes("letter", number) != nil }

    fileprivate func letter(_ number: Int) async throws -> String {
        for _ in 0..<1_000 where !has(number) { try await Task.sleep(for: .milliseconds(20)) }
        return text("letter-\(number)")
    }
}

extension Program {
    fileprivate func ask(_ sql: String) async throws -> String {
        try await run(["/usr/bin/env", "sqlite3", "-cmd", ".timeout 10000", "books.db", sql]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    fileprivate func psql(_ url: String, _ sql: String) async throws -> String {
        let outcome = try await run(["/usr/bin/env", "psql", "--quiet", "--tuples-only", "--no-align", url, "--command", sql])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    fileprivate func wait(for answer: String, _ sql: String) async throws {
        for _ in 0..<150 where try await ask(sql) != answer { try await Task.sleep(for: .milliseconds(200)) }
        #expect(try await ask(sql) == answer)
    }

    /// As if the two minutes of a dead process's claim had passed.
    fileprivate func forgetClaims() async throws {
        _ = try await ask("UPDATE notification_log SET due_at = 0 WHERE state = 'waiting'; UPDATE notification_due SET due_at = 0")
    }

    fileprivate func company(mailTo address: String) async throws {
        _ = try await run("tenant", "add", "Acme", "--database", "sqlite:books.db")
        try await setUp(mailTo: address, ask("SELECT id FROM tenant"), ask)
    }

    /// As an outside program that knows the contract's tables would.
    fileprivate func setUp(mailTo address: String, _ tenant: String, _ execute: (String) async throws -> String) async throws {
        let alerts = #"{"psi_alert":true,"budget_fallback":true,"je_imbalance":true,"export_completed":true,"coldstart_graduated":true}"#
        let isPostgres = tenant.isEmpty ? false : !FileManager.default.fileExists(atPath: folder.appending(path: "books.db").path)
        let prefix = isPostgres ? "SET bookkeeper.tenant_id = '\(tenant)'; " : ""
        _ = try await execute(
            """
            \(prefix)INSERT INTO tenant_settings (tenant_id, auto_post, threshold, large_amount, fiscal_year_start, updated_at, updated_by)
            SELECT \(tenant), 0, 9000, 500000, 1, 0, 'test' WHERE NOT EXISTS (SELECT 1 FROM tenant_settings WHERE tenant_id = \(tenant));
            INSERT INTO tenant_notifications (tenant_id, email, slack_webhook_url, alerts_json, updated_at, updated_by)
            VALUES (\(tenant), '\(address)', NULL, '\(alerts)', 0, 'test')
            """)
    }

    fileprivate func work(port: Int, _ url: String) throws -> Process {
        let process = try process(
            [Self.path, "work"],
            environment: [
                "DATABASE_URL": url, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": "\(port)", "SMTP_TLS": "none",
                "SECRET_KEY": String(repeating: "k", count: 32),
            ])
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
