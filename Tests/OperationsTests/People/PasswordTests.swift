import Foundation
import Operations
import Storage
import Testing

struct PasswordTests {
    private static let cheap = PasswordHasher.Cost(logRounds: 4, blockSize: 8, parallelism: 1)

    @Test func `a stored hash names its cost and is what scrypt gives`() async throws {
        let hasher = PasswordHasher(cost: Self.cheap, random: RandomBytes { count in (0..<count).map { UInt8($0) } })

        // Made by Python's hashlib.scrypt with n=16, r=8, p=1.
        let stored = "$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$coHb6LlzckOeOHbDHR6JGt8ViaJ_p4LgT4TcMJHWRUI"
        #expect(try await hasher.hash("correct horse battery") == stored)
        #expect(try await hasher.check("correct horse battery", against: stored) == .right)
        #expect(try await hasher.check("correct horse batterx", against: stored) == .wrong)
    }

    @Test func `the cost in use is OWASP's: 128 MiB for each hash`() async throws {
        #expect(PasswordHasher.Cost.standard == .init(logRounds: 17, blockSize: 8, parallelism: 1))
        let stored = try await PasswordHasher().hash("correct horse battery")
        #expect(stored.hasPrefix("$scrypt$ln=17,r=8,p=1$"))
        #expect(try await PasswordHasher().check("correct horse battery", against: stored) == .right)
    }

    @Test func `a hash at another cost is right, and told to be made again`() async throws {
        let stored = try await PasswordHasher(cost: Self.cheap).hash("correct horse battery")
        let grown = PasswordHasher(cost: .init(logRounds: 5, blockSize: 8, parallelism: 1))

        #expect(try await grown.check("correct horse battery", against: stored) == .rightAtOldCost)
        #expect(try await grown.check("wrong horse battery", against: stored) == .wrong)
    }

    @Test func `one password in two normal forms is one password`() async throws {
        let hasher = PasswordHasher(cost: Self.cheap)
        let stored = try await hasher.hash("caf\u{E9} au lait")
        #expect(try await hasher.check("cafe\u{301} au lait", against: stored) == .right)
    }

    @Test(arguments: [
        "", "$scrypt$", "$scrypt$ln=4,r=8,p=1$AAEC$",
        "$scrypt$ln=99,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$coHb6LlzckOeOHbDHR6JGt8ViaJ_p4LgT4TcMJHWRUI",
        "$2b$12$abcdefghijklmnopqrstuv", "correct horse battery",
    ])
    func `a text that this program did not store fits no password, and costs nobody a fortune`(stored: String) async throws {
        #expect(try await PasswordHasher(cost: Self.cheap).check("correct horse battery", against: stored) == .wrong)
    }

    @Test func `when too many hashes wait, the next one is refused at once`() async throws {
        let gate = DispatchSemaphore(value: 0)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let hasher = PasswordHasher(cost: Self.cheap, threads: 1, longestLine: 1) { _, _, _ in
            begin.yield()
            gate.wait()
            return [UInt8](repeating: 1, count: 32)
        }
        async let first = hasher.hash("one")
        for await _ in begun { break }

        await #expect(throws: PeopleError.busy) { try await hasher.hash("two") }
        gate.signal()
        _ = try await first
        gate.signal()
        #expect(try await hasher.hash("three").hasPrefix("$scrypt$"))
    }

    private struct Rule: Sendable, CustomTestStringConvertible {
        let password: String
        let fault: PasswordRules.Fault?
        var testDescription: String { "\(password.prefix(20)) (\(password.count))" }
    }

    @Test(arguments: [
        Rule(password: "short-one", fault: .tooShort),
        Rule(password: "ten-chars!", fault: nil),
        Rule(password: "nur kleine wörter ohne ziffern", fault: nil),
        Rule(password: "1357924680", fault: nil),
        Rule(password: "1234567890", fault: .common),
        Rule(password: "PASSWORD123", fault: .common),
        Rule(password: "zzzzzzzzzzzz", fault: .common),
        Rule(password: "Dana@Example.com", fault: .sameAsEmail),
        Rule(password: String(repeating: "ab", count: 64), fault: nil),
        Rule(password: String(repeating: "ab", count: 64) + "c", fault: .tooLong),
        Rule(password: "e" + String(repeating: "\u{301}", count: 100_000), fault: .tooLong),
    ])
    private func `a password is long and not among the first guesses, and that is all that is asked`(rule: Rule) async throws {
        let reception = try await Reception(on: .sqlite)
        let signUp = {
            try await SignUp(reception.front)(
                email: "dana@example.com", password: rule.password, company: "Acme", from: Reception.caller)
        }
        if let fault = rule.fault {
            await #expect(throws: PeopleError.unfitPassword(fault)) { try await signUp() }
            #expect(reception.hashes.count == 0)
        } else {
            #expect(try await signUp().user.email == "dana@example.com")
        }
    }
}
