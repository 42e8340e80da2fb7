import Foundation
import Operations
import Storage
import TestSupport
import Testing

@testable import Integrations

/// Letters by SMTP, to servers that others wrote.
struct MailTests {
    private static let letter = Mailer.Letter(
        to: "dana@acme.example", subject: "⚠️ Data Drift Detected — Müller & Söhne 👩‍👩‍👧, a subject that is longer than one line may be",
        body:
            "PSI vendor: 0.245\n.\n.. two dots\nVendor '<b>ÜBER</b>' \(String(repeating: "long ", count: 300))\n\nhttps://books.example/insights\n",
        messageID: "notification-7@ai-bookkeeper.com")

    private func mailer(
        _ server: ServerProcess, _ encryption: SMTPServer.Encryption, password: String = "s3cret", trusting file: String? = nil
    ) -> Mailer {
        .live(
            SMTPServer(
                host: "localhost", port: server.port, login: (user: "user", password: password), sender: "noreply@ai-bookkeeper.com",
                encryption: encryption, certificateFile: file ?? server.certificate),
            publicURL: "https://books.example", now: { .testNow })
    }

    private struct Read: Decodable {
        let subject: String
        let from: String
        let to: String
        let id: String
        let date: String
        let type: String
        let parts: [String]
        let text: String
        let html: String
        let defects: [String]
        let headers: Int
    }

    private func read(_ bytes: [UInt8]?) async throws -> Read {
        let json = try await Python.run("read_letter.py", [], input: try #require(bytes))
        return try JSONDecoder().decode(Read.self, from: Data(json.utf8))
    }

    @Test(arguments: [("starttls", SMTPServer.Encryption.starttls), ("implicit", .implicit)])
    func `a letter arrives over TLS, after a login, as another program's parser reads it`(
        mode: String, encryption: SMTPServer.Encryption
    ) async throws {
        let server = try await ServerProcess("smtp_double.py", mode)
        try await mailer(server, encryption).send(Self.letter)

        let read = try await read(server.bytes("letter"))
        #expect(read.subject == Self.letter.subject)
        #expect((read.from, read.to) == ("noreply@ai-bookkeeper.com", "dana@acme.example"))
        #expect(read.id == "<notification-7@ai-bookkeeper.com>")
        #expect(read.date == "2025-12-07T12:00:00+00:00")
        #expect((read.type, read.parts) == ("multipart/alternative", ["text/plain", "text/html"]))
        #expect(
            read.text.replacing("\r\n", with: "\n").trimmingCharacters(in: .newlines) == Self.letter.body.trimmingCharacters(in: .newlines))
        #expect(read.html.contains("&lt;b&gt;ÜBER&lt;/b&gt;"))
        #expect(read.html.contains("<a href=\"https://books.example/insights\">"))
        #expect(read.defects == [])
        #expect(server.text("logins").contains("user True") || mode == "implicit")
    }

    private func failure(_ mailer: Mailer, to address: String = "dana@acme.example") async throws -> SendFailure {
        do {
            try await mailer.send(.init(to: address, subject: "S", body: "B"))
        } catch let failure as SendFailure {
            return failure
        }
        throw StripeDouble.Failure(description: "It was sent.")
    }

    @Test func `a server whose STARTTLS was taken away gets neither login nor letter`() async throws {
        let server = try await ServerProcess("smtp_double.py", "stripped")
        let failure = try await failure(mailer(server, .starttls))
        #expect(failure.reason == .encryption)
        #expect(server.text("logins") == "")
        #expect(server.bytes("letter") == nil)
    }

    @Test(arguments: ["wrong-name", "starttls", "implicit"])
    func `a certificate that is not to be trusted stops everything before the login`(mode: String) async throws {
        let server = try await ServerProcess("smtp_double.py", mode)
        // Its own authority for the wrong name; the system's, which does not know it, for the right one.
        let trusted = mode == "wrong-name" ? server.certificate : "/etc/ssl/certs/ca-certificates.crt"
        let failure = try await failure(mailer(server, mode == "implicit" ? .implicit : .starttls, trusting: trusted))
        #expect((failure.reason, failure.kind) == (.encryption, .temporary))
        #expect(server.text("logins") == "")
        #expect(server.bytes("letter") == nil)
    }

    @Test func `a wrong password is the operator's fault, and is not in the words`() async throws {
        let server = try await ServerProcess("smtp_double.py", "starttls")
        let failure = try await failure(mailer(server, .starttls, password: "wrong-one"))
        #expect((failure.reason, failure.kind) == (.authError, .temporary))
        #expect(!failure.text.contains("wrong-one"))
    }

    @Test(arguments: [
        ("450", SendFailure.Kind.temporary, "The mail server is busy (450)."), ("421", .temporary, "The mail server is busy (421)."),
        ("550", .permanent, "The mail server refuses the address (550)."),
        ("drop", .uncertain, "The connection to the mail server broke after the letter; it may have arrived."),
    ])
    func `each refusal has its consequence`(name: String, kind: SendFailure.Kind, text: String) async throws {
        let server = try await ServerProcess("smtp_double.py", "starttls")
        let failure = try await failure(mailer(server, .starttls), to: "\(name)@acme.example")
        #expect((failure.kind, failure.text) == (kind, text))
    }

    @Test func `nobody at the port, and a line break in an address`() async throws {
        let server = try await ServerProcess("smtp_double.py", "starttls")
        let closed = Mailer.live(
            SMTPServer(host: "127.0.0.1", port: 1, login: nil, sender: "noreply@ai-bookkeeper.com", encryption: .starttls),
            publicURL: "https://books.example", now: { .testNow })
        #expect(try await failure(closed).reason == .unreachable)
        #expect(try await failure(mailer(server, .starttls), to: "a@b.example>\r\nRCPT TO:<c@d.example").kind == .permanent)
        #expect(server.bytes("letter") == nil)
    }

    @Test(.enabled(if: Postfix.canRun, "a Postfix of the tests' own takes root and Debian's postfix"))
    func `Postfix takes a letter and delivers it to a mailbox`() async throws {
        let server = try await ServerProcess("postfix.py")
        let mailer = Mailer.live(
            SMTPServer(
                host: "localhost", port: server.port, login: nil, sender: "noreply@ai-bookkeeper.com", encryption: .starttls,
                certificateFile: server.certificate), publicURL: "https://books.example", now: { .testNow })
        try await mailer.send(Self.letter)
        #expect(try await failure(mailer, to: "x@elsewhere.example").kind == .permanent)
        var delivered: [UInt8]?
        for _ in 0..<200 where delivered == nil {
            try await Task.sleep(for: .milliseconds(50))
            let names = try? FileManager.default.contentsOfDirectory(atPath: server.folder + "/mail/new")
            delivered = names?.first.flatMap { FileManager.default.contents(atPath: "\(server.folder)/mail/new/\($0)") }.map(Array.init)
        }
        try server.stop()
        let read = try await read(delivered)
        #expect(read.subject == Self.letter.subject)
        #expect(read.text.trimmingCharacters(in: .newlines) == Self.letter.body.trimmingCharacters(in: .newlines))
        #expect(read.id == "<notification-7@ai-bookkeeper.com>")
    }

    private enum Postfix {
        static let canRun = getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/sbin/postfix")
    }
}
