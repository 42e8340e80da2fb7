import Foundation
import Operations
import Storage
import TestSupport
import Testing

/// A webhook and a kill, on the real program.
struct WebhookCrashTests {
    private static let secret = "whsec_for_this_test"

    @Test func `a webhook that a kill cut off is kept, and has its effect when it comes again`() async throws {
        let program = try Program()
        _ = try await program.run("tenant", "add", "Acme", "--database", "sqlite:books.db")
        let tenant = try await program.ask("SELECT id FROM tenant")
        let samples = WireSamples(tenant: tenant)
        _ = try program.file("event.json", samples.event("evt_1", "customer.subscription.created", samples.subscription("active")))

        // The provider takes the question and says nothing.
        let provider = try program.python(Self.silence, "silent-port")
        defer { provider.terminate() }
        let silentPort = try await program.text(of: "silent-port", provider)
        let (first, firstPort) = try await program.serve(asking: "http://127.0.0.1:\(silentPort)", secret: Self.secret)
        let delivery = try program.python(Self.delivery, firstPort, try program.signature(Self.secret), "first-answer")
        while try await program.ask("SELECT COUNT(*) FROM billing_events") != "1" {
            guard first.isRunning, delivery.isRunning else { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        kill(first.processIdentifier, SIGKILL)
        while first.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try await program.ask("SELECT processed, outcome IS NULL FROM billing_events") == "0|1")
        #expect(try await program.ask("SELECT COUNT(*) FROM billing_subscriptions") == "0")

        let (second, secondPort) = try await program.serve(asking: "http://127.0.0.1:1", secret: Self.secret)
        defer { second.terminate() }
        let again = try program.python(Self.delivery, secondPort, try program.signature(Self.secret), "second-answer")
        #expect(try await program.text(of: "second-answer", again).contains(#""outcome":"applied""#))
        #expect(try await program.ask("SELECT processed, outcome FROM billing_events") == "1|applied")
        #expect(try await program.ask("SELECT plan, status FROM billing_subscriptions") == "pro|active")
        #expect(try await program.ask("SELECT COUNT(*) FROM audit_event WHERE action = 'subscription.changed'") == "1")
    }

    private static let silence = """
        from os import getppid, rename
        from socket import socket
        from sys import argv
        from time import sleep
        server = socket(); server.bind(("127.0.0.1", 0)); server.listen(64)
        open(argv[1] + ".new", "w").write(str(server.getsockname()[1])); rename(argv[1] + ".new", argv[1])
        parent = getppid()
        while getppid() == parent: sleep(0.2)
        """

    private static let delivery = """
        from os import rename
        from sys import argv
        from urllib.request import Request, urlopen
        port, signature, answer = argv[1:]
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
        address = f"http://127.0.0.1:{port}/api/billing/stripe_webhook"
        request = Request(address, open("event.json", "rb").read(), headers)
        open(answer + ".new", "w").write(urlopen(request).read().decode()); rename(answer + ".new", answer)
        """
}

extension Program {
    struct Gone: Error {
        let what: String
    }

    /// Asks the database beside the program.
    fileprivate func ask(_ sql: String) async throws -> String {
        try await run(["/usr/bin/env", "sqlite3", "-cmd", ".timeout 10000", "books.db", sql]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    fileprivate func python(_ script: String, _ arguments: String...) throws -> Process {
        let process = try process(["/usr/bin/env", "python3", "-c", script] + arguments)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// What `writer` writes into a file, once it is there whole.
    fileprivate func text(of name: String, _ writer: Process) async throws -> String {
        let path = folder.appending(path: name).path
        while true {
            let hasEnded = !writer.isRunning
            if let text = try? String(contentsOfFile: path, encoding: .utf8) { return text }
            if hasEnded { throw Gone(what: name) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// As the provider signs, now.
    fileprivate func signature(_ secret: String) throws -> String {
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970) * 1_000)
        return StripeSignature.header(for: Array(try Data(contentsOf: folder.appending(path: "event.json"))), secret: secret, at: now)
    }

    /// - Returns: the service, listening, and its port.
    fileprivate func serve(asking base: String, secret: String) async throws -> (Process, String) {
        let process = try process(
            [Self.path, "serve", "--port", "0", "--database", "sqlite:books.db"],
            environment: [
                "STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_WEBHOOK_SECRET": secret, "STRIPE_API_BASE": base, "STRIPE_PRICE_PRO": "price_pro",
            ])
        let log = folder.appending(path: "serve-\(UUID()).log")
        try Data().write(to: log)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        while true {
            let hasEnded = !process.isRunning
            let text = try String(contentsOf: log, encoding: .utf8)
            if let line = text.split(separator: "\n").first(where: { $0.contains("serving") && $0.contains("port=") }),
                let start = line.firstRange(of: "port=")
            {
                return (process, String(line[start.upperBound...].prefix { $0.isNumber }))
            }
            if hasEnded { throw Gone(what: text) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
