import Foundation
import Testing

struct UserCommandTests {
    @Test func `a person is added with a password from standard input, and given a new one`() async throws {
        let program = try Program()
        #expect(try await program.run("tenant", "add", "Acme").status == 0)

        let added = try await program.run("user", "add", "Dana@example.com", "--role", "owner", input: "correct horse battery\n")
        #expect(added.status == 0)
        #expect(added.output == "Added dana@example.com to Acme as owner.\n")
        let reset = try await program.run("user", "reset", "dana@example.com", input: "another long one\n")
        #expect(reset.output == "Set a new password for dana@example.com. All sessions of dana@example.com have ended.\n")
        #expect(try await program.run("verify").status == 0)
    }

    @Test func `someone with an account is added to a second company without a password`() async throws {
        let program = try Program()
        for name in ["Acme", "Other"] { _ = try await program.run("tenant", "add", name) }
        _ = try await program.run("user", "add", "dana@example.com", "--tenant", "Acme", input: "correct horse battery\n")

        let second = try await program.run("user", "add", "dana@example.com", "--tenant", "Other", "--role", "accountant")
        #expect(second.output == "Added dana@example.com to Other as accountant.\n")
        let again = try await program.run("user", "add", "dana@example.com", "--tenant", "Other")
        #expect(again.status == 1)
        #expect(again.errors == "bookkeeper: dana@example.com belongs to the company already. Change the role instead.\n")
    }

    private struct Refusal: Sendable, CustomTestStringConvertible {
        let words: [String]
        let input: String
        let status: Int32
        let errors: String
        var testDescription: String { words.joined(separator: " ") }
    }

    @Test(arguments: [
        Refusal(
            words: ["user", "add", "dana@example.com"], input: "short\n", status: 1,
            errors: "The password has fewer than 10 characters. Choose a longer one; several words will do."),
        Refusal(
            words: ["user", "add", "dana@example.com"], input: "", status: 2,
            errors: "No password was given. Type it at the terminal, or send it as the first line of standard input."),
        Refusal(
            words: ["user", "add", "dana@example.com", "--role", "boss"], input: "", status: 2,
            errors: "--role is “boss”. It takes owner, staff or accountant."),
        Refusal(
            words: ["user", "add", "dana"], input: "", status: 1, errors: "“dana” is no e-mail address. Write one like dana@example.com."),
        Refusal(
            words: ["user", "reset", "nobody@example.com"], input: "correct horse battery\n", status: 1,
            errors: "There is no user nobody@example.com. Add one with: bookkeeper user add"),
    ])
    private func `what is wrong is one sentence with the way out`(refusal: Refusal) async throws {
        let program = try Program()
        _ = try await program.run("tenant", "add", "Acme")
        let outcome = try await program.run([Program.path] + refusal.words, input: refusal.input)
        #expect(outcome.status == refusal.status)
        #expect(outcome.errors == "bookkeeper: \(refusal.errors)\n")
    }
}
