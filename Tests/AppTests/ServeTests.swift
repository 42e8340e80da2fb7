import Foundation
import TestSupport
import Testing

/// The service as an operator starts it.
struct ServeTests {
    @Test(arguments: [
        ("PORT", "abc"), ("PORT", "70000"), ("APP_URL", "books.example.com"), ("APP_URL", "https://books.example.com/app"),
        ("APP_URL", "http://books.example.com"), ("LOG_LEVEL", "loud"), ("SECRET_KEY", "short"), ("DATABASE_URL", "mysql://x"),
        ("SMTP_TLS", "ssl"), ("SMTP_PORT", "0"), ("SMTP_FROM", "nobody"), ("SMTP_USER", "alone"), ("SMTP_HOST", "smtp://x"),
        ("SMTP_FROM", "a@b.example\nBcc: c@d.example"), ("SLACK_ALLOWED_HOSTS", "http://evil.example"), ("SLACK_ALLOWED_HOSTS", "a b"),
        ("HOST", "no.such.host.invalid"), ("HOST", "192.0.2.1"), ("STRIPE_SECRET_KEY", "pk_test_0123456789"),
        ("STRIPE_PUBLISHABLE_KEY", "sk_test_0123456789"), ("STRIPE_PRICE_PRO", "prod_1"), ("STRIPE_PRICE_FIRM", "price 1"),
        ("STRIPE_WEBHOOK_SECRET", "x"), ("STRIPE_API_BASE", "http://evil.example"), ("QBO_CLIENT_ID", "alone"), ("QBO_ENV", "prod"),
        ("QBO_API_BASE", "x"), ("QBO_OAUTH_BASE", "x"), ("LLM_BASE_URL", "http://evil.example"), ("LLM_MODEL", "alone"),
        ("LLM_PRICE_INPUT_PER_MTOK", "-1"), ("LLM_PRICE_OUTPUT_PER_MTOK", "1,5"), ("LLM_TENANT_CAP_USD", "x"),
        ("LLM_GLOBAL_CAP_USD", "1e9"),
    ])
    func `a wrong value stops the start with one sentence that names the variable`(_ name: String, _ value: String) async throws {
        let outcome = try await Program().run("serve", environment: [name: value])
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains(name))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        let isSecret = ["SECRET_KEY", "STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET"].contains(name)
        #expect(!isSecret || !outcome.errors.contains("“\(value)”"))
    }

    @Test func `a port that is taken is told in a sentence`() async throws {
        let taken = try SilentServer()
        let outcome = try await Program().run("serve", "--port", "\(taken.port)")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors
                == "bookkeeper: Another program listens at 127.0.0.1, port \(taken.port). End it, or choose another port with PORT or --port.\n"
        )
    }

    @Test func `a mail server elsewhere is never spoken to in the clear`() async throws {
        let outcome = try await Program().run("serve", environment: ["SMTP_HOST": "smtp.example.com", "SMTP_TLS": "none"])
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("SMTP_TLS") && outcome.errors.split(separator: "\n").count == 1)
    }

    @Test func `the description of the API is JSON, without any database`() async throws {
        let program = try Program()
        let outcome = try await program.run("openapi")
        #expect(outcome.status == 0)
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect(document?["openapi"] as? String == "3.1.0")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: program.folder.path).allSatisfy { !$0.hasSuffix(".db") && $0 != "data" })
    }

    @Test func `the first start makes a key that its owner alone reads, SIGTERM ends it in order`() async throws {
        let program = try Program()
        let process = try program.process([Program.path, "serve", "--port", "0", "--data-dir", "kept"])
        let output = program.folder.appending(path: "serving")
        try Data().write(to: output)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = FileHandle.nullDevice
        let status = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { return continuation.resume(throwing: error) }
            let pid = process.processIdentifier
            Thread.detachNewThread {
                for _ in 0..<3_000 where process.isRunning && (try? Data(contentsOf: output))?.isEmpty != false {
                    Thread.sleep(forTimeInterval: 0.01)
                }
                kill(pid, SIGTERM)
            }
        }
        #expect(status == 0)
        let key = program.folder.appending(path: "kept/secret-key").path
        let attributes = try FileManager.default.attributesOfItem(atPath: key)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(attributes[.size] as? Int == 32)
        #expect(FileManager.default.fileExists(atPath: program.folder.appending(path: "kept/bookkeeper.db").path))
    }
}
